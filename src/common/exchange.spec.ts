/** One request to another server. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type Answer, exchange } from './exchange.js';

let server: Server;
beforeEach(async () => {
  server = createServer((request, response) => response.end(`You sent: ${request.headers.authorization}`));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterEach(() => void server.close());

test.each(['Bearer ghp_a+secret/of=ours', 'token ghp_a+secret/of=ours'])(
  'A4: an answer has no word of the credential that was sent: %s',
  async (authorization) => {
    const { port } = server.address() as AddressInfo;
    const order = { method: 'GET', url: `http://127.0.0.1:${port}/`, headers: { authorization }, body: null };
    const answer = await exchange({
      ...{ ...order, reachable: { mayReach: () => true }, timeLimitMs: 5_000, keptBytes: 1_000 },
    });
    expect((answer as Answer).body).toBe(`You sent: ${authorization.split(' ')[0]} (secret)`);
  },
);
