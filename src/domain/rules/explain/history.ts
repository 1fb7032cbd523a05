/**
 * Timeline and burn-down of a run (O7): a pure fold over its events, in order and one by one, so that a long history
 * never is in memory as a whole. Phases run one at a time (S4): at each instant one span is open, so that the spans
 * cover the run from its beginning to its end without overlaps.
 */
import { MINUTE_MS } from '../../model/durations.js';
import type { RunPlan, WholePlan } from '../../model/plan-data.js';
import type { RunEvent } from '../../model/run-event.js';
import { type Activity, RunActivity } from './run-activity.js';
import { Thinned } from './thinned.js';

/** A stretch of a run's time. `end` null: it lasts. `outcome` null: it lasts, or nothing is said of its end. */
export interface Span extends Activity {
  readonly start: Date;
  readonly end: Date | null;
  readonly outcome: string | null;
}

/** What was used of the run's budgets at an instant: tokens, and minutes since its clock began. */
export interface BurnPoint {
  readonly at: Date;
  readonly tokens: number;
  readonly minutes: number;
}

export interface RunHistory {
  readonly spans: readonly Span[];
  readonly points: readonly BurnPoint[];
}

const PASSING: readonly Activity['kind'][] = ['waiting', 'pause'];

export class HistoryFold {
  private readonly activity = new RunActivity();
  private readonly spans = new Thinned<Span>();
  private readonly points = new Thinned<BurnPoint>();
  private open: (Activity & { readonly start: Date; readonly until: Date | null }) | null = null;
  /** The newest: it is kept when an event of another instant comes. */
  private point: BurnPoint | null = null;
  private clockBegan: Date | null = null;
  private latest: Date | null = null;

  /** Events come by seq, without gaps. An instant before that of an earlier event counts as that one. */
  add(stored: RunEvent): void {
    if (this.latest === null || stored.at > this.latest) this.latest = stored.at;
    const event = { ...stored, at: this.latest };
    this.burn(event);
    this.activity.apply(event);
    const next = this.activity.now();
    if (isSame(this.open, next)) return;
    this.close(event);
    this.open = next && { ...next, start: event.at, until: this.activity.pausedUntil };
  }

  /** What was seen so far: at most 1,000 of each, thinned evenly beyond. Further events may follow. */
  history(): RunHistory {
    return { spans: this.spans.items(this.openSpan()), points: this.points.items(this.point) };
  }

  /** The span that lasts. */
  private openSpan(): Span | null {
    if (this.open === null) return null;
    const { start, until: _, ...activity } = this.open;
    return { ...activity, start, end: null, outcome: null };
  }

  private close(event: RunEvent): void {
    if (this.open === null) return;
    const { start, until, ...activity } = this.open;
    const outcome = outcomeOf(event);
    if (activity.kind === 'pause' && until !== null && until < event.at && until > start) {
      this.keep({ ...activity, start, end: until, outcome: null });
      this.keep({ ...activity, kind: 'waiting', start: until, end: event.at, outcome });
      return;
    }
    // CI that a server outside ran has no claim: it shows by its report alone.
    const kind = activity.kind === 'waiting' && this.activity.endedOutsideCi(event) ? 'ci' : activity.kind;
    this.keep({ ...activity, kind, start, end: event.at, outcome });
  }

  /** A wait of no length is no wait. */
  private keep(span: Span): void {
    if (PASSING.includes(span.kind) && span.start.getTime() === span.end?.getTime()) return;
    this.spans.push(span);
  }

  private burn(event: RunEvent): void {
    const plan = (event.data.plan ?? event.data.run) as WholePlan | RunPlan | undefined;
    const deadlineAt = event.data.deadlineAt ?? plan?.deadlineAt ?? null;
    const begins =
      event.type === 'RUN_RELEASED' ||
      (event.type === 'RUN_STATE_CHANGED' && event.toState === 'RUN_CREATED' && deadlineAt !== null);
    if (begins) this.clockBegan = event.at;
    const tokens = (this.point?.tokens ?? 0) + ((event.data.tokens as number | undefined) ?? 0);
    const minutes = this.clockBegan ? (event.at.getTime() - this.clockBegan.getTime()) / MINUTE_MS : 0;
    const point = { at: event.at, tokens, minutes };
    if (this.point && this.point.at.getTime() !== event.at.getTime()) this.points.push(this.point);
    this.point = point;
  }
}

/** The history of events that are all at hand. */
export function historyOf(events: Iterable<RunEvent>): RunHistory {
  const fold = new HistoryFold();
  for (const event of events) fold.add(event);
  return fold.history();
}

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
