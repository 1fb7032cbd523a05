/** Sockets that ask too much (A3): each is held to its limits, and a well-behaved client beside them is answered. */
import { connect, type Socket } from 'node:net';

import WebSocket from 'ws';

import { SOCKET_LIMITS } from '../../src/graphql/socket-limits.js';
import { type Api, api, plan } from '../support/api/api.js';
import { gql } from '../support/api/gql.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until, within } from '../support/waiting.js';

let server: TestServer;
let client: Api;
/** Is given up half a minute later; the other tests run beside it. */
let neverReading: Opened;
const opened: (WebSocket | Socket)[] = [];
beforeAll(async () => {
  server = await startTestServer();
  client = api(server);
  await client.startRun({ runId: 'watched', tiers: plan({ T1: ['p1', 'p2', 'p3'] }) });
  neverReading = await openWithoutReading();
  await othersAreAnswered();
});
afterEach(async () => {
  for (const socket of opened.splice(0)) 'terminate' in socket ? socket.terminate() : socket.destroy();
  await until('all subscriptions to end', async () => (await listening()) === 0, 30_000);
});
afterAll(async () => {
  neverReading?.socket.terminate();
  await server.close();
});

async function listening(): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^autopack_subscriptions\S* (\d+)$/m.exec(text)?.[1] ?? NaN);
}

interface Message {
  readonly id?: string;
  readonly type: string;

  readonly payload?: any;
}

interface Opened {
  readonly socket: WebSocket;
  readonly messages: Message[];
  readonly closed: Promise<{ code: number; reason: string }>;
  send(message: unknown): void;
}

/** A socket of the protocol by hand. */
async function open({ init = true } = {}): Promise<Opened> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  opened.push(socket);
  const messages: Message[] = [];
  socket.on('error', () => undefined);
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) })),
  );
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(String(data)) as Message));
  await within('the socket to open', new Promise((resolve) => socket.on('open', resolve)));
  const send = (message: unknown) => socket.send(JSON.stringify(message));
  if (init) {
    send({ type: 'connection_init' });
    await until('the answer to connection_init', () => messages.some(({ type }) => type === 'connection_ack'));
  }
  return { socket, messages, closed, send };
}

const FOLLOW = 'subscription ($runId: ID!) { runEvents(runId: $runId) { seq } }';
const subscribe = (id: string, query = FOLLOW) => ({
  id,
  type: 'subscribe',
  payload: { query, variables: { runId: 'watched' } },
});
const complete = (id: string) => ({ id, type: 'complete' });
/** Somebody else, over HTTP and over a socket of his own. */
async function othersAreAnswered(): Promise<void> {
  expect((await server.request(gql('{ run(runId: "watched") { runId } }'))).run!.runId).toBe('watched');
  const other = await open();
  other.send(subscribe('1', '{ server { version } }'));
  await until('the answer of another socket', () => other.messages.some(({ type }) => type === 'complete'));
}

/** Asks for much and takes nothing of it. */
async function openWithoutReading(): Promise<Opened> {
  const large =
    'query ($runId: ID!) { run(runId: $runId) { events(first: 1000) { data } tiers { description } } server { version } __schema { types { description fields { description args { description } } } } }';
  const one = await open();
  opened.splice(opened.indexOf(one.socket), 1);
  tcpOf(one).pause();
  for (let i = 0; i < 250; i += 1) one.send(subscribe(`q${i}`, large));
  return one;
}

const tcpOf = ({ socket }: Opened): Socket => (socket as unknown as { _socket: Socket })._socket;

test('A3: a socket has so many operations at a time; more are refused by themselves, and when some are completed there is room', async () => {
  const one = await open();
  const count = SOCKET_LIMITS.operations + 40;
  for (let i = 0; i < count; i += 1) one.send(subscribe(`s${i}`));
  const refused = () => one.messages.filter(({ type }) => type === 'error');
  await until('the refusals', () => refused().length === 40);
  expect(refused()[0]!.payload[0]).toMatchObject({
    message: expect.stringContaining('At most 256'),
    extensions: { code: 'BAD_USER_INPUT' },
  });
  await until('all others to listen', async () => (await listening()) === SOCKET_LIMITS.operations);
  for (let i = 0; i < 10; i += 1) one.send(complete(`s${i}`));
  await until('ten to end', async () => (await listening()) === SOCKET_LIMITS.operations - 10);
  one.send(subscribe('again'));
  await until('the new one', async () => (await listening()) === SOCKET_LIMITS.operations - 9);
  await othersAreAnswered();
});

test.each([
  ['ids of their own', (i: number) => `p${i}`],
  ['the same id', () => 'same'],
])(
  'A3: 5,000 pairs of subscribe and complete with %s leave nothing behind, and the last one listens',
  async (_what, idOf) => {
    const one = await open();
    for (let i = 0; i < 5_000; i += 1) {
      one.send(subscribe(idOf(i)));
      one.send(complete(idOf(i)));
    }
    one.send(subscribe('last'));
    await othersAreAnswered();
    await until('the last one', () => one.messages.some(({ id, type }) => id === 'last' && type === 'next'), 60_000);
    await until('only the last one to listen', async () => (await listening()) === 1, 60_000);
    expect(one.messages.filter(({ type }) => type === 'error')).toEqual([]);
  },
  120_000,
);

test('A3: a message that goes on and on is closed at the size of a body, one that stops in the middle holds no more', async () => {
  const endless = await open();
  const part = Buffer.alloc(512 * 1024, 'x');
  for (let i = 0; i < 12; i += 1) endless.socket.send(part, { fin: false, binary: false });
  expect((await within('the close', endless.closed)).code).toBe(1009);
  const before = await open({ init: false });
  for (let i = 0; i < 4; i += 1) before.socket.send(Buffer.alloc(32 * 1024, 'x'), { fin: false, binary: false });
  expect(await within('the close', before.closed)).toEqual({
    code: 4413,
    reason: expect.stringContaining('do not end'),
  });
  await othersAreAnswered();
});

test('A3: a client that opens a socket and sends nothing is closed with 4408, and cut if it does not close too', async () => {
  const silent = await open({ init: false });
  const raw = connect(Number(new URL(server.url).port), '127.0.0.1');
  opened.push(raw);
  const ended = new Promise<void>((resolve) => raw.on('close', () => resolve()));
  raw.on('error', () => undefined);
  raw.write(
    'GET /graphql HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
  );
  raw.resume();
  expect((await within('the close', silent.closed, 20_000)).code).toBe(4408);
  await within('the connection to be cut', ended, 30_000);
}, 60_000);

test('A3: an operation that is not there, or of an empty name, is answered as over HTTP', async () => {
  const one = await open();
  const payload = { query: 'query A { __typename } query B { __typename }' };
  one.send({ id: '1', type: 'subscribe', payload });
  one.send({ id: '2', type: 'subscribe', payload: { ...payload, operationName: 'C' } });
  one.send({ id: '3', type: 'subscribe', payload: { query: '{ __typename }', operationName: '' } });
  await until('three answers', () => one.messages.length >= 5);
  const errors = one.messages
    .filter(({ type }) => type === 'error')
    .map(({ id, payload: [error] }) => [id, error.extensions.code]);
  expect(errors).toEqual([
    ['1', 'GRAPHQL_VALIDATION_FAILED'],
    ['2', 'GRAPHQL_VALIDATION_FAILED'],
  ]);
  expect(one.messages.find(({ id, type }) => id === '3' && type === 'next')!.payload.data).toEqual({
    __typename: 'Query',
  });
});

test('A3: a reader that never reads is closed when too much is unsent, and nothing of it is kept', async () => {
  const { socket, send, closed } = neverReading;
  const tcp = tcpOf(neverReading);
  // The close frame waits behind what is unsent, so that the connection is cut: whoever writes on hears of it.
  await until(
    'the socket to be given up',
    () => {
      if (socket.readyState === WebSocket.OPEN) send({ type: 'ping' });
      return tcp.destroyed || socket.readyState === WebSocket.CLOSED;
    },
    60_000,
  );
  tcp.resume();
  expect([1006, 4429]).toContain((await closed).code);
  await othersAreAnswered();
}, 90_000);
