/** The GraphQL client of commands and worker, over HTTP. Whatever goes wrong is thrown as a sentence that says what to do, with an exit code. */
import type { FieldFault } from '../../client/answers.js';
import {
  type GraphqlError,
  isAboutToken,
  isForNow,
  mayPass,
  sendOperation,
  type Sent,
} from '../../client/transport.js';
import type { TypedDocument, VariablesArgument } from '../../common/typed-document.js';
import { CommandFailed, EXIT, type ExitCode } from '../shared/exit-codes.js';
import { printable } from '../shared/output.js';
import type { ServerAddress } from '../shared/server-address.js';

const TIMEOUT_MS = 30_000;
/** The code under which `fetch` reports that an address does not answer. */
const WHY: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the name is not known',
  EAI_AGAIN: 'the name cannot be looked up',
  ECONNRESET: 'the connection was cut off',
  UND_ERR_SOCKET: 'the connection was cut off',
  UND_ERR_CONNECT_TIMEOUT: 'no answer came',
  ETIMEDOUT: 'no answer came',
  EHOSTUNREACH: 'the network does not lead there',
  ENETUNREACH: 'the network does not lead there',
};

/** The advice of a failure to the user: not every command has the same options. */
export interface Advice {
  /** Nothing answers. */
  readonly unreachable: string;
  /** There is no token, or a wrong one. */
  readonly token: string;
  /** What answers is something else. */
  readonly otherServer: string;
}

const COMMAND_ADVICE: Advice = {
  unreachable: 'Start one with npm start, or name another one with --url.',
  token: "Set AUTOPACK_TOKEN to the server's token, or pass it with --token.",
  otherServer: 'Name another one with --url.',
};

/**
 * Why an operation has no result. `unreachable`: no answer came. `broken`: the server has a fault of its own, or no time. Both may pass. `refused`: the same
 * request fails again.
 */
export type FailureKind = 'unreachable' | 'broken' | 'refused';

/** The operation has no result: no answer came, or one with errors beside the data. Refusals in a payload are data, see `accepted`. */
export class RequestFailed extends CommandFailed {
  /** Of the errors beside the data. */
  readonly codes: readonly string[];
  readonly fields: readonly FieldFault[];

  constructor(
    readonly kind: FailureKind,
    message: string,
    exitCode: ExitCode,
    errors: readonly GraphqlError[] = [],
    options?: ErrorOptions,
  ) {
    super(message, exitCode, options);
    this.codes = errors.map((error) => error.extensions?.code ?? 'none');
    this.fields = errors.flatMap((error) => error.extensions?.fields ?? []);
  }
}

export class GraphqlClient {
  constructor(
    readonly server: ServerAddress,
    private readonly advice: Advice = COMMAND_ADVICE,
  ) {}

  /** The operation's data; throws RequestFailed. */
  async request<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    ...[variables]: VariablesArgument<Variables>
  ): Promise<Result> {
    return this.send(document, variables as Variables, AbortSignal.timeout(TIMEOUT_MS));
  }

  /** The same for a caller that says itself how long it waits. */
  async send<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    signal: AbortSignal,
  ): Promise<Result> {
    const sent = await sendOperation(this.server, document.text, variables, signal);
    if (sent.came !== 'data') throw this.failureOf(sent, signal);
    return sent.data as Result;
  }

  /** GET of a path besides the API, such as /health/ready. */
  async get(path: string): Promise<{ readonly status: number; readonly text: string }> {
    const { url, token } = this.server;
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
    try {
      const response = await fetch(`${url}${path}`, { headers, redirect: 'error', signal });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      throw this.unreachable(error, signal);
    }
  }

  private unreachable(cause: unknown, signal: AbortSignal): RequestFailed {
    const sentence = `No server can be reached at ${this.server.url}: ${whyUnreachable(cause, signal)}. ${this.advice.unreachable}`;
    return new RequestFailed('unreachable', sentence.trimEnd(), EXIT.unreachable, [], { cause });
  }

  private failureOf(sent: Exclude<Sent, { came: 'data' }>, signal: AbortSignal): RequestFailed {
    if (sent.came === 'silent') return this.unreachable(sent.cause, signal);
    const { status } = sent;
    const errors = sent.came === 'errors' ? sent.errors : [];
    const { url, token } = this.server;
    if (isAboutToken(status, errors)) {
      const what = token ? 'does not accept this token' : 'asks for a token';
      return new RequestFailed('refused', `The server at ${url} ${what}. ${this.advice.token}`, EXIT.wrong, errors);
    }
    if (errors.length > 0)
      return new RequestFailed(mayPass(errors) ? 'broken' : 'refused', sentenceOf(errors), EXIT.wrong, errors);
    if (status === 413) return new RequestFailed('refused', 'It is larger than the server takes.', EXIT.wrong);
    if (isForNow(status))
      return new RequestFailed('broken', `The server at ${url} cannot answer now (HTTP ${status}).`, EXIT.unreachable);
    if (status === 403) {
      const hosts = 'use the address it listens on, or name the host in its AUTOPACK_ALLOWED_HOSTS';
      return new RequestFailed(
        'refused',
        `The server at ${url} does not answer under this name: ${hosts}.`,
        EXIT.wrong,
      );
    }
    const stranger = `What answers at ${url} is no Autopack server (HTTP ${status}). ${this.advice.otherServer}`;
    return new RequestFailed('refused', stranger, EXIT.unreachable);
  }
}

/** The payload of a mutation that was accepted; throws its refusals as a sentence. */
export function accepted<Payload extends { readonly errors: readonly { readonly message: string }[] }>(
  payload: Payload,
): Payload {
  if (payload.errors.length > 0) throw new CommandFailed(sentenceOf(payload.errors));
  return payload;
}

const sentenceOf = (errors: readonly { readonly message: string }[]): string =>
  errors.map((error) => printable(error.message)).join('\n');

/** The end of a sentence. */
function whyUnreachable(error: unknown, signal: AbortSignal): string {
  if (error instanceof Error && error.name === 'TimeoutError')
    return `no answer came within ${TIMEOUT_MS / 1000} seconds`;
  if (signal.aborted) return 'no answer came in time';
  const cause = (error as { readonly cause?: unknown }).cause ?? error;
  const { code } = cause as { readonly code?: unknown };
  if (typeof code === 'string') return WHY[code] ?? code;
  return printable(cause instanceof Error ? cause.message : String(cause));
}
