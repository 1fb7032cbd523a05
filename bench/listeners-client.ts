/**
 * Listeners of one run, in a process of their own, each on a socket of its own: `tsx bench/listeners-client.ts URL RUN COUNT SUBSCRIPTION`, with a channel to its parent.
 * It says `ready` when all have heard the first event, and answers every message with when the last of them heard each event (seq to ms since 1970).
 */
import WebSocket from 'ws';

const [url, runId, count, query] = process.argv.slice(2) as [string, string, string, string];
const heardBy = new Map<number, { listeners: number; at: number }>();

for (let i = 0; i < Number(count); i += 1) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  socket.on('open', () => socket.send('{"type":"connection_init"}'));
  socket.on('message', (data: Buffer) => {
    const text = String(data);
    // Nested parts of the answer are not read: fifty listeners on one processor would measure themselves.
    if (text.includes('"connection_ack"'))
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables: { runId } } }));
    const seq = Number(/"seq":(\d+)/.exec(text)?.[1]);
    if (Number.isNaN(seq)) return;
    const heard = heardBy.get(seq) ?? { listeners: 0, at: 0 };
    heardBy.set(seq, { listeners: heard.listeners + 1, at: Date.now() });
    if (seq === 1 && heard.listeners + 1 === Number(count)) process.send?.('ready');
  });
}
process.on('message', () => {
  const complete = [...heardBy].filter(([, { listeners }]) => listeners === Number(count));
  process.send?.(Object.fromEntries(complete.map(([seq, { at }]) => [seq, at])));
});
process.on('disconnect', () => process.exit());
