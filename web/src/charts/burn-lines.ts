/** What is left of a run's budgets over time, as lines on an axis. Tokens go down in steps, when they are charged; minutes with the clock. */
import type { TimeAxis } from './axis.js';
import { type BurnPoint, pointAt } from './spans.js';

interface BurnFacts {
  readonly tokenCap: number;
  readonly minuteCap: number;
  /** When the clock ends the run; null: its clock has not begun. */
  readonly deadlineAt: string | null;
  readonly points: readonly BurnPoint[];
}

export interface Left {
  readonly tokens: number;
  readonly minutes: number;
  /** Shares of the caps, 0 to 1. */
  readonly tokensLeft: number;
  readonly minutesLeft: number;
}

export interface BurnPlaces {
  readonly tokenCap: number;
  readonly minuteCap: number;
  readonly points: readonly { readonly time: number; readonly tokens: number; readonly minutes: number }[];
  /** When its clock began; null: it has not. */
  readonly began: number | null;
  at(instant: number): Left;
}

const MINUTE_MS = 60_000;
const left = (used: number, cap: number): number => (cap > 0 ? Math.min(1, Math.max(0, 1 - used / cap)) : 0);

export function burnPlaces({ tokenCap, minuteCap, deadlineAt, points: given }: BurnFacts): BurnPlaces {
  const points = given.map(({ at, tokens, minutes }) => ({ time: Date.parse(at), tokens, minutes }));
  const began = deadlineAt === null ? null : Date.parse(deadlineAt) - minuteCap * MINUTE_MS;
  const at = (instant: number): Left => {
    const tokens = pointAt(points, instant)?.tokens ?? 0;
    const minutes = began === null ? 0 : Math.max(0, (instant - began) / MINUTE_MS);
    return { tokens, minutes, tokensLeft: left(tokens, tokenCap), minutesLeft: left(minutes, minuteCap) };
  };
  return { tokenCap, minuteCap, points, began, at };
}

const place = (value: number): string => String(Math.round(value * 10) / 10);

/** Paths of SVG from the beginning of the axis to `until`; `y` is the place of a share. */
export function burnLines(
  places: BurnPlaces,
  axis: TimeAxis,
  until: number,
  y: (share: number) => number,
): { readonly tokens: string; readonly minutes: string } {
  const begin = axis.segments[0]!.from;
  let tokens = `M0 ${place(y(places.at(begin).tokensLeft))}`;
  let last = '';
  for (const { time, tokens: used } of places.points) {
    if (time < begin || time > until) continue;
    const height = place(y(left(used, places.tokenCap)));
    if (height === last) continue;
    tokens += ` H${place(axis.x(time))} V${height}`;
    last = height;
  }
  tokens += ` H${place(axis.x(until))}`;
  // Straight between the edges of segments: the axis is even within each.
  const edges = [...axis.segments.map(({ from }) => from), ...(places.began === null ? [] : [places.began]), until]
    .filter((at) => at >= begin && at <= until)
    .sort((a, b) => a - b);
  const minutes = edges
    .map((at, i) => `${i === 0 ? 'M' : 'L'}${place(axis.x(at))} ${place(y(places.at(at).minutesLeft))}`)
    .join(' ');
  return { tokens, minutes };
}
