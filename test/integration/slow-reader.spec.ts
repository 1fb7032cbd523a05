/** Who lives is not cut (A3): a pong cannot come in time from a reader that takes slowly what is queued before the ping, nor be heard while we do not read. */
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';

import WebSocket, { WebSocketServer } from 'ws';

import { SocketWatch, type WatchedSocket } from '../../src/auth/socket-watch.js';
import { SOCKET_LIMITS } from '../../src/graphql/socket-limits.js';
import { until } from '../support/waiting.js';

const SLOW_MS = 1_500;
let watch: SocketWatch;
let server: WebSocketServer;
let client: WebSocket;
let ours: WebSocket;
let pongs = 0;

beforeEach(async () => {
  watch = new SocketWatch({ ...SOCKET_LIMITS, slowMs: SLOW_MS, unsentBytes: 2 ** 30, unsentBytesInAll: 2 ** 30 });
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  server.on('connection', (socket, request) => watch.add(socket as unknown as WatchedSocket, request));
  const connected = once(server, 'connection');
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, { autoPong: false });
  [ours] = (await connected) as [WebSocket];
  await once(client, 'open');
  pongs = 0;
  // As the library waits for one.
  ours.on('pong', () => (pongs += 1));
});
afterEach(async () => {
  watch.stop();
  client.terminate();
  server.close();
});

const raw = (): Socket => (client as unknown as { _socket: Socket })._socket;
const more = async (count: number): Promise<void> => {
  const before = pongs;
  await until(`${count} signs of life`, () => pongs >= before + count, 20_000);
};
const fallsSilent = (): Promise<unknown> => {
  let [last, since] = [pongs, performance.now()];
  return until(
    'no more signs of life',
    () => {
      if (pongs !== last) [last, since] = [pongs, performance.now()];
      return performance.now() - since > 1_000;
    },
    20_000,
  );
};

test('A3: a reader that takes slowly lives while it takes, and not when it has stopped', async () => {
  raw().pause();
  for (let i = 0; i < 256; i += 1) ours.send(Buffer.alloc(65_536));
  await more(1);
  await fallsSilent();
  expect(ours.bufferedAmount).toBeGreaterThan(0);
  const before = ours.bufferedAmount;
  raw().resume();
  await until('it to take some', () => ours.bufferedAmount < before);
  raw().pause();
  await more(1);
  await fallsSilent();
});

test('A3: a socket that we do not read lives; one that has nothing to take shows nothing, pings and small answers are no sign', async () => {
  for (let i = 0; i < 100; i += 1) {
    ours.ping();
    ours.send('a small answer');
  }
  await fallsSilent();
  expect(pongs).toBe(0);
  ours.pause();
  await more(3);
  ours.resume();
  await fallsSilent();
});
