/**
 * `autopack/testing`: a real server for the tests of another program. It runs in a process of its own, so that test runners, fake timers and module registries
 * do not matter, and ends with the process that asked for it, however that ends.
 */
import { createAutopack } from '../client/autopack.js';
import { HostProcess } from './host-process.js';
import type { Started } from './orders.js';
import type { TestClock, TestServer, TestServerOptions } from './test-server.js';

export type { TestClock, TestServer, TestServerOptions };

/** Starts a server with a database of its own. Rejects with a sentence that says what to do; then nothing is left. */
export async function createTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const host = new HostProcess();
  const { url, folder } = await host.send<Started>({ order: 'start', options });
  const at = (text: string): Date => new Date(text);
  const clock: TestClock = {
    advance: async ({ days = 0, hours = 0, minutes = 0, seconds = 0 }) => {
      const total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
      if (!(total >= 0)) throw new RangeError('The clock moves forward alone: what has happened stays in order.');
      return at(await host.send({ order: 'advance', seconds: total }));
    },
    now: async () => at(await host.send({ order: 'now' })),
  };
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= host.end());
  return {
    url,
    folder,
    client: createAutopack({ url, token: options.token }),
    clock,
    reset: () => host.send({ order: 'reset' }),
    close,
    [Symbol.asyncDispose]: close,
  };
}
