/** Counts commands by name and answer, for monitoring (E3). */
import { Injectable } from '@nestjs/common';

import type { Refusal } from '../../domain/model/refusal.js';

export type CommandOutcome = 'ACCEPTED' | Refusal['code'];

@Injectable()
export class CommandMetrics {
  private readonly counts = new Map<string, number>();

  count(command: string, errors: readonly Refusal[]): void {
    const key = `${command} ${errors[0]?.code ?? 'ACCEPTED'}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  /** What was counted since the process started. */
  read(): { command: string; outcome: CommandOutcome; count: number }[] {
    return [...this.counts].map(([key, count]) => {
      const [command, outcome] = key.split(' ') as [string, CommandOutcome];
      return { command, outcome, count };
    });
  }
}
