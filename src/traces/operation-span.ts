/** The span of a GraphQL operation (O9): its type and name, never its document or variables. */
import { attributes } from '../domain/rules/trace/trace-names.js';
import type { EndedOperation } from '../graphql/socket-operations.js';
import type { FinishedOperation } from './tracing.token.js';

/** A client chooses the name of an operation. */
const LONGEST_NAME = 100;

/** Of one that is over now. */
export function operationSpan({ type, name, start, error }: EndedOperation): FinishedOperation {
  const short = name?.slice(0, LONGEST_NAME) ?? null;
  return {
    name: [type ?? 'GraphQL', short].filter((word) => word !== null).join(' '),
    ...{ start, end: performance.now(), error },
    attributes: attributes({ 'graphql.operation.type': type, 'graphql.operation.name': short }),
  };
}
