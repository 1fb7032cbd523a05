/**
 * Collects requests for runs (or, in a queue of its own, for projects) while a batch is at work; the next batch takes
 * all that wait. A request is answered by a batch that began after it, so that the batch has seen all earlier commits.
 */
import { setImmediate as others, setTimeout as sleep } from 'node:timers/promises';

export interface RunQueueOptions {
  /** Most runs of one batch. */
  readonly batchSize: number;
  /** How long a run is tried again that another server holds. */
  readonly patienceMs: number;
  /** Does a batch and answers which of its runs another server holds. Must not fail. */
  readonly work: (runIds: readonly string[]) => Promise<ReadonlySet<string>>;
  /** A run stayed held for too long; its requests are answered all the same. */
  readonly gaveUp: (runId: string) => void;
}

interface Waiting {
  since: number;
  readonly answers: (() => void)[];
}

const PAUSE_MS = 5;

export class RunQueue {
  private readonly waiting = new Map<string, Waiting>();
  private busy = false;

  constructor(private readonly options: RunQueueOptions) {}

  /** Resolves when a batch has dealt with the run, well or badly. Never rejects. */
  ask(runId: string): Promise<void> {
    return new Promise((resolve) => {
      this.putBack(runId, { since: performance.now(), answers: [resolve] });
      if (!this.busy) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.busy = true;
    try {
      while (this.waiting.size > 0) {
        // Requests of the same turn of the event loop share a batch.
        await others();
        const batch = this.take();
        const held = await this.heldOf(batch);
        for (const [runId, waiting] of batch) this.settle(runId, waiting, held.has(runId));
        if (held.size === batch.size) await sleep(PAUSE_MS);
      }
    } finally {
      this.busy = false;
    }
  }

  /** A batch that rejects, against its contract, is over: its callers are answered, and the next batch begins. */
  private async heldOf(batch: ReadonlyMap<string, Waiting>): Promise<ReadonlySet<string>> {
    try {
      return await this.options.work([...batch.keys()]);
    } catch {
      for (const runId of batch.keys()) this.options.gaveUp(runId);
      return new Set();
    }
  }

  private take(): Map<string, Waiting> {
    const batch = new Map([...this.waiting].slice(0, this.options.batchSize));
    for (const runId of batch.keys()) this.waiting.delete(runId);
    return batch;
  }

  private settle(runId: string, waiting: Waiting, held: boolean): void {
    if (held && performance.now() - waiting.since < this.options.patienceMs) return this.putBack(runId, waiting);
    if (held) this.options.gaveUp(runId);
    for (const answer of waiting.answers) answer();
  }

  private putBack(runId: string, waiting: Waiting): void {
    const other = this.waiting.get(runId);
    if (!other) this.waiting.set(runId, waiting);
    else {
      other.since = Math.min(other.since, waiting.since);
      other.answers.push(...waiting.answers);
    }
  }
}
