/**
 * The base check of a run (V6): before any phase is assigned to a Builder, CI runs on the commit that the run starts
 * from. Its outcome is on the run's row and in its events, so that the next phase, the next run and a reader know what
 * was red before. Plain JSON.
 */
import type { BaselineMode, CiVerdict } from './vocabulary.js';

export interface BaseCheck {
  readonly mode: Exclude<BaselineMode, 'OFF'>;
  /** Null: CI has not finished yet. */
  readonly outcome: BaseOutcome | null;
}

export interface BaseOutcome {
  readonly commit: string;
  readonly verdict: CiVerdict;
  readonly executed: number;
  /** Ids of tests that failed, sorted; at most 200. */
  readonly failing: readonly string[];
  /** How many more failed. */
  readonly moreFailing: number;
  /** The summary of CI, such as the step that failed; null: none. */
  readonly summary: string | null;
  /** The time of the outcome, as ISO 8601. */
  readonly at: string;
  /** The run for which CI ran: a verdict on the same commit and steps is used again by other runs. */
  readonly testedFor: string;
}
