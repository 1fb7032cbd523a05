/** When a push that failed is tried again (M3): seconds at first, then a quarter of an hour, without end. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const PAUSES_MS = [
  2 * SECOND,
  5 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
];
const JITTER = 0.2;

/** After a fault that does not end by itself. */
export const longestPauseAfterPush = (chance: number): number => pauseAfterPush(PAUSES_MS.length, chance);

/** `failures`: counted with this one; `chance`: from 0 to 1. */
export function pauseAfterPush(failures: number, chance: number): number {
  const pauseMs = PAUSES_MS[Math.min(Math.max(failures, 1), PAUSES_MS.length) - 1]!;
  return Math.round(pauseMs * (1 - JITTER * chance));
}
