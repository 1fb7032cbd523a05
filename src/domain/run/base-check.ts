/**
 * The base check of a run (V6): before anything is handed to a Builder, CI runs on the commit that the run starts from. What it said stands on the run's row and in its
 * events, so that the next phase, the next run and a reader know what was red before. Plain JSON.
 */
import type { BaselineMode, CiVerdict } from '../shared/vocabulary.js';

export interface BaseCheck {
  readonly mode: Exclude<BaselineMode, 'OFF'>;
  /** Null: CI has not said it yet. */
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
  /** What CI said, such as the step that failed; null: nothing. */
  readonly summary: string | null;
  /** When CI said it, as ISO 8601. */
  readonly at: string;
  /** The run for which CI ran; another one's verdict on the same commit and steps is not asked for twice. */
  readonly testedFor: string;
}
