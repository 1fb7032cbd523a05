/** The process of a test's server, as the test sees it. */
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { startProgram } from '../processes/program.js';
import type { Order, Reply } from './orders.js';

/** Beside this code, compiled. */
const HOST = join(dirname(fileURLToPath(import.meta.url)), 'host.js');
/** Of what it printed last, for the message of a failure. */
const KEPT_CHARACTERS = 4_000;

type Unnumbered<Each> = Each extends unknown ? Omit<Each, 'id'> : never;

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

export class HostProcess {
  // It sees the end of its input and ends by itself, whatever becomes of this process; so it is not killed with it.
  private readonly program = startProgram({
    argv: [process.execPath, HOST],
    cwd: process.cwd(),
    env: process.env,
    guard: 'none',
  });
  private readonly waiting = new Map<number, Waiting>();
  private sent = 0;
  private printed = '';
  private ended: Error | null = null;

  constructor() {
    const { program } = this;
    createInterface({ input: program.stdout }).on('line', (line) => this.take(JSON.parse(line) as Reply));
    program.stderr.on('data', (data: Buffer) => {
      this.printed = `${this.printed}${data.toString()}`.slice(-KEPT_CHARACTERS);
      process.stderr.write(data);
    });
    const over = (how: string): void => {
      this.ended = new Error(`The process of the test server has ended${how}. ${this.printed.trim()}`.trim());
      for (const { reject } of this.waiting.values()) reject(this.ended);
      this.waiting.clear();
    };
    program.ended.then(
      ({ exitCode, signal }) => over(` with ${signal ?? `code ${exitCode}`}`),
      (error: Error) => over(`: ${error.message}`),
    );
  }

  /** Sends an order and answers what came of it. A process that waits for nothing else does not stay for the server's. */
  async send<Value>(order: Unnumbered<Order>): Promise<Value> {
    if (this.ended) throw this.ended;
    const id = (this.sent += 1);
    this.program.hold(true);
    try {
      return await new Promise<Value>((resolve, reject) => {
        this.waiting.set(id, { resolve, reject });
        this.program.stdin.write(`${JSON.stringify({ ...order, id })}\n`);
      });
    } finally {
      if (this.waiting.size === 0) this.program.hold(false);
    }
  }

  /** Resolves when it has ended, and everything is removed. */
  async end(): Promise<void> {
    if (this.ended) return;
    await this.send({ order: 'close' });
    this.program.hold(true);
    this.program.stdin.end();
    await this.program.ended;
  }

  private take(reply: Reply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (reply.ok) waiting?.resolve(reply.value as never);
    else waiting?.reject(new Error(reply.message));
  }
}
