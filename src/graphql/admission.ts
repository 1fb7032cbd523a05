/**
 * What an operation must pass after its document is parsed and before it runs (A3), in the order of what it costs to
 * look: the size of the document, its depth and the like, its validity, the variables, the cost of the operation.
 */
import { type ApolloServerPlugin, type GraphQLRequestContext, HeaderMap } from '@apollo/server';
import {
  type DocumentNode,
  getOperationAST,
  type GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  validate,
} from 'graphql';

import { documentSizeFault } from './document-size.js';
import { withCode } from './documents.js';
import { MAX_REPORTED } from './errors/many-faults.js';
import { formatError } from './errors/top-level.js';
import { variableFaults } from './errors/variable-faults.js';
import { costFault, LIMIT_RULES, type Requested } from './limits.js';
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

/** Why an operation does not run; empty: it may. One that is not there is left to the executor, which says so. */
export function refusalsOf(requested: Requested, policy: DocumentPolicy): readonly GraphQLError[] {
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
  const costly = costFault(requested);
  return costly ? [costly] : [];
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
export const admissionPlugin = (policy: DocumentPolicy): ApolloServerPlugin<OperationContext> => ({
  async requestDidStart({ request: requested }) {
    settleForm(requested as Record<string, unknown>);
    const text = textOfId(requested.http?.body, policy);
    if (text !== undefined) requested.query ??= text;
    return {
      async responseForOperation(context: GraphQLRequestContext<OperationContext>) {
        const { schema, document, request, operationName } = context;
        const refusals = refusalsOf(
          { schema, document: document!, variables: request.variables, operationName },
          policy,
        );
        if (refusals.length === 0) return null;
        const errors = refusals.map((refusal) => formatError(refusal.toJSON(), refusal));
        return { http: { status: 400, headers: new HeaderMap() }, body: { kind: 'single', singleResult: { errors } } };
      },
    };
  },
});
