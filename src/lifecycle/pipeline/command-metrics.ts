/** Counts commands by name and answer, for monitoring (E3). */
import { Injectable } from '@nestjs/common';

import type { Refusal } from '../../domain/model/refusal.js';
import { PushMetrics } from './push-metrics.js';
import { WebhookMetrics } from './webhook-metrics.js';
import { WorkMetrics } from './work-metrics.js';

export type CommandOutcome = 'ACCEPTED' | Refusal['code'];

/** The name of the command that promotes. */
const PROMOTE = 'promoteRun';

@Injectable()
export class CommandMetrics {
  /** What the committed changes say about work (O9). */
  readonly work = new WorkMetrics();
  /** What became of messages to webhooks (A7). */
  readonly webhooks = new WebhookMetrics();
  /** What became of pushes to remotes (M3). */
  readonly pushes = new PushMetrics();
  private readonly counts = new Map<string, number>();
  private promoted = 0;

  count(command: string, errors: readonly Refusal[]): void {
    const key = `${command} ${errors[0]?.code ?? 'ACCEPTED'}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  /** Counts a change that this process committed; called once for each. */
  landed(command: string, change: unknown): void {
    if (command === PROMOTE) this.promoted += 1;
    else this.work.landed(change);
  }

  /** Promotions that were made, and commands that asked for one and were refused. */
  promotions(): { readonly promoted: number; readonly refused: number } {
    const refusals = this.read().filter(({ command, outcome }) => command === PROMOTE && outcome !== 'ACCEPTED');
    return { promoted: this.promoted, refused: refusals.reduce((sum, { count }) => sum + count, 0) };
  }

  /** What was counted since the process started. */
  read(): { command: string; outcome: CommandOutcome; count: number }[] {
    return [...this.counts].map(([key, count]) => {
      const [command, outcome] = key.split(' ') as [string, CommandOutcome];
      return { command, outcome, count };
    });
  }
}
