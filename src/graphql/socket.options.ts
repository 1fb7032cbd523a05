/** GraphQL over WebSocket: the same limits, errors and refusals as over HTTP, with a context for each operation. */
import { GraphQLError, Kind } from 'graphql';
import type { ExecutionArgs, ExecutionResult, FormattedExecutionResult, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { refusalsOf } from './admission.js';
import { DocumentCache, parseDocument } from './documents.js';
import { formatError } from './errors/top-level.js';
import { tellRefusals } from './errors/unseen-refusals.js';
import { OperationContext } from './operation-context.js';

export interface SubscribePayload {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Record<string, unknown> | null;
}

export interface SocketOptions {
  readonly path: string;
  readonly connectionInitWaitTimeout: number;
  onSubscribe(context: unknown, id: string, payload: SubscribePayload): ExecutionArgs | readonly GraphQLError[];
  onNext(context: unknown, id: string, payload: SubscribePayload, args: ExecutionArgs, result: ExecutionResult): FormattedExecutionResult;
  onError(context: unknown, id: string, payload: SubscribePayload, errors: readonly GraphQLError[]): GraphQLFormattedError[];
}

export function socketOptions(path: string, schema: () => GraphQLSchema): SocketOptions {
  const documents = new DocumentCache();
  return {
    path,
    connectionInitWaitTimeout: 5_000,
    onSubscribe: (_context, _id, payload) => operationOf(schema(), payload, documents),
    onNext: (_context, _id, _payload, args, result) => {
      const answer: FormattedExecutionResult = { ...result, errors: result.errors?.map(format) };
      tellRefusals(answer, args.contextValue as OperationContext);
      return answer;
    },
    onError: (_context, _id, _payload, errors) => errors.map(format),
  };
}

/** An operation that may run, or what is wrong with it. */
function operationOf(schema: GraphQLSchema, payload: SubscribePayload, documents: DocumentCache): ExecutionArgs | readonly GraphQLError[] {
  const document = parseDocument(payload.query, documents);
  if (!('kind' in document)) return document;
  const operationName = payload.operationName === '' ? null : payload.operationName;
  const refusals = refusalsOf({ schema, document, variables: payload.variables, operationName });
  if (refusals.length > 0) return refusals;
  documents.keep(payload.query, document);
  return { schema, document, operationName, variableValues: payload.variables, contextValue: new OperationContext() };
}

/** graphql-js gives wrong variables no code, but points at their definition; a resolver's error has a code, or is ours to hide. */
function format(error: GraphQLError): GraphQLFormattedError {
  const ofVariable = error.nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION;
  const code = error.extensions.code ?? (error.originalError && !ofVariable ? 'INTERNAL_SERVER_ERROR' : 'BAD_USER_INPUT');
  return formatError({ ...error.toJSON(), extensions: { ...error.extensions, code } }, error);
}
