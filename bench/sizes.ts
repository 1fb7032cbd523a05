/**
 * How much each part does: enough for a median that holds still, in minutes. `--quick` is for looking whether all still runs; its rates have as many rounds, though
 * shorter ones, so that on a quiet machine their ratios can be read.
 */

export interface Sizes {
  /** Of a rate, over all its rounds. */
  readonly rateMs: number;
  readonly rounds: number;
  /** Of one command that is timed by itself. */
  readonly moves: number;
  readonly storedRuns: number;
  readonly backlogEntries: number;
  /** For each number of workers. */
  readonly latencyMs: number;
  readonly waits: number;
  readonly patches: number;
  readonly leases: number;
  readonly readyPhases: number;
  /** For each kind of flood, after it was sent. */
  readonly floodMs: number;
}

/** Concurrent callers, where one number is used for many rows. */
export const CONNECTIONS = 16;
export const WORKERS = [1, 16, 64] as const;

export const FULL: Sizes = {
  ...{ rateMs: 20_000, rounds: 5, moves: 80, storedRuns: 100_000, backlogEntries: 100_000 },
  ...{ latencyMs: 12_000, waits: 30, patches: 30, leases: 1_000, readyPhases: 100_000, floodMs: 5_000 },
};

export const QUICK: Sizes = {
  ...{ rateMs: 8_000, rounds: 5, moves: 20, storedRuns: 10_000, backlogEntries: 10_000 },
  ...{ latencyMs: 8_000, waits: 8, patches: 12, leases: 1_000, readyPhases: 10_000, floodMs: 1_500 },
};
