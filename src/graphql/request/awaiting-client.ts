/** Whether the client of an operation still waits for its answer. */
import type { ServerResponse } from 'node:http';

export interface AwaitingClient {
  readonly isGone: boolean;
  /** Calls the listener once, when the client is gone or the operation has ended. */
  onGone(listener: () => void): void;
}

/** A client over HTTP is gone when the connection of its request is closed. */
export const overHttp = (response: ServerResponse): AwaitingClient => ({
  get isGone() {
    return response.destroyed;
  },
  onGone: (listener) => void response.once('close', listener),
});

/** What is used of the library's context of a socket: the operations that are not completed, by id. */
interface Operations {
  readonly subscriptions: Readonly<Record<string, unknown>>;
}

const EVERY_MS = 250;

/**
 * A client over a WebSocket is gone when it has completed the operation or its socket is closed. The library forgets
 * the operation then, but calls no hook while a query or a mutation runs: so it is looked at while somebody listens.
 */
export const overSocket = (context: Operations, id: string): AwaitingClient => ({
  get isGone() {
    return !(id in context.subscriptions);
  },
  onGone(listener) {
    const looking = setInterval(() => {
      if (id in context.subscriptions) return;
      clearInterval(looking);
      listener();
    }, EVERY_MS);
    looking.unref();
  },
});
