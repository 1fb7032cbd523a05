/** When a forge is asked again about a change (M3): often while something happens, seldom when nothing does. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Up to this age of the last happening, this pause. */
const PAUSES: readonly (readonly [ageMs: number, pauseMs: number])[] = [
  [10 * MINUTE, 30 * SECOND],
  [HOUR, MINUTE],
  [24 * HOUR, 5 * MINUTE],
];
const IDLE_MS = 15 * MINUTE;
const FAILED_MS = [5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE];
/** So long the opening of a change is tried; and so long one that is open is asked for where the project no longer is. */
export const OPENED_WITHIN_MS = 24 * HOUR;
/** So long one that is open is asked for while nothing but faults comes back: a forge may be out of order for a weekend. */
export const SEEN_WITHIN_MS = 7 * 24 * HOUR;

export function lookPauseMs(lastChangeAt: Date, now: Date): number {
  const ageMs = now.getTime() - lastChangeAt.getTime();
  return PAUSES.find(([most]) => ageMs < most)?.[1] ?? IDLE_MS;
}

/** After so many failures in a row. What the forge itself asks for makes it longer. */
export const failedPauseMs = (failures: number, retryAfterMs: number | null): number =>
  Math.max(FAILED_MS[Math.min(failures, FAILED_MS.length) - 1]!, retryAfterMs ?? 0);
