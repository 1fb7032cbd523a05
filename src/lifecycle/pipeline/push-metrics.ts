/** Counts what became of pushes to remotes, for monitoring (O9, M3). */
/** Failed: as a whole; it is tried again. */
export type PushCount = 'PUSHED' | 'FAILED';

export class PushMetrics {
  private readonly counts = { PUSHED: 0, FAILED: 0 };

  count(outcome: PushCount): void {
    this.counts[outcome] += 1;
  }

  /** Since the start of the process. */
  read(): { readonly outcome: PushCount; readonly count: number }[] {
    return Object.entries(this.counts).map(([outcome, count]) => ({ outcome: outcome as PushCount, count }));
  }
}
