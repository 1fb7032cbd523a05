/**
 * What went on in a run and when (O7): a pure fold over its events. Phases run one at a time (S4): at each instant one
 * span is open, so that the spans cover the run from its beginning to its end without overlaps.
 */
import type { RunEvent } from '../../model/run-event.js';
import { type Activity, RunActivity } from './run-activity.js';

/** A stretch of a run's time. `end` null: it lasts. `outcome` null: it lasts, or nothing is said of its end. */
export interface Span extends Activity {
  readonly start: Date;
  readonly end: Date | null;
  readonly outcome: string | null;
}

const PASSING: readonly Activity['kind'][] = ['waiting', 'pause'];

/** Gives events instants in order: one of an earlier event counts for those behind it. */
export class InOrder {
  private latest: Date | null = null;

  at(event: RunEvent): RunEvent {
    if (this.latest === null || event.at > this.latest) this.latest = event.at;
    return { ...event, at: this.latest };
  }
}

export class SpanFold {
  private readonly activity = new RunActivity();
  private current: (Activity & { readonly start: Date; readonly until: Date | null }) | null = null;

  /** The spans that the event ends. Events come by seq, without gaps, with instants in order. */
  add(event: RunEvent): Span[] {
    this.activity.apply(event);
    const next = this.activity.now();
    if (isSame(this.current, next)) return [];
    const ended = this.closed(event);
    this.current = next && { ...next, start: event.at, until: this.activity.pausedUntil };
    return ended;
  }

  /** The span that lasts; null: the run has ended, or has no event. */
  open(): Span | null {
    if (this.current === null) return null;
    const { until: _, ...span } = this.current;
    return { ...span, end: null, outcome: null };
  }

  private closed(event: RunEvent): Span[] {
    if (this.current === null) return [];
    const { start, until, ...activity } = this.current;
    const outcome = outcomeOf(event);
    if (activity.kind === 'pause' && until !== null && until < event.at && until > start) {
      return lasting([
        { ...activity, start, end: until, outcome: null },
        { ...activity, kind: 'waiting', start: until, end: event.at, outcome },
      ]);
    }
    // CI that a server outside ran has no claim: it shows by its report alone.
    const kind = activity.kind === 'waiting' && this.activity.endedOutsideCi(event) ? 'ci' : activity.kind;
    return lasting([{ ...activity, kind, start, end: event.at, outcome }]);
  }
}

/** A wait of no length is no wait. */
const lasting = (spans: readonly Span[]): Span[] =>
  spans.filter(({ kind, start, end }) => !PASSING.includes(kind) || start.getTime() !== end?.getTime());

/** What ended a span: what the event says of an audit, a check or a lease, else the state that it led to. */
function outcomeOf({ data, toState, cause }: RunEvent): string {
  const { audit, ci, ended } = data as { audit?: string; ci?: { verdict: string }; ended?: string };
  const stated = audit ?? ci?.verdict ?? ended;
  if (stated !== undefined) return stated;
  return toState ?? cause;
}

const isSame = (a: Activity | null, b: Activity | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.kind === b.kind &&
    a.phaseId === b.phaseId &&
    a.attempt === b.attempt &&
    a.workerId === b.workerId);
