/** When a message is sent again after a try that failed (A7): growing pauses for a day, then it is given up. */
import type { DeliveryState } from '../../model/webhook.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The pauses behind the first tries; the last one is repeated. */
const PAUSES_MS = [
  ...[5 * SECOND, 30 * SECOND, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE],
  ...[HOUR, 2 * HOUR, 4 * HOUR],
];
const LONGEST_PAUSE_MS = PAUSES_MS.at(-1)!;
/** A pause is up to a fifth shorter or longer, so that messages that failed together do not come back together. */
const JITTER = 0.2;
export const GIVE_UP_AFTER_MS = 24 * HOUR;

/** So long nothing is sent to a receiver that asks to be left alone: up to the longest pause. Null: it does not ask. */
export const receiverPauseMs = (retryAfterMs: number | null): number | null =>
  retryAfterMs === null || retryAfterMs <= 0 ? null : Math.min(retryAfterMs, LONGEST_PAUSE_MS);

export interface FailedTry {
  /** Counted with this one. */
  readonly attempts: number;
  readonly triedSince: Date;
  readonly now: Date;
  /** From 0 to 1. */
  readonly chance: number;
  /** What the receiver asks for; null: nothing. It makes a pause longer, up to the longest one, never shorter. */
  readonly retryAfterMs: number | null;
}

/** What becomes of the message: it waits so many milliseconds, or is given up. */
export function afterFailedTry({ attempts, triedSince, now, chance, retryAfterMs }: FailedTry): {
  readonly state: Extract<DeliveryState, 'PENDING' | 'GIVEN_UP'>;
  readonly pauseMs: number;
} {
  const leftMs = triedSince.getTime() + GIVE_UP_AFTER_MS - now.getTime();
  if (leftMs <= 0) return { state: 'GIVEN_UP', pauseMs: 0 };
  const ownMs = PAUSES_MS[Math.min(attempts, PAUSES_MS.length) - 1]! * (1 - JITTER + 2 * JITTER * chance);
  const pauseMs = Math.max(ownMs, Math.min(retryAfterMs ?? 0, LONGEST_PAUSE_MS));
  // The last try is at the end of the day, not hours before it.
  return { state: 'PENDING', pauseMs: Math.round(Math.min(pauseMs, leftMs)) };
}
