/** Events as iterators: what was missed while the connection was lost is sent again, so that there is neither a gap nor a repeat. */
import { type Client, createClient } from 'graphql-ws';

import { type AutopackError, AutopackFailure } from './answers.js';
import { failureOf } from './failures.js';
import type { Address } from './transport.js';

/** A subscription as it is after some of its messages: sent again from there when the connection was lost. */
export interface Following<Message> {
  /** Called before each connection; rejects with an AutopackFailure, of which one that is retryable counts as a lost connection. */
  prepare?(signal: AbortSignal | undefined): Promise<void>;
  /** Its variables now. */
  variables(): Readonly<Record<string, unknown>>;
  /** Notes a message; false: it was there before. */
  take(message: Message): boolean;
}

export interface FollowOptions {
  /** Ends the iteration, without an error. */
  readonly signal?: AbortSignal | undefined;
  /** How long a server may be unreachable before the iterator throws; default: for ever. */
  readonly patienceMs?: number | undefined;
}

const [FIRST_PAUSE_MS, MOST_PAUSE_MS] = [100, 10_000];
/** A connection that stood for so long has found the server, whether or not there was a message. */
const FOUND_MS = 1_000;
/** Closing codes of a socket after which the same again fails again: what is sent, the token, the host. */
const FINAL_CLOSES: readonly number[] = [4400, 4401, 4403, 4406, 4429];

/** The messages of a subscription's one field, until the server ends it. Throws AutopackFailure where there is no way on. */
export async function* follow<Message>(
  address: Address,
  { text, field }: { readonly text: string; readonly field: string },
  following: Following<Message>,
  { signal, patienceMs = Infinity }: FollowOptions = {},
): AsyncGenerator<Message, void, undefined> {
  let lostSince: number | null = null;
  let pause = FIRST_PAUSE_MS;
  while (!signal?.aborted) {
    let connectedAt = Infinity;
    const client = await connect(address, () => (connectedAt = now()));
    const close = (): void => void client.dispose();
    signal?.addEventListener('abort', close, { once: true });
    try {
      await following.prepare?.(signal);
      const results = client.iterate<Readonly<Record<string, Message>>>({
        query: text,
        variables: following.variables(),
      });
      for await (const { data, errors } of results) {
        if (errors?.length) throw new Ended(errors);
        [lostSince, pause] = [null, FIRST_PAUSE_MS];
        const message = data?.[field];
        if (message !== undefined && following.take(message)) yield message;
      }
      // One that ended before the server said so is a lost one; a disposed one ends too.
      return;
    } catch (error) {
      if (signal?.aborted) return;
      const failure = error instanceof AutopackFailure ? error.error : errorOf(error, address);
      if (now() - connectedAt > FOUND_MS) [lostSince, pause] = [null, FIRST_PAUSE_MS];
      lostSince ??= now();
      if (!failure.retryable || now() - lostSince > patienceMs) throw new AutopackFailure(failure);
    } finally {
      signal?.removeEventListener('abort', close);
      close();
    }
    await sleep(pause, signal);
    pause = Math.min(MOST_PAUSE_MS, pause * 2);
  }
}

class Ended extends Error {
  constructor(readonly errors: readonly unknown[]) {
    super('The subscription has ended with errors.');
  }
}

async function connect({ url, token }: Address, connected: () => void): Promise<Client> {
  const webSocketImpl: unknown = globalThis.WebSocket ?? (await import('ws')).WebSocket;
  return createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl,
    connectionParams: token ? { authorization: `Bearer ${token}` } : {},
    retryAttempts: 0,
    lazy: true,
    on: { connected },
  });
}

/** Of a socket that was closed, a subscription that was refused, or one that ended with errors. */
function errorOf(error: unknown, address: Address): AutopackError {
  const errors = error instanceof Ended ? error.errors : Array.isArray(error) ? error : null;
  if (errors) return failureOf({ came: 'errors', status: 200, errors: errors as never }, address);
  const { code, reason } = (error ?? {}) as { readonly code?: unknown; readonly reason?: unknown };
  if (code === 4401 || code === 4403) return failureOf({ came: 'status', status: 401 }, address);
  const cause =
    typeof code === 'number' ? new Error(`the socket was closed with ${code} ${String(reason ?? '')}`.trim()) : error;
  const failure = failureOf({ came: 'silent', cause: cause }, address);
  return { ...failure, retryable: typeof code !== 'number' || !FINAL_CLOSES.includes(code) };
}

const now = (): number => performance.now();

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((done) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      done();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}
