/** Runs whose events are folded into spans here, each event read once as long as the run is remembered. */
import { TraceFold } from '../domain/rules/trace/trace-fold.js';
import type { TraceSpan } from '../domain/rules/trace/trace-span.js';
import type { EventsRepository } from '../events/events.repository.js';

const MOST_REMEMBERED = 200;
/** Events in memory at once, of all runs together, and at least of each. */
const MOST_AT_ONCE = 2_000;
const LEAST_OF_EACH = 20;

export interface Followed {
  readonly fold: TraceFold;
  /** The newest event that was folded. */
  seq: number;
  /** `ended` holds every span that ended behind this event. */
  from: number;
  ended: TraceSpan[];
}

export class FollowedRuns {
  /** In the order of their last use. */
  private readonly runs = new Map<string, Followed>();

  constructor(private readonly events: Pick<EventsRepository, 'ofRun'>) {}

  /** The runs with everything that their events say by now. A run without events is not among them. */
  async read(runIds: readonly string[]): Promise<Map<string, Followed>> {
    const read = new Map(runIds.map((runId) => [runId, this.runs.get(runId) ?? fresh(runId)]));
    const first = Math.max(LEAST_OF_EACH, Math.floor(MOST_AT_ONCE / Math.max(1, runIds.length)));
    let due = [...read].map(([runId, { seq }]) => ({ runId, after: seq, first }));
    while (due.length > 0) {
      const pages = await this.events.ofRun.load(due);
      due = due.flatMap(({ runId }, i) => {
        const page = pages[i]!;
        const run = read.get(runId)!;
        for (const event of page) {
          run.ended.push(...run.fold.add(event));
          run.seq = event.seq;
        }
        return page.length < first ? [] : [{ runId, after: run.seq, first }];
      });
    }
    for (const [runId, run] of read) {
      this.runs.delete(runId);
      if (run.seq === 0) read.delete(runId);
      else this.runs.set(runId, run);
    }
    for (const runId of this.runs.keys()) {
      if (this.runs.size <= MOST_REMEMBERED) break;
      this.runs.delete(runId);
    }
    return read;
  }

  forget(runId: string): void {
    this.runs.delete(runId);
  }

  forgetAll(): void {
    this.runs.clear();
  }
}

const fresh = (runId: string): Followed => ({ fold: new TraceFold(runId), seq: 0, from: 0, ended: [] });
