/** Requests of a command that stays: a server that goes away is waited for, and both are said once. */
import { setTimeout as delay } from 'node:timers/promises';

import { type GraphqlClient, RequestFailed } from '../graphql/client.js';
import type { TypedDocument } from '../graphql/typed-document.js';
import { listenForStop } from '../shared/until-stopped.js';

const AGAIN_MS = 500;

/** How a command that stays ends before its work is done: by a signal, or because nobody reads what it prints. */
export class Stay {
  private readonly stop = listenForStop();
  private readonly left = new AbortController();
  isLeft = false;

  constructor() {
    process.stdout.once('error', () => this.leave());
    void this.stop.stopped.then(() => this.leave());
  }

  get isInterrupted(): boolean {
    return this.stop.isStopped();
  }

  /** Until the time is over, or `early` is aborted. False if the command is to end. */
  async pause(ms: number, early?: AbortSignal): Promise<boolean> {
    const signal = early === undefined ? this.left.signal : AbortSignal.any([this.left.signal, early]);
    await delay(ms, undefined, { signal }).catch(() => undefined);
    return !this.isLeft;
  }

  end(): void {
    this.stop.ignore();
  }

  private leave(): void {
    this.isLeft = true;
    this.left.abort();
  }
}

export class SteadyClient {
  private hasAnswered = false;
  private isAway = false;

  constructor(
    private readonly client: GraphqlClient,
    private readonly stay: Stay,
    private readonly say: (text: string) => void,
  ) {}

  /** The answer, or null if the command is to end. A server that has never answered, or that refuses, is an error. */
  async ask<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
  ): Promise<Result | null> {
    for (;;) {
      if (this.stay.isLeft) return null;
      try {
        const answer = await this.client.request(document, ...([variables] as never));
        if (this.isAway) this.say('The server answers again.');
        this.isAway = false;
        this.hasAnswered = true;
        return answer;
      } catch (error) {
        if (!this.hasAnswered || !(error instanceof RequestFailed) || error.kind === 'refused') throw error;
        if (!this.isAway)
          this.say(`The server at ${this.client.server.url} does not answer; trying again until it does.`);
        this.isAway = true;
      }
      if (!(await this.stay.pause(AGAIN_MS))) return null;
    }
  }
}
