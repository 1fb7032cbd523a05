/** Subscriptions of the fuzzer: some at a time, over one socket; the oldest ends when another one begins. */
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

import type { Operation } from './operations.js';

const MOST_AT_A_TIME = 24;
/** Long enough for a first answer or a refusal; most subscriptions have none for as long as nothing happens. */
const FIRST_ANSWER_MS = 40;

type Judge = (operation: Operation, answer: unknown, index: number) => void;

export class Followers {
  private readonly client;
  private readonly open: (() => void)[] = [];

  constructor(
    url: string,
    private readonly judge: Judge,
  ) {
    this.client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 5,
      lazy: false,
    });
  }

  /** Begins to follow; answers null after a moment. What comes is judged whenever it comes. */
  async follow(operation: Operation, index: number): Promise<null> {
    const { query, variables } = operation;
    const judged = (answer: unknown) => this.judge(operation, answer, index);
    const stop = this.client.subscribe(
      { query, variables },
      { next: judged, error: (errors) => judged(Array.isArray(errors) ? { errors } : {}), complete: () => undefined },
    );
    this.open.push(stop);
    if (this.open.length > MOST_AT_A_TIME) this.open.shift()?.();
    await new Promise((resolve) => setTimeout(resolve, FIRST_ANSWER_MS));
    return null;
  }

  async close(): Promise<void> {
    for (const stop of this.open.splice(0)) stop();
    await this.client.dispose();
  }
}
