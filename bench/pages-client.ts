/**
 * Open pages of the dashboard on one run, in a process of their own: `tsx bench/pages-client.ts URL RUN COUNT`, with a channel to its parent. Each page does what the page of
 * a run does: it follows the events over a socket of its own, and asks for the run's data again after an event, at most every 250 ms, over connections of its own.
 * It says `ready` when every page has its first data, and answers every message with how many answers all of them have had.
 */
import { Agent, request } from 'node:http';

import WebSocket from 'ws';

import { RunBoard, RunEvents, RunHead } from '../web/src/api/operations/run.generated.js';

const [url, runId, count] = process.argv.slice(2) as [string, string, string];
/** As the page's; see web/src/live/use-live-run.ts. */
const GAP_MS = 250;
let answers = 0;
let ready = 0;

class OpenPage {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 6 });
  private isRunning = false;
  private isDirty = false;
  private isPlanned = false;
  private last = 0;

  constructor() {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (data: Buffer) => {
      const text = String(data);
      if (text.includes('"connection_ack"')) {
        const payload = { query: RunEvents.text, variables: { runId, after: 0 } };
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
      } else if (text.includes('"next"')) this.request();
    });
  }

  private request(): void {
    this.isDirty = true;
    if (this.isRunning || this.isPlanned) return;
    this.isPlanned = true;
    setTimeout(() => void this.refresh(), Math.max(0, this.last + GAP_MS - Date.now()));
  }

  private async refresh(): Promise<void> {
    Object.assign(this, { isPlanned: false, isDirty: false, isRunning: true });
    const isFirst = this.last === 0;
    this.last = Date.now();
    await Promise.all([this.ask(RunHead.text), this.ask(RunBoard.text)]);
    this.isRunning = false;
    if (isFirst && (ready += 1) === Number(count)) process.send?.('ready');
    if (this.isDirty) this.request();
  }

  private ask(query: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const body = JSON.stringify({ query, variables: { runId } });
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const call = request(`${url}/graphql`, { method: 'POST', agent: this.agent, headers }, (response) => {
        // What is in it is not read: a hundred pages on one processor would measure themselves.
        response.resume();
        response.on('end', () => {
          answers += 1;
          resolve();
        });
      });
      call.on('error', reject);
      call.end(body);
    });
  }
}

for (let index = 0; index < Number(count); index += 1) new OpenPage();
process.on('message', () => process.send?.(answers));
process.on('disconnect', () => process.exit());
