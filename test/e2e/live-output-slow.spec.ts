/** Live output and readers that do not read (O8): nothing is queued for them, they get the newest, and nobody waits for them. */
import type { Socket } from 'node:net';

import WebSocket from 'ws';

import { plan } from '../support/api/api.js';
import { gql } from '../support/api/gql.js';
import { type WorkApi, workApi } from '../support/api/workers.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until, within } from '../support/waiting.js';

let server: TestServer;
let client: WorkApi;
const sockets: WebSocket[] = [];
beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
});
afterAll(async () => {
  for (const socket of sockets) socket.terminate();
  await server.close();
});

const HEARTBEAT = gql(
  `mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { directive outputTaken errors { code } } }`,
);
const query = `subscription ($runId: ID!) { attemptOutput(runId: $runId, phaseId: "a", attempt: 1) { text from to isLive } }`;

interface Seen {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** A socket with so many subscriptions, by hand: it can stop to read. */
async function reader(runId: string, count: number) {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  sockets.push(socket);
  const seen = Array.from({ length: count }, (): Seen[] => []);
  let isReady = false;
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(String(data)) as {
      type: string;
      id?: string;
      payload?: { data: { attemptOutput: Seen } };
    };
    if (message.type === 'connection_ack') isReady = true;
    if (message.type === 'next') seen[Number(message.id)]!.push(message.payload!.data.attemptOutput);
  });
  await within('the socket to open', new Promise((resolve) => socket.on('open', resolve)));
  const send = (message: object) => socket.send(JSON.stringify(message));
  send({ type: 'connection_init' });
  await until('the answer', () => isReady);
  for (const id of seen.keys()) send({ id: String(id), type: 'subscribe', payload: { query, variables: { runId } } });
  return { seen, raw: () => (socket as unknown as { _socket: Socket })._socket };
}

const READERS = 120;
const PIECES = 50;

test('O8: a reader that does not take what is printed gets the newest 64 kB once it reads, not all of it, and others do not wait', async () => {
  const runId = 'slow';
  expect((await client.startRun({ runId, tiers: plan({ T1: ['a'] }) })).errors).toEqual([]);
  const { token: leaseToken } = await client.lease('BUILDER', { runId });
  let end = 0;
  async function print(text: string): Promise<void> {
    await server.database.query(`update attempt_output set at = at - interval '2 seconds'`);
    const { heartbeat } = await server.request(HEARTBEAT, { input: { leaseToken, outputTail: text } });
    expect(heartbeat).toMatchObject({ outputTaken: true });
    end += Buffer.byteLength(text);
  }
  await print('begin\n');
  const [slow, fast] = [await reader(runId, READERS), await reader(runId, 1)];
  await until('all to begin', () => [...slow.seen, ...fast.seen].every((each) => each.length > 0));
  slow.raw().pause();
  for (let i = 0; i < PIECES; i += 1) {
    await print(`${`piece ${i} `.repeat(400)}\n`.slice(-4_000));
    await until('the other reader to get it', () => fast.seen[0]!.at(-1)!.to === end);
  }
  expect(fast.seen[0]!.map(({ text }) => text).join('')).toHaveLength(end);
  slow.raw().resume();
  await until('all to have the newest', () => slow.seen.every((each) => each.at(-1)!.to === end), 30_000);
  for (const each of slow.seen) {
    for (const [i, { text, from, to }] of each.entries()) {
      expect(Buffer.byteLength(text)).toBe(to - from);
      expect(to - from).toBeLessThanOrEqual(65_536);
      if (i > 0) expect(from).toBeGreaterThanOrEqual(each[i - 1]!.to);
    }
    expect(each.at(-1)!.text).toContain(`piece ${PIECES - 1} `);
  }
  // What systems hold between the two sides came through; what was printed behind it was not kept for them.
  const skipped = slow.seen.filter((each) => each.some(({ from }, i) => i > 0 && from > each[i - 1]!.to));
  expect(skipped.length).toBeGreaterThan(0);
  const messages = slow.seen.reduce((sum, each) => sum + each.length, 0);
  expect(messages).toBeLessThan(READERS * PIECES);
}, 120_000);
