/**
 * One flood from a process of its own, so that the well-behaved client beside it is not held up by its sender: `tsx bench/flood-client.ts NAME URL RUN`. It floods until it
 * is ended, and says so in a line when it has sent what it has to send.
 */
import { connect } from 'node:net';

import WebSocket from 'ws';

const [name, url, runId] = process.argv.slice(2) as [string, string, string];
const FOLLOW =
  'subscription ($runId: ID!) { runEvents(runId: $runId) { seq type run { state version nextStates } phase { name } } }';
const LARGE =
  'query ($runId: ID!) { run(runId: $runId) { events(first: 1000) { seq data subject } phases { name description phaseId } } }';

async function open({ init = true } = {}): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    socket.once('open', () => (init ? socket.send('{"type":"connection_init"}') : resolve()));
    socket.once('message', () => resolve());
    socket.once('close', () => resolve());
  });
  return socket;
}

const send = (socket: WebSocket, message: unknown): void => {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message), () => undefined);
};
const subscribe = (socket: WebSocket, id: number, query: string): void =>
  send(socket, { id: String(id), type: 'subscribe', payload: { query, variables: { runId } } });
const stopReading = (socket: WebSocket): void =>
  void (socket as unknown as { _socket: { pause(): void } })._socket.pause();
const times = async (count: number, work: (i: number) => unknown): Promise<void> => {
  for (let i = 0; i < count; i += 1) await work(i);
};
/** Sends in portions, so that this process can serve its sockets in between. */
const pouring = async (count: number, work: (i: number) => void): Promise<void> => {
  for (let i = 0; i < count; i += 1) {
    work(i);
    if (i % 200 === 199) await new Promise((resolve) => setImmediate(resolve));
  }
};
const post = (input: unknown): Promise<unknown> =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: 'mutation ($input: StartRunInput!) { startRun(input: $input) { errors { code } } }',
      variables: { input },
    }),
  }).then((response) => response.text());
const keys = (count: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`key${i}`, i]));

export const FLOODS: Readonly<Record<string, () => Promise<unknown>>> = {
  'unknown-keys': () => times(20, () => post(keys(2_000))),
  'many-nulls': () => times(20, () => post({ runId: 'x', tiers: Array.from({ length: 200_000 }, () => null) })),
  'sockets-1000': async () => times(1_000, async () => subscribe(await open(), 1, FOLLOW)),
  'subscriptions-2000': async () => {
    const socket = await open();
    await pouring(2_000, (i) => subscribe(socket, i, FOLLOW));
  },
  'pairs-20000': async () => {
    const socket = await open();
    await pouring(20_000, (i) => {
      subscribe(socket, i, FOLLOW);
      send(socket, { id: String(i), type: 'complete' });
    });
  },
  'pings-unread': () =>
    times(10, async () => {
      const socket = await open();
      stopReading(socket);
      await pouring(10_000, () => send(socket, { type: 'ping', payload: { text: 'x'.repeat(500) } }));
    }),
  'queries-unread': () =>
    times(10, async () => {
      const socket = await open();
      stopReading(socket);
      await pouring(2_000, (i) => subscribe(socket, i, LARGE));
    }),
  'endless-messages': async () => {
    const part = Buffer.alloc(256 * 1024, 'x');
    await times(50, async () => {
      const socket = await open();
      await times(15, () => socket.send(part, { fin: false, binary: false }, () => undefined));
    });
  },
  'silent-connections': () =>
    times(200, async (i) => {
      if (i % 2 === 0) return open({ init: false });
      return connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined);
    }),
};

if (name !== undefined && Object.hasOwn(FLOODS, name)) {
  await FLOODS[name]!();
  console.log('sent');
  // Whatever is open stays open until this process is ended.
  setInterval(() => undefined, 60_000);
}
