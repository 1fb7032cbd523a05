/** How often a server that dies is started again. Pure: the caller has the clock. */

/** A server that died sooner than that after it answered may have died of its start. */
export const shortLifeMs = 1_000;
/** The pauses before the tries of one restart; when all of them have failed, the database is given up. */
const pausesMs: readonly number[] = [0, 250, 500, 1_000, 2_000, 4_000, 8_000, 8_000];
/** So many short lives in a row are too many: the database is given up. */
const mostShortLives = 30;
const [morePauseMs, mostPauseMs] = [100, 2_000];

export interface Restarts {
  /** Tries in a row that did not bring the server back. */
  readonly failed: number;
  /** Lives in a row that were short. */
  readonly short: number;
}

export const noRestarts: Restarts = { failed: 0, short: 0 };

/** The server died after it had answered for so long. */
export function afterLife(before: Restarts, livedMs: number): Restarts {
  return { failed: 0, short: livedMs < shortLifeMs ? before.short + 1 : 0 };
}

/** A try to start it failed. */
export const afterFailure = (before: Restarts): Restarts => ({ ...before, failed: before.failed + 1 });

/** How long to wait before the next try; null: there is none. */
export function pauseBefore({ failed, short }: Restarts): number | null {
  const pause = pausesMs[failed];
  if (pause === undefined || short > mostShortLives) return null;
  return Math.max(pause, Math.min(short * morePauseMs, mostPauseMs));
}
