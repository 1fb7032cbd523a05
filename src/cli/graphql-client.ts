/** A GraphQL client over HTTP, as small as the commands need. Whatever goes wrong is thrown as a sentence with an exit code. */
import { CommandFailed, EXIT } from './exit-codes.js';
import { printable } from './output.js';
import type { ServerAddress } from './server-address.js';

const TIMEOUT_MS = 30_000;
/** The code under which `fetch` reports that an address does not answer. */
const WHY: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the name is not known',
  EAI_AGAIN: 'the name cannot be looked up',
  ECONNRESET: 'the connection was cut off',
  UND_ERR_SOCKET: 'the connection was cut off',
  ETIMEDOUT: 'no answer came',
  EHOSTUNREACH: 'the network does not lead there',
  ENETUNREACH: 'the network does not lead there',
};

/** A refusal as the payload of a mutation carries it. */
export interface Refusal {
  readonly __typename: string;
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly path?: readonly string[] | null;
  /** Of a document that was sent along. */
  readonly line?: number | null;
  readonly currentVersion?: number | null;
  readonly currentState?: string;
  readonly allowedStates?: readonly string[];
}

/** To be selected below `errors`. */
export const REFUSAL_FIELDS = `__typename code message retryable path
  ... on InputError { line } ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates }`;

/** A value of the input that the server cannot take, with its place: `input.tiers.0.name`. */
export interface FieldFault {
  readonly path: string;
  readonly message: string;
}

interface AnswerError {
  readonly message: string;
  readonly extensions?: { readonly code?: string; readonly fields?: readonly FieldFault[] };
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly AnswerError[];
}

/** The server did not run the operation: errors beside the data, not refusals in it. */
export class OperationFailed extends CommandFailed {
  readonly codes: readonly string[];
  readonly fields: readonly FieldFault[];

  constructor(errors: readonly AnswerError[]) {
    super(sentenceOf(errors));
    this.codes = errors.map((error) => error.extensions?.code ?? 'none');
    this.fields = errors.flatMap((error) => error.extensions?.fields ?? []);
  }
}

export class GraphqlClient {
  constructor(readonly server: ServerAddress) {}

  /** The operation's data. A top-level error, an answer that is no GraphQL or no answer at all is thrown as CommandFailed. */
  async request<Data>(document: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Data> {
    const response = await this.fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...this.authorization() },
      body: JSON.stringify({ query: document, variables }),
    });
    const text = await response.text().catch(() => '');
    const answer = parse(text);
    if (response.status === 401 || answer?.errors?.some((error) => error.extensions?.code === 'UNAUTHENTICATED'))
      throw this.unauthenticated();
    if (answer?.errors?.length) throw new OperationFailed(answer.errors);
    if (response.status === 403)
      throw new CommandFailed(
        `The server at ${this.server.url} does not answer under this name: use the address it listens on, or name the host in its AUTOPACK_ALLOWED_HOSTS.`,
      );
    if (!answer?.data)
      throw new CommandFailed(
        `What answers at ${this.server.url} is no Autopack server (HTTP ${response.status}). Name another one with --url.`,
        EXIT.unreachable,
      );
    return answer.data as Data;
  }

  /** GET of a path besides the API, such as /health/ready. */
  async get(path: string): Promise<{ readonly status: number; readonly text: string }> {
    const response = await this.fetch(path, { headers: this.authorization() });
    return { status: response.status, text: await response.text() };
  }

  private authorization(): Record<string, string> {
    return this.server.token ? { authorization: `Bearer ${this.server.token}` } : {};
  }

  private async fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(`${this.server.url}${path}`, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    } catch (error) {
      const sentence = `No server can be reached at ${this.server.url}: ${reasonOf(error)}. Start one with npm start, or name another one with --url.`;
      throw new CommandFailed(sentence, EXIT.unreachable, { cause: error });
    }
  }

  private unauthenticated(): CommandFailed {
    const what = this.server.token ? 'does not accept this token' : 'asks for a token';
    return new CommandFailed(
      `The server at ${this.server.url} ${what}. Set AUTOPACK_TOKEN to the server's token, or pass it with --token.`,
    );
  }
}

/** The payload of a mutation that was accepted; throws its refusals as a sentence. */
export function accepted<Payload extends { readonly errors: readonly Refusal[] }>(payload: Payload): Payload {
  if (payload.errors.length > 0) throw new CommandFailed(sentenceOf(payload.errors));
  return payload;
}

const sentenceOf = (errors: readonly { readonly message: string }[]): string => errors.map((error) => printable(error.message)).join('\n');

function parse(text: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer came within ${TIMEOUT_MS / 1000} seconds`;
  const cause = (error as { cause?: unknown }).cause;
  const code = (cause as { code?: unknown } | undefined)?.code;
  if (typeof code === 'string') return WHY[code] ?? code;
  return printable(cause instanceof Error ? cause.message : error instanceof Error ? error.message : String(error));
}
