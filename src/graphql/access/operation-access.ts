/**
 * Whether a caller may run an operation at all (A2): looked at once, before anything of it runs, so that no document is done in
 * part. What the fields reach is looked at where they run (guard-roots.ts).
 */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

import { isWorker } from '../../domain/rules/access/access.js';
import { FIELD_ACCESS } from '../../domain/rules/access/field-access.js';
import type { Login } from '../request/login.js';
import type { Limits } from './guard.js';
import { beyondWorkers } from './worker-edges.js';

const ROOT_TYPES = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

export const unauthenticated = (): GraphQLError =>
  new GraphQLError('The token is no longer good: it was revoked or has expired.', {
    extensions: { code: 'UNAUTHENTICATED' },
  });

export const forbidden = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'FORBIDDEN' } });

export const forbiddenToAgents = (field: string): GraphQLError =>
  forbidden(`${field} is not for agents: the worker of the lease does it.`);

/** Null: it may. The document is valid for the schema. */
export function accessFault(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  login: Login | null,
  limits: Limits,
): GraphQLError | null {
  const operation = getOperationAST(document, operationName);
  if (!operation) return null;
  if (!login || login.isOver) return unauthenticated();
  const { caller } = login;
  const fields = rootFields(document, operation);
  const type = ROOT_TYPES[operation.operation];
  for (const field of fields) {
    const access = FIELD_ACCESS[type]?.[field];
    if (caller.agentOf && access?.agents !== true) return forbiddenToAgents(field);
    if (!access?.roles.includes(caller.role))
      return forbidden(
        `${field} is not for ${isWorker(caller.role) ? 'workers' : 'tokens'} of the role ${caller.role}.`,
      );
  }
  const beyond = isWorker(caller.role) ? beyondWorkers(schema, document, operationName) : null;
  if (beyond !== null)
    return forbidden(`${beyond} is not for workers: it leads beyond the phase that they hold. Leave it out.`);
  if (type !== 'Mutation') return null;
  const seconds = limits.take(caller, fields);
  return seconds === 0 ? null : rateLimited(seconds);
}

/** `retryAfter`: whole seconds. */
function rateLimited(retryAfter: number): GraphQLError {
  const message = `The token sends commands faster than it may; nothing of this operation was done. Send it again in ${retryAfter} s.`;
  return new GraphQLError(message, { extensions: { code: 'RATE_LIMITED', retryAfter } });
}

const known = new WeakMap<OperationDefinitionNode, readonly string[]>();

/** The names of the root fields, once for each place; those of introspection are everybody's. */
function rootFields(document: DocumentNode, operation: OperationDefinitionNode): readonly string[] {
  const found = known.get(operation);
  if (found) return found;
  const fragments = new Map(
    document.definitions
      .filter((each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION)
      .map((each) => [each.name.value, each]),
  );
  const names: string[] = [];
  const seen = new Set<string>();
  const take = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) names.push(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) take(selection.selectionSet);
      else {
        const { value } = selection.name;
        if (seen.has(value)) continue;
        seen.add(value);
        const fragment = fragments.get(value);
        if (fragment) take(fragment.selectionSet);
      }
    }
  };
  take(operation.selectionSet);
  const result = names.filter((name) => !name.startsWith('__'));
  known.set(operation, result);
  return result;
}
