/**
 * Timeline and burn-down of a run (O7): a pure fold over its events, in order and one by one, so that a long history
 * never is in memory as a whole. Phases run one at a time (S4): at each instant one span is open, so that the spans
 * cover the run from its beginning to its end without overlaps.
 */
import { MINUTE_MS } from '../../model/durations.js';
import type { RunPlan, WholePlan } from '../../model/plan-data.js';
import type { RunEvent } from '../../model/run-event.js';
import { InOrder, type Span, SpanFold } from './span-fold.js';
import { Thinned } from './thinned.js';

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

export class HistoryFold {
  private readonly order = new InOrder();
  private readonly fold = new SpanFold();
  private readonly spans = new Thinned<Span>();
  private readonly points = new Thinned<BurnPoint>();
  /** The newest: it is kept when an event of another instant comes. */
  private point: BurnPoint | null = null;
  private clockBegan: Date | null = null;

  /** Events come by seq, without gaps. An instant before that of an earlier event counts as that one. */
  add(stored: RunEvent): void {
    const event = this.order.at(stored);
    this.burn(event);
    for (const span of this.fold.add(event)) this.spans.push(span);
  }

  /** What was seen so far: at most 1,000 of each, thinned evenly beyond. Further events may follow. */
  history(): RunHistory {
    return { spans: this.spans.items(this.fold.open()), points: this.points.items(this.point) };
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
