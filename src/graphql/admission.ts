/**
 * What an operation must pass after its document is parsed and before it runs (A3), in the order of what it costs to
 * look: the size of the document, its depth and the like, its validity, the variables, the cost of the operation; then whether the
 * caller may run it, and how often (A2).
 */
import { type ApolloServerPlugin, type GraphQLRequestContext, HeaderMap } from '@apollo/server';
import {
  type DocumentNode,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  validate,
} from 'graphql';

import type { Limits } from './access/guard.js';
import { accessFault } from './access/operation-access.js';
import { documentSizeFault } from './document-size.js';
import { withCode } from './documents.js';
import { MAX_REPORTED } from './errors/many-faults.js';
import { formatError } from './errors/top-level.js';
import { variableFaults } from './errors/variable-faults.js';
import { costFault, LIMIT_RULES, type Requested } from './limits.js';
import type { Login } from './request/login.js';
import type { OperationContext } from './request/operation-context.js';
import { settleForm } from './request-form.js';
import type { TrustedDocuments } from './trusted-documents.js';

/** Which documents a server runs. */
export interface DocumentPolicy {
  /** Whether `__schema` and `__type` may be asked for. */
  readonly introspection: boolean;
  /** Null: every document. */
  readonly trusted: TrustedDocuments | null;
}

/**
 * Found valid once. A document is valid for the schema and the policy of this process, which never change; servers in
 * one process parse a document each for themselves.
 */
const valid = new WeakSet<DocumentNode>();

/** Who asks, and how often commands may be sent. */
export interface Admitted {
  readonly login: Login | null;
  readonly limits: Limits;
}

/** Why an operation does not run; empty: it may. One that is not there is left to the executor, which says so. */
export function refusalsOf(
  requested: Requested,
  policy: DocumentPolicy,
  { login, limits }: Admitted,
): readonly GraphQLError[] {
  const { schema, document } = requested;
  if (!valid.has(document)) {
    const faults = documentFaults(schema, document, policy);
    if (faults.length > 0) return faults;
    valid.add(document);
  }
  const operation = getOperationAST(requested.document, requested.operationName);
  if (!operation) return [];
  const faults = variableFaults(requested.schema, operation, requested.variables ?? {});
  if (faults.length > 0) return faults;
  const refused =
    costFault(requested) ?? accessFault(requested.schema, document, requested.operationName, login, limits);
  return refused ? [refused] : [];
}

/** The document that a request names instead of sending it. */
function textOfId(body: unknown, { trusted }: DocumentPolicy): string | undefined {
  const id = (body as { documentId?: unknown } | undefined)?.documentId;
  return typeof id === 'string' ? trusted?.textOf(id) : undefined;
}

/** What is cheap to count comes first, so that what takes long never sees a document that is too large for it. */
function documentFaults(
  schema: GraphQLSchema,
  document: DocumentNode,
  { introspection, trusted }: DocumentPolicy,
): readonly GraphQLError[] {
  const large = documentSizeFault(document);
  if (large) return [large];
  const distrusted = trusted?.refusalOf(document);
  if (distrusted) return [distrusted];
  const rules = introspection ? LIMIT_RULES : [...LIMIT_RULES, NoSchemaIntrospectionCustomRule];
  const limits = validate(schema, document, rules, { maxErrors: MAX_REPORTED });
  const faults = limits.length > 0 ? limits : validate(schema, document, specifiedRules, { maxErrors: MAX_REPORTED });
  return faults.map((fault) => withCode(fault, 'GRAPHQL_VALIDATION_FAILED'));
}

/** The same over HTTP. */
export const admissionPlugin = (policy: DocumentPolicy, limits: Limits): ApolloServerPlugin<OperationContext> => ({
  async requestDidStart({ request: requested }) {
    settleForm(requested as Record<string, unknown>);
    const text = textOfId(requested.http?.body, policy);
    if (text !== undefined) requested.query ??= text;
    return {
      async responseForOperation(context: GraphQLRequestContext<OperationContext>) {
        const { schema, document, request, operationName, contextValue } = context;
        const operation = { schema, document: document!, variables: request.variables, operationName };
        const found = refusalsOf(operation, policy, { login: contextValue.login, limits });
        const isStream = context.operation?.operation === 'subscription';
        const refusals = found.length === 0 && isStream ? [noStreams()] : found;
        if (refusals.length === 0) return null;
        const errors = refusals.map((refusal) => formatError(refusal.toJSON(), refusal));
        const headers = new HeaderMap();
        const { code, retryAfter } = refusals[0]!.extensions;
        if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter));
        const status = STATUS_OF[String(code)] ?? 400;
        return { http: { status, headers }, body: { kind: 'single', singleResult: { errors } } };
      },
    };
  },
});

/** Executed as a query, its field would be resolved without an event, and without what is asked before the stream begins. */
function noStreams(): GraphQLError {
  const message = 'Subscriptions run over WebSocket, at the same address; HTTP answers queries and mutations.';
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', fields: [{ path: '', message }] } });
}

const STATUS_OF: Readonly<Record<string, number>> = { UNAUTHENTICATED: 401, FORBIDDEN: 403, RATE_LIMITED: 429 };
