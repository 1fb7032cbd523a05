/**
 * Open pages of the dashboard on one run, in a process of their own: `tsx bench/pages-client.ts URL RUN COUNT`, with a channel to its parent. Each page follows what the page of
 * a run follows, over a socket of its own. It says `ready` when every page has its first data, and answers every message with how many messages all of them have had.
 */
import WebSocket from 'ws';

import { RunBoardLive, RunEvents, RunHeadLive, RunHistoryLive } from '../web/src/api/operations/run.generated.js';

const [url, runId, count] = process.argv.slice(2) as [string, string, string];
/** What the page of a run follows, by a name in this file. */
const FOLLOWED = { events: RunEvents, head: RunHeadLive, board: RunBoardLive, history: RunHistoryLive };
let messages = 0;
let ready = 0;

class OpenPage {
  private readonly socket: WebSocket;
  private readonly missing = new Set(Object.keys(FOLLOWED));

  constructor() {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    this.socket.on('open', () => this.socket.send('{"type":"connection_init"}'));
    this.socket.on('message', (data: Buffer) => this.receive(data));
  }

  private receive(data: Buffer): void {
    // What is in an answer is not read: a hundred pages on one processor would measure themselves.
    const head = data.subarray(0, 200).toString();
    if (head.includes('"connection_ack"')) {
      for (const [id, operation] of Object.entries(FOLLOWED)) {
        const payload = { query: operation.text, variables: { runId } };
        this.socket.send(JSON.stringify({ id, type: 'subscribe', payload }));
      }
    } else if (head.includes('"next"')) {
      messages += 1;
      const id = /"id":"(\w+)"/.exec(head)?.[1];
      if (id !== undefined && this.missing.delete(id) && this.missing.size === 0 && (ready += 1) === Number(count))
        process.send?.('ready');
    }
  }
}

for (let index = 0; index < Number(count); index += 1) new OpenPage();
process.on('message', () => process.send?.(messages));
process.on('disconnect', () => process.exit());
