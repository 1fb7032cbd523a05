/**
 * The process of a test's server: takes orders on its standard input until that ends, and then removes everything that it made. It is started by
 * `createTestServer`, and by nobody else.
 */
import { createInterface } from 'node:readline';

import type { Order, Reply, Started } from './orders.js';
import { Suite } from './suite.js';

let suite: Suite | null = null;
const answer = (reply: Reply): void => void process.stdout.write(`${JSON.stringify(reply)}\n`);

async function obey(order: Order): Promise<unknown> {
  if (order.order === 'start') {
    suite = await Suite.open(order.options);
    return { url: suite.url, folder: suite.folder } satisfies Started;
  }
  if (suite === null) throw new Error('There is no server yet.');
  switch (order.order) {
    case 'reset':
      return suite.reset();
    case 'now':
      return suite.now();
    case 'advance':
      return suite.advance(order.seconds);
    case 'close':
      return close();
  }
}

async function close(): Promise<void> {
  const open = suite;
  suite = null;
  await open?.close();
}

// One order after the other. A test that was stopped says nothing more: its input ends.
let last: Promise<unknown> = Promise.resolve();
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const order = JSON.parse(line) as Order;
  last = last
    .then(() => obey(order))
    .then(
      (value) => answer({ id: order.id, ok: true, value: value ?? null }),
      (error: unknown) =>
        answer({ id: order.id, ok: false, message: error instanceof Error ? error.message : String(error) }),
    );
});
lines.on('close', () => {
  last = last.then(close).then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    },
  );
});
// Ctrl-C reaches the test; this process ends when the test has, and removes what it made.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => lines.close());
process.stdout.on('error', () => undefined);
