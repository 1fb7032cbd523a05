/**
 * When a command that follows a run asks again: when the server reports a newer version of the run (`runChanged`, E2), when an announced instant
 * is over, and now and then. Nothing is asked while nothing happens.
 */
import { gql } from '../graphql/gql.js';
import type { Subscriber } from '../graphql/subscriber.js';
import type { Stay } from './steady.js';

const CHANGED = gql(
  'subscription OperatorRunChanged($runId: ID!) { runChanged(runId: $runId, maxPerSecond: 2) { version } }',
);
/** No two questions are closer. */
const LEAST_MS = 500;
/** What changes without a version of the run: workers that come and go, work of other runs. */
const USUAL_MS = 15_000;
/** Without reports: where no WebSocket gets through. */
const UNHEARD_MS = 2_000;
/** A picture shows times, which go on by themselves. */
const TICK_MS = 1_000;

export interface Waiting {
  /** The newest that was seen. */
  readonly version: number;
  /** When the run is expected to change by itself. */
  readonly changesAt?: string | null;
  /** Called about once a second, and after `wake`. */
  readonly onTick?: () => void;
}

export class RunNews {
  private waker = new AbortController();
  private reported = 0;
  private isOpen = false;
  /** The subscription at hand has reported something. */
  private isHeard = false;

  constructor(
    private readonly subscriber: Subscriber,
    private readonly stay: Stay,
    private readonly runId: string,
  ) {}

  /** Until it is time to ask again. False if the command is to end. */
  async wait({ version, changesAt = null, onTick = () => undefined }: Waiting): Promise<boolean> {
    this.open();
    const began = performance.now();
    const announced = changesAt === null ? Infinity : Math.max(UNHEARD_MS, Date.parse(changesAt) - Date.now());
    if (!(await this.stay.pause(LEAST_MS))) return false;
    while (this.reported <= version) {
      const most = Math.min(announced, this.isHeard ? USUAL_MS : UNHEARD_MS);
      const left = began + most - performance.now();
      if (left <= 0) return true;
      this.waker = new AbortController();
      if (!(await this.stay.pause(Math.min(left, TICK_MS), this.waker.signal))) return false;
      onTick();
    }
    return true;
  }

  /** There is something to show, but nothing to ask. */
  wake(): void {
    this.waker.abort();
  }

  private open(): void {
    if (this.isOpen) return;
    this.isOpen = true;
    this.isHeard = false;
    this.reported = 0;
    this.subscriber.listen(
      CHANGED,
      { runId: this.runId },
      {
        onData: ({ runChanged }) => {
          this.isHeard = true;
          this.reported = runChanged.version;
          this.wake();
        },
        onEnd: () => {
          this.isOpen = false;
          // A connection that is lost is a reason to ask; one that never was, is none.
          if (this.isHeard) this.reported = Infinity;
          this.wake();
        },
      },
    );
  }
}
