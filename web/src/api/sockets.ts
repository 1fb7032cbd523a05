/**
 * Subscriptions. One socket carries all of them; when it breaks, each begins anew with the variables of that moment, so that it resumes where it was, and the socket is
 * opened again with growing pauses.
 */
import { type Client, createClient } from 'graphql-ws';

import { SOCKET_URL } from './address.js';
import type { Operation } from './operation.js';
import { Store } from './store.js';
import { authorization, signInNeeded } from './token.js';

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'ended';

export interface Follower<Result> {
  next(result: Result): void;
  /** `ended`: the server completed it, or refused it; nothing more comes. */
  state(state: LiveState): void;
}

/** Milliseconds before the first new try, and at most. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5_000;
/** The server speaks to a silent socket as often; a line that is cut without a word is found so. */
const PING_EVERY = 12_000;
/** Codes by which the server says that the token is missing, wrong or revoked. */
const NO_TOKEN = [4401, 4403];

/** Is the socket open, and has the server taken it? */
export const isConnected = new Store(false);
let client: Client | null = null;

function openClient(): Client {
  let silence: ReturnType<typeof setTimeout> | undefined;
  return createClient({
    url: SOCKET_URL.href,
    retryAttempts: 0,
    lazyCloseTimeout: 3_000,
    keepAlive: PING_EVERY,
    connectionParams: () => ({ authorization: authorization() ?? undefined }),
    on: {
      connected: () => isConnected.set(true),
      closed: () => {
        clearTimeout(silence);
        isConnected.set(false);
      },
      ping: (received) => {
        if (!received) silence = setTimeout(() => client?.terminate(), PING_EVERY / 2);
      },
      pong: (received) => {
        if (received) clearTimeout(silence);
      },
    },
  });
}

/** After a change of the token: what is open is opened anew with the present one. */
export function reopenSockets(): void {
  const old = client;
  client = null;
  void old?.dispose();
}

/**
 * Follows a subscription until the answer is called. `variables` is asked at each beginning, null: not again.
 */
export function follow<Result, Variables>(
  operation: Operation<Result, Variables>,
  variables: () => Variables | null,
  follower: Follower<Result>,
): () => void {
  let isStopped = false;
  let pause = FIRST_PAUSE;
  let unsubscribe = (): void => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  const report = (state: LiveState) => {
    if (!isStopped) follower.state(state);
  };
  const stop = (): void => {
    isStopped = true;
    clearTimeout(timer);
    forget();
    removeEventListener('online', now);
    unsubscribe();
  };
  const end = (): void => {
    report('ended');
    stop();
  };
  const later = (): void => {
    timer = setTimeout(begin, pause * (0.75 + Math.random() / 2));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  };
  const now = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    begin();
  };
  const forget = isConnected.subscribe(() => {
    if (!isConnected.get()) return;
    pause = FIRST_PAUSE;
    if (timer === undefined) report('live');
  });
  function begin(): void {
    timer = undefined;
    const given = variables();
    if (given === null) return end();
    client ??= openClient();
    unsubscribe = client.subscribe<Result>(
      { query: operation.text, variables: given as Record<string, unknown> },
      {
        next: ({ data }) => {
          if (isStopped || !data) return;
          report('live');
          follower.next(data);
        },
        error: (error) => {
          if (isStopped) return;
          const { code } = error as { code?: number };
          if (code !== undefined && NO_TOKEN.includes(code)) signInNeeded.set(true);
          // A list of GraphQL errors: the server knows the question and refuses it.
          if (Array.isArray(error)) return end();
          report('reconnecting');
          later();
        },
        // A server that stops completes what runs, too: the variables of the next beginning say whether there is more.
        complete: () => {
          if (!isStopped) later();
        },
      },
    );
    if (isConnected.get()) report('live');
  }
  report('connecting');
  addEventListener('online', now);
  begin();
  return stop;
}
