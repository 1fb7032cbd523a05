/** The client: a method for each operation, any other document by `request`, and events as iterators. */
import { type Answer, AutopackFailure, type Refusal } from './answers.js';
import { follow, type Following, type FollowOptions } from './events.js';
import { failureOf, refusedBy } from './failures.js';
import { type Operation, OPERATIONS, type Operations } from './operations.generated.js';
import { type Address, sendOperation } from './transport.js';

export interface ClientOptions {
  /** The server's address, with or without `/graphql`: http://127.0.0.1:8000. */
  readonly url: string;
  /** Sent as a bearer token; left out: the server asks for none. */
  readonly token?: string | undefined;
  /** How long one call may take, besides what a claim waits. Default: 30,000. */
  readonly timeoutMs?: number;
}

export interface CallOptions {
  /** Ends the call; the answer is `unreachable` then. */
  readonly signal?: AbortSignal;
}

/** The one field of an answer, of a mutation without its refusals; all fields where there are several. */
type ValueOf<Name extends keyof Operations> = Operations[Name] extends {
  readonly kind: 'mutation';
  readonly field: infer Field extends keyof Operations[Name]['result'];
}
  ? Omit<Operations[Name]['result'][Field], 'errors'>
  : Operations[Name] extends { readonly field: infer Field extends keyof Operations[Name]['result'] }
    ? Operations[Name]['result'][Field]
    : Operations[Name]['result'];

/** Mutations take their input, everything else its variables. */
type ArgumentOf<Name extends keyof Operations> = Operations[Name]['variables'] extends { readonly input: infer Input }
  ? Input
  : Operations[Name]['variables'];

type Call<Argument, Value> =
  Record<string, never> extends Argument
    ? (argument?: Argument, options?: CallOptions) => Promise<Answer<Value>>
    : (argument: Argument, options?: CallOptions) => Promise<Answer<Value>>;

type CallName = {
  [Name in keyof Operations]: Operations[Name]['kind'] extends 'subscription' ? never : Name;
}[keyof Operations];

/** A method for each query and mutation of the folder `operations`: mutations are called as their field, queries as their operation. */
export type AutopackMethods = { readonly [Name in CallName]: Call<ArgumentOf<Name>, ValueOf<Name>> };

/** An event of a run. A newer server may send types that these types do not name. */
export type RunEvent = ValueOf<'watchRun'>;
export type FleetEvent = ValueOf<'watchAllRuns'>;

/** A document with its types, as `graphql-codegen` makes it with `documentMode: 'string'`, or a plain text. */
export interface TypedText<Result, Variables> {
  toString(): string;
  readonly __apiType?: ((variables: Variables) => Result) | undefined;
}

export interface Autopack extends AutopackMethods {
  readonly url: string;
  /** Any other document. The value is its whole data; refusals of a command are in it, below `errors`. */
  request<Result = Readonly<Record<string, unknown>>, Variables = Readonly<Record<string, unknown>>>(
    document: TypedText<Result, Variables>,
    variables?: Variables,
    options?: CallOptions,
  ): Promise<Answer<Result>>;
  /**
   * The events of a run after the event `after` (0: all), in order, each once, until the event that ends the run. A lost connection is made anew and goes on
   * behind the last `seq`. Throws AutopackFailure where there is no way on, such as a run that does not exist.
   */
  watchRun(
    options: { readonly runId: string; readonly after?: number } & FollowOptions,
  ): AsyncGenerator<RunEvent, void, undefined>;
  /** The events of all runs, or of a project's, from now on or since an instant; ends only by its signal. */
  watchRuns(
    options?: { readonly projectId?: string; readonly since?: string } & FollowOptions,
  ): AsyncGenerator<FleetEvent, void, undefined>;
}

const TIMEOUT_MS = 30_000;
/** Events are older than their commit, so a resumed stream begins with some that were there: so many ids are known. */
const KNOWN_IDS = 10_000;

/** A client of one server. It holds no connection of its own: there is nothing to close. */
export function createAutopack(options: ClientOptions): Autopack {
  const address: Address = { url: originOf(options.url), token: options.token };
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const call =
    (name: CallName) =>
    (argument?: object, { signal }: CallOptions = {}) => {
      const operation = OPERATIONS[name];
      const isMutation = operation.kind === 'mutation';
      const waits = ((argument as { readonly waitSeconds?: number } | undefined)?.waitSeconds ?? 0) * 1_000;
      const variables = isMutation ? { input: argument } : (argument ?? {});
      return answerOf(address, operation, variables, limited(timeoutMs + waits, signal));
    };
  const names = (Object.keys(OPERATIONS) as (keyof Operations)[]).filter(isCall);
  const methods = Object.fromEntries(names.map((name) => [name, call(name)])) as unknown as AutopackMethods;
  return {
    ...methods,
    url: address.url,
    request: <Result>(document: { toString(): string }, variables?: unknown, { signal }: CallOptions = {}) =>
      answerOf(
        address,
        { kind: 'query', field: null, text: document.toString() },
        variables ?? {},
        limited(timeoutMs, signal),
      ) as Promise<Answer<Result>>,
    watchRun: ({ runId, after = 0, ...how }) => follow(address, subscription('watchRun'), ofRun(runId, after), how),
    watchRuns: ({ projectId, since, ...how } = {}) =>
      follow(address, subscription('watchAllRuns'), ofRuns(address, projectId ?? null, since ?? null), how),
  };
}

const isCall = (name: keyof Operations): name is CallName => OPERATIONS[name].kind !== 'subscription';

async function answerOf(
  address: Address,
  operation: Operation,
  variables: unknown,
  signal: AbortSignal,
): Promise<Answer<unknown>> {
  const sent = await sendOperation(address, operation.text, variables, signal);
  if (sent.came !== 'data') return { ok: false, error: failureOf(sent, address) };
  const value = operation.field === null ? sent.data : sent.data[operation.field];
  if (operation.kind !== 'mutation') return { ok: true, value };
  const { errors, ...payload } = value as { readonly errors: readonly Refusal[] };
  return errors.length > 0 ? { ok: false, error: refusedBy(errors, sent.status) } : { ok: true, value: payload };
}

function subscription(name: 'watchRun' | 'watchAllRuns'): { readonly text: string; readonly field: string } {
  const { text, field } = OPERATIONS[name];
  return { text, field: field! };
}

function ofRun(runId: string, after: number): Following<RunEvent> {
  let seen = after;
  return {
    variables: () => ({ runId, after: seen }),
    take: ({ seq }) => {
      const isNew = seq > seen;
      if (isNew) seen = seq;
      return isNew;
    },
  };
}

/** Without `since` the first connection begins with what is live; the next ones with the instant, by the server's clock, at which that was asked for. */
function ofRuns(address: Address, projectId: string | null, since: string | null): Following<FleetEvent> {
  let resumeAt = since;
  let begunAt: string | null = null;
  let connections = 0;
  const known = new Set<string>();
  return {
    async prepare(signal) {
      connections += 1;
      if (resumeAt !== null) return;
      const answer = await answerOf(address, OPERATIONS.server, {}, limited(TIMEOUT_MS, signal));
      if (!answer.ok) throw new AutopackFailure(answer.error);
      begunAt = resumeAt = (answer.value as Operations['server']['result']['server']).now;
      connections = 1;
    },
    variables: () => ({ projectId, since: begunAt !== null && connections === 1 ? null : resumeAt }),
    take: ({ id, at }) => {
      if (known.has(id)) return false;
      // A resumed stream begins with what is older, too.
      if (connections > 1 && begunAt !== null && at < begunAt) return false;
      known.add(id);
      if (known.size > KNOWN_IDS) known.delete(known.values().next().value!);
      if (resumeAt === null || at > resumeAt) resumeAt = at;
      return true;
    },
  };
}

const limited = (ms: number, signal: AbortSignal | undefined): AbortSignal =>
  signal ? AbortSignal.any([AbortSignal.timeout(ms), signal]) : AbortSignal.timeout(ms);

/** Throws TypeError for what is no address: that is a mistake in the program, not of the network. */
function originOf(text: string): string {
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) throw new TypeError('url must be an address like http://127.0.0.1:8000');
  if (url.username !== '' || url.password !== '')
    throw new TypeError('url must hold neither user nor password; pass token');
  return `${url.origin}${url.pathname.replace(/\/(graphql\/?)?$/, '')}`;
}
