/**
 * Sends the results of a subscription over a socket. The library would serialise a result anew for each socket; here it
 * is serialised once for all subscribers with equal results (E2).
 */
import type { ExecutionResult } from 'graphql';

/** What is used of a WebSocket. */
export interface SendingSocket {
  readonly readyState: number;
  send(text: string, done: () => void): void;
}

export interface ResultForms {
  readonly textOf: (result: ExecutionResult) => string;
  /** Gets the error that ends the results; answers the one that ends the stream. */
  readonly failed: (error: unknown) => unknown;
}

const OPEN = 1;

/**
 * A stream for the library that yields nothing and ends, or fails, as the results do. The next result is asked for when
 * the socket has taken the last one.
 */
export function sending(
  results: AsyncIterableIterator<ExecutionResult>,
  socket: SendingSocket,
  id: string,
  { textOf, failed }: ResultForms,
): AsyncIterableIterator<ExecutionResult> {
  const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  const send = (text: string) =>
    new Promise<void>((resolve) => (socket.readyState === OPEN ? socket.send(`${head}${text}}`, resolve) : resolve()));
  return {
    next: async () => {
      for (;;) {
        const step = await results.next().catch((error: unknown) => {
          throw failed(error);
        });
        if (step.done) return step;
        await send(textOf(step.value));
      }
    },
    return: () => results.return!(undefined),
    throw: (error: unknown) => results.throw!(error),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
