/**
 * GraphQL over WebSocket: the same limits, errors and refusals as over HTTP, with a context for each operation, and
 * turns among sockets.
 */
import type {
  ExecutionArgs,
  ExecutionResult,
  FormattedExecutionResult,
  GraphQLFormattedError,
  GraphQLSchema,
} from 'graphql';
import { getOperationAST, GraphQLError, Kind, OperationTypeNode } from 'graphql';

import { concerning } from '../common/log-subject.js';
import type { Limits } from './access/guard.js';
import { type DocumentPolicy, refusalsOf } from './admission.js';
import { DocumentCache, parseDocument } from './documents.js';
import { nameSubjects, subjectOfStream } from './errors/error-subjects.js';
import { formatError } from './errors/top-level.js';
import { reportRefusals } from './errors/unseen-refusals.js';
import { type AwaitingClient, overSocket } from './request/awaiting-client.js';
import type { Login } from './request/login.js';
import { type Loaders, OperationContext } from './request/operation-context.js';
import { SharedResults } from './shared-results.js';
import { SOCKET_LIMITS } from './socket-limits.js';
import type { SocketOperations } from './socket-operations.js';
import { sending, type SendingSocket } from './socket-stream.js';
import { type SocketContext, SocketTurns } from './socket-turns.js';

export interface SubscribePayload {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Record<string, unknown> | null;
}

type OperationResult = AsyncIterableIterator<ExecutionResult> | ExecutionResult;
type Replaced = Promise<OperationResult | void> | OperationResult | void;
type Operation = ExecutionArgs | readonly GraphQLError[];

export interface SocketOptions {
  readonly path: string;
  readonly connectionInitWaitTimeout: number;
  subscribe(args: ExecutionArgs): Promise<OperationResult>;
  onSubscribe(context: SocketContext, id: string, payload: SubscribePayload): Promise<Operation>;
  onOperation(
    context: SocketContext,
    id: string,
    payload: SubscribePayload,
    args: ExecutionArgs,
    result: OperationResult,
  ): Replaced;
  onComplete(context: SocketContext, id: string): void;
  onClose(context: SocketContext): void;
  onNext(
    context: unknown,
    id: string,
    payload: SubscribePayload,
    args: ExecutionArgs,
    result: ExecutionResult,
  ): FormattedExecutionResult;
  onError(
    context: unknown,
    id: string,
    payload: SubscribePayload,
    errors: readonly GraphQLError[],
  ): GraphQLFormattedError[];
}

export interface SocketSurroundings {
  readonly policy: DocumentPolicy;
  readonly limits: Limits;
  readonly operations: SocketOperations | null;
}

/** What `onConnect` leaves with a socket. */
export interface SocketLogin {
  login?: Login;
}

/** `operations` hears of each operation; null: nobody wants to know. */
export function socketOptions(
  path: string,
  schema: () => GraphQLSchema,
  { policy, limits, operations }: SocketSurroundings,
): SocketOptions {
  const documents = new DocumentCache();
  const loaders: Loaders = new Map();
  const turns = new SocketTurns();
  const shared = new SharedResults();
  const answerOf = (result: ExecutionResult, { contextValue }: ExecutionArgs): FormattedExecutionResult => {
    nameSubjects(result.errors, contextValue as OperationContext);
    return { ...result, ...(result.errors && { errors: result.errors.map(format) }) } as FormattedExecutionResult;
  };
  /** Cached results of subscriptions: many subscribers get the same. */
  const texts = new WeakMap<ExecutionResult, string>();
  const textOf = (result: ExecutionResult, args: ExecutionArgs): string => {
    const text = texts.get(result) ?? JSON.stringify(answerOf(result, args));
    texts.set(result, text);
    return text;
  };
  return {
    path,
    connectionInitWaitTimeout: SOCKET_LIMITS.initMs,
    subscribe: (args) => shared.subscribe(args),
    onSubscribe: async (context, id, payload) => {
      const start = performance.now();
      if (Object.keys(context.subscriptions).length > SOCKET_LIMITS.operations) return [tooManyOperations()];
      await turns.wait(context, id);
      const client = overSocket(context, id);
      const login = (context.extra as SocketLogin).login ?? null;
      const operation = operationOf(schema(), payload, { documents, loaders, policy, client, login, limits });
      if ('schema' in operation) {
        operations?.begins(operation, start);
        turns.runs(context, id, operation);
      } else {
        operations?.refused(start, codeOf(operation[0]!));
        turns.completed(context, id);
      }
      return operation;
    },
    onOperation: (context, id, _payload, args, result) => {
      const never = turns.began(context, id, args, result);
      if (never) return never;
      if (!(Symbol.asyncIterator in result)) {
        const [error] = result.errors ?? [];
        return operations?.ends(args, error ? codeOf(error) : null);
      }
      const { socket } = context.extra as { readonly socket: SendingSocket };
      const stream = sending(result, socket, id, {
        textOf: (one) => textOf(one, args),
        failed: (error) => concerning(error, subjectOfStream(args.contextValue as OperationContext)),
      });
      return (
        operations?.followed(args, stream, (error) => (error instanceof GraphQLError ? codeOf(error) : INTERNAL)) ??
        stream
      );
    },
    onComplete: (context, id) => turns.completed(context, id),
    onClose: (context) => turns.closed(context),
    onNext: (_context, _id, _payload, args, result) => {
      const answer = answerOf(result, args);
      reportRefusals(answer, args.contextValue as OperationContext);
      return answer;
    },
    onError: (_context, _id, _payload, errors) => errors.map(format),
  };
}

const tooManyOperations = (): GraphQLError => {
  const message = `At most ${SOCKET_LIMITS.operations} operations at a time on one socket: complete some, or open another.`;
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', fields: [{ path: '', message }] } });
};

/** What the operations of all sockets share. */
interface Shared {
  readonly documents: DocumentCache;
  readonly loaders: Loaders;
  readonly policy: DocumentPolicy;
  /** Who waits for the answer of a query or a mutation. */
  readonly client: AwaitingClient;
  readonly login: Login | null;
  readonly limits: Limits;
}

/** An operation that may run, or what is wrong with it. */
function operationOf(
  schema: GraphQLSchema,
  payload: SubscribePayload,
  { documents, loaders, policy, client, login, limits }: Shared,
): Operation {
  const document = parseDocument(payload.query, documents);
  if (!('kind' in document)) return document;
  const operationName = payload.operationName === '' ? null : payload.operationName;
  const requested = { schema, document, variables: payload.variables, operationName };
  const refusals = refusalsOf(requested, policy, { login, limits });
  if (refusals.length > 0) return refusals;
  documents.keep(payload.query, document);
  const operation = getOperationAST(document, operationName);
  if (!operation) return [noOperation(operationName)];
  // Subscriptions read when an event comes, many at a time; a query or a mutation reads by itself.
  const isFollowing = operation.operation === OperationTypeNode.SUBSCRIPTION;
  const contextValue = isFollowing
    ? new OperationContext(null, loaders, login)
    : new OperationContext(client, new Map(), login);
  return { schema, document, operationName, variableValues: payload.variables, contextValue };
}

function noOperation(name: string | null | undefined): GraphQLError {
  const message = name
    ? 'The document has no operation of the name that is asked for.'
    : 'Name one of the operations of the document.';
  return new GraphQLError(message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
}

/**
 * graphql-js gives wrong variables no code, but points at their definition; a resolver's error has a code, or is ours
 * to hide.
 */
function format(error: GraphQLError): GraphQLFormattedError {
  return formatError({ ...error.toJSON(), extensions: { ...error.extensions, code: codeOf(error) } }, error);
}

const INTERNAL = 'INTERNAL_SERVER_ERROR';
function codeOf({ nodes, extensions: { code }, originalError }: GraphQLError): string {
  if (typeof code === 'string') return code;
  const ofVariable = nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION;
  return originalError && !ofVariable ? INTERNAL : 'BAD_USER_INPUT';
}
