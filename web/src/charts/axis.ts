/**
 * One axis of time for several charts. It leads from the beginning to the end of a run over its width; stretches in which nothing happened may be folded to a
 * short break, so that bursts of work stay readable.
 */
import { timeTicks } from 'd3-time';

export interface Stretch {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

export interface Segment extends Stretch {
  /** Pixels from the left. */
  readonly x0: number;
  readonly x1: number;
  readonly isFolded: boolean;
}

export interface Tick {
  readonly at: number;
  readonly x: number;
  readonly label: string;
}

export interface TimeAxis {
  readonly width: number;
  /** From left to right without gaps. */
  readonly segments: readonly Segment[];
  readonly ticks: readonly Tick[];
  /** The place of an instant; before the beginning it is 0, after the end the width. */
  x(at: number): number;
  /** The instant at a place. */
  at(x: number): number;
}

/** Pixels of a folded stretch, and between two ticks at least. */
export const FOLD_PX = 28;
const TICK_PX = 84;
/** A stretch is folded if it is longer than this share of all that is not idle, and than `LEAST_MS`. */
const SHARE = 0.25;
const LEAST_MS = 20_000;
/** No axis is shorter: a run that has just begun has room. */
const LEAST_SPAN_MS = 1_000;
/** Most of the width that folds may take. */
const FOLDS_SHARE = 0.4;

interface AxisParts extends Stretch {
  readonly width: number;
  /** Stretches in which nothing happened, in order, without overlaps. */
  readonly idle: readonly Stretch[];
  readonly isFolding: boolean;
}

export function timeAxis({ from, to: end, width, idle, isFolding }: AxisParts): TimeAxis {
  const to = Math.max(end, from + LEAST_SPAN_MS);
  const folds = isFolding ? foldsOf({ from, to }, idle, width) : [];
  const segments = placed(from, to, folds, width);
  const segmentAt = <Place extends 'from' | 'x0'>(place: Place, value: number): Segment =>
    segments[Math.max(0, upTo(segments, (each) => each[place] <= value) - 1)]!;
  return {
    width,
    segments,
    ticks: segments.flatMap((segment) => (segment.isFolded ? [] : ticksOf(segment))),
    x: (at) => {
      const inside = clamp(at, from, to);
      const { from: begin, to: close, x0, x1 } = segmentAt('from', inside);
      return x0 + ((x1 - x0) * (inside - begin)) / (close - begin);
    },
    at: (x) => {
      const inside = clamp(x, 0, width);
      const { from: begin, to: close, x0, x1 } = segmentAt('x0', inside);
      return x1 === x0 ? begin : begin + ((close - begin) * (inside - x0)) / (x1 - x0);
    },
  };
}

/** The longest idle stretches, as many as have room, in order of time. */
function foldsOf({ from, to }: Stretch, idle: readonly Stretch[], width: number): Stretch[] {
  const inside = idle
    .map((each) => ({ from: Math.max(from, each.from), to: Math.min(to, each.to) }))
    .filter((each) => each.to > each.from);
  const idleMs = inside.reduce((total, each) => total + each.to - each.from, 0);
  const least = Math.max(LEAST_MS, (to - from - idleMs) * SHARE);
  return inside
    .filter((each) => each.to - each.from > least)
    .sort((a, b) => b.to - b.from - (a.to - a.from))
    .slice(0, Math.floor((width * FOLDS_SHARE) / FOLD_PX))
    .sort((a, b) => a.from - b.from);
}

function placed(from: number, to: number, folds: readonly Stretch[], width: number): Segment[] {
  const foldedMs = folds.reduce((total, each) => total + each.to - each.from, 0);
  const openMs = to - from - foldedMs;
  // With nothing but idle time, folds share the width.
  const foldPx = openMs > 0 ? FOLD_PX : width / Math.max(1, folds.length);
  const pxPerMs = openMs > 0 ? (width - folds.length * FOLD_PX) / openMs : 0;
  const segments: Segment[] = [];
  let [at, x] = [from, 0];
  const push = (until: number, px: number, isFolded: boolean): void => {
    if (until > at) segments.push({ from: at, to: until, x0: x, x1: x + px, isFolded });
    [at, x] = [until, x + px];
  };
  for (const fold of folds) {
    if (fold.from > at) push(fold.from, (fold.from - at) * pxPerMs, false);
    push(fold.to, foldPx, true);
  }
  if (to > at) push(to, (to - at) * pxPerMs, false);
  // What rounding left over.
  const last = segments.pop()!;
  return [...segments, { ...last, x1: width }];
}

function ticksOf({ from, to, x0, x1 }: Segment): Tick[] {
  const count = Math.floor((x1 - x0) / TICK_PX);
  if (count < 1) return [];
  // No tick is between two seconds.
  const most = Math.max(1, Math.floor((to - from) / SECOND));
  const instants = timeTicks(new Date(from), new Date(to), Math.min(count, most)).filter(
    (instant) => instant.getTime() % SECOND === 0,
  );
  const step = instants.length > 1 ? instants[1]!.getTime() - instants[0]!.getTime() : 0;
  let last = -Infinity;
  return instants.flatMap((instant) => {
    const x = x0 + ((x1 - x0) * (instant.getTime() - from)) / (to - from);
    // A label needs room on both sides, within its stretch.
    if (x - last < TICK_PX * 0.7 || x < x0 + 4 || x > x1 - TICK_PX * 0.7) return [];
    last = x;
    return [{ at: instant.getTime(), x, label: labelOf(instant, step) }];
  });
}

const withSeconds = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const withMinutes = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
const withDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const [SECOND, MINUTE, DAY] = [1_000, 60_000, 86_400_000];

function labelOf(instant: Date, step: number): string {
  if (step >= DAY || (instant.getHours() === 0 && instant.getMinutes() === 0 && step >= MINUTE))
    return withDay.format(instant);
  return step > 0 && step < MINUTE ? withSeconds.format(instant) : withMinutes.format(instant);
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

/** How many at the beginning fulfil a condition that holds up to some place. */
function upTo<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
