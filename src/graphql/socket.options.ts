/** GraphQL over WebSocket: the same limits, errors and refusals as over HTTP, with a context for each operation. */
import { GraphQLError, Kind, parse, specifiedRules, validate } from 'graphql';
import type { ExecutionArgs, ExecutionResult, FormattedExecutionResult, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { formatError } from './errors/top-level.js';
import { tellRefusals } from './errors/unseen-refusals.js';
import { costFault, LIMIT_RULES, MAX_TOKENS } from './limits.js';
import { OperationContext } from './operation-context.js';

interface SubscribePayload {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Record<string, unknown> | null;
}

export interface SocketOptions {
  readonly path: string;
  readonly connectionInitWaitTimeout: number;
  onSubscribe(context: unknown, id: string, payload: SubscribePayload): readonly GraphQLError[] | void;
  onNext(context: unknown, id: string, payload: SubscribePayload, args: ExecutionArgs, result: ExecutionResult): FormattedExecutionResult;
  onError(context: unknown, id: string, payload: SubscribePayload, errors: readonly GraphQLError[]): GraphQLFormattedError[];
}

export function socketOptions(path: string, schema: () => GraphQLSchema): SocketOptions {
  return {
    path,
    connectionInitWaitTimeout: 5_000,
    onSubscribe: (_context, _id, payload) => objections(schema(), payload),
    onNext: (_context, _id, _payload, args, result) => {
      const answer: FormattedExecutionResult = { ...result, errors: result.errors?.map(format) };
      tellRefusals(answer, args.contextValue as OperationContext);
      return answer;
    },
    onError: (_context, _id, _payload, errors) => errors.map(format),
  };
}

/** What is wrong with an operation before it runs; nothing if it may run. */
function objections(schema: GraphQLSchema, { query, operationName, variables }: SubscribePayload): readonly GraphQLError[] | void {
  let document;
  try {
    document = parse(query, { maxTokens: MAX_TOKENS });
  } catch (error) {
    return [withCode(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')];
  }
  const faults = validate(schema, document, [...specifiedRules, ...LIMIT_RULES]);
  if (faults.length > 0) return faults.map((fault) => withCode(fault, 'GRAPHQL_VALIDATION_FAILED'));
  const costly = costFault({ schema, document, variables, operationName });
  return costly ? [costly] : undefined;
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, { nodes: error.nodes, source: error.source, positions: error.positions, extensions: { code } });
}

/** graphql-js gives wrong variables no code, but points at their definition; a resolver's error has a code, or is ours to hide. */
function format(error: GraphQLError): GraphQLFormattedError {
  const ofVariable = error.nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION;
  const code = error.extensions.code ?? (error.originalError && !ofVariable ? 'INTERNAL_SERVER_ERROR' : 'BAD_USER_INPUT');
  return formatError({ ...error.toJSON(), extensions: { ...error.extensions, code } }, error);
}
