/** Spans of a run in words, in lanes, and as what is idle between them. */
import { inside } from '../parts/format.js';
import { PHASE_STATES, RUN_STATES } from '../parts/states.js';
import type { Stretch } from './axis.js';

export type SpanKind = 'waiting' | 'attempt' | 'gate' | 'ci' | 'audit' | 'pause';

/** As the API has it. */
export interface SpanFacts {
  readonly kind: string;
  readonly phaseId: string | null;
  readonly attempt: number | null;
  readonly workerId: string | null;
  readonly start: string;
  readonly end: string | null;
  readonly outcome: string | null;
}

export interface PlacedSpan extends Omit<SpanFacts, 'kind' | 'start' | 'end'> {
  readonly kind: SpanKind;
  /** Place in the order of time. */
  readonly index: number;
  readonly from: number;
  /** Null: it lasts. */
  readonly to: number | null;
}

export interface Lane {
  readonly key: string;
  /** Null: what concerns the run as a whole. */
  readonly phaseId: string | null;
  readonly spans: readonly PlacedSpan[];
}

const WORDS: Readonly<Record<SpanKind, string>> = {
  waiting: 'Waiting',
  attempt: 'Attempt',
  gate: 'Gate',
  ci: 'CI',
  audit: 'Audit',
  pause: 'Pause',
};

const isKind = (kind: string): kind is SpanKind => Object.hasOwn(WORDS, kind);
const IDLE: readonly SpanKind[] = ['waiting', 'pause'];

export const kindWord = (kind: SpanKind): string => WORDS[kind];

/** A kind that this page does not know counts as waiting. */
export const placedSpans = (spans: readonly SpanFacts[]): PlacedSpan[] =>
  spans.map(({ kind, start, end, ...rest }, index) => ({
    ...rest,
    index,
    kind: isKind(kind) ? kind : 'waiting',
    from: Date.parse(start),
    to: end === null ? null : Date.parse(end),
  }));

/** One lane for the run, if something concerns it as a whole, and one for each phase, in the order in which they begin. */
export function lanesOf(spans: readonly PlacedSpan[]): Lane[] {
  const lanes = new Map<string | null, PlacedSpan[]>();
  for (const span of spans) {
    const lane = lanes.get(span.phaseId);
    if (lane) lane.push(span);
    else lanes.set(span.phaseId, [span]);
  }
  return [...lanes].map(([phaseId, own]) => ({
    key: phaseId === null ? 'run' : `phase ${phaseId}`,
    phaseId,
    spans: own,
  }));
}

/** Stretches in which nobody worked, those that touch each other as one. What lasts ends at `now`. */
export function idleStretches(spans: readonly PlacedSpan[], now: number): Stretch[] {
  const idle: Stretch[] = [];
  for (const { kind, from, to } of spans) {
    if (!IDLE.includes(kind)) continue;
    const before = idle.at(-1);
    const stretch = { from, to: to ?? Math.max(from, now) };
    if (before && before.to >= from) idle[idle.length - 1] = { from: before.from, to: stretch.to };
    else idle.push(stretch);
  }
  return idle;
}

/** How something ended that was not as one wishes. */
const BAD = /^(RED|MISSING|ENVIRONMENT|ESCALATE|EXPIRED|STOPPED|FAILED|DONE_FAILED_.*)$/;
/** Back to the queue: not accepted, but another attempt follows. */
const AGAIN = /^(REVISE|RELEASED|QUEUED)$/;

export type SpanMark = 'good' | 'again' | 'bad' | 'none';

export function markOf({ kind, outcome }: Pick<PlacedSpan, 'kind' | 'outcome'>): SpanMark {
  if (outcome === null || IDLE.includes(kind)) return 'none';
  if (BAD.test(outcome)) return 'bad';
  return AGAIN.test(outcome) ? 'again' : 'good';
}

const OUTCOMES: Readonly<Record<string, string>> = {
  GREEN: 'tests passed',
  FLAKY: 'tests passed at a second try',
  RED: 'tests failed',
  MISSING: 'no result to rely on',
  ENVIRONMENT: 'CI could not run',
  APPROVE: 'approved',
  REVISE: 'sent back with notes',
  ESCALATE: 'it cannot be done like this',
  EXPIRED: 'the lease ran out',
  RELEASED: 'the worker gave it back',
  STOPPED: 'ended from outside',
  SUBMITTED: 'the result is in',
};

/** “tests failed”, “then: in the gate”; null: it lasts, or nothing is known of its end. */
export function outcomeWords({ outcome }: Pick<PlacedSpan, 'outcome'>): string | null {
  if (outcome === null) return null;
  const known = OUTCOMES[outcome];
  if (known) return known;
  const state = PHASE_STATES[outcome as keyof typeof PHASE_STATES] ?? RUN_STATES[outcome as keyof typeof RUN_STATES];
  return state ? `then: ${inside(state.word)}` : `then: ${outcome}`;
}

/** “Attempt 2”, “CI”, “Waiting”. */
export const spanName = ({ kind, attempt }: Pick<PlacedSpan, 'kind' | 'attempt'>): string =>
  attempt === null || IDLE.includes(kind)
    ? WORDS[kind]
    : `${WORDS[kind]} · attempt ${attempt}`.replace(/^Attempt · a/, 'A');

/**
 * The part of an address that names a span: `#ci-2:PHASE` is the second CI of a phase, `#pause-1` the first pause of the run as a whole. It stays the same, because what
 * happens later comes behind.
 */
export function spanHash(spans: readonly PlacedSpan[], span: PlacedSpan): string {
  const phase = phaseOf(span);
  const number = spans.filter(
    (each) => each.index <= span.index && each.kind === span.kind && phaseOf(each) === phase,
  ).length;
  return `#${span.kind}-${number}${phase}`;
}

/** The span that an address names. */
export function spanAt(spans: readonly PlacedSpan[], hash: string): PlacedSpan | undefined {
  const [, kind, number, phase] = /^#([a-z]+)-(\d{1,9})(.*)$/.exec(hash) ?? [];
  return spans.filter((span) => span.kind === kind && phaseOf(span) === phase)[Number(number) - 1];
}

const phaseOf = ({ phaseId }: PlacedSpan): string => (phaseId === null ? '' : `:${encodeURIComponent(phaseId)}`);

export interface BurnPoint {
  readonly at: string;
  readonly tokens: number;
  readonly minutes: number;
}

/** The last point at an instant or before it; null: there is none. Points are in order of time. */
export function pointAt<Point extends { readonly time: number }>(points: readonly Point[], at: number): Point | null {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.time <= at) low = middle + 1;
    else high = middle;
  }
  return points[low - 1] ?? null;
}
