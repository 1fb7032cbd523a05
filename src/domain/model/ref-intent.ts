/**
 * What is about to be done to refs of a run's repository (G7): committed before any of them moves, and settled after. A
 * process that finds it pending compares the refs with it: moved, it confirms; not moved, it repeats; anywhere else,
 * the run ends.
 */

/** A compare-and-swap of one ref. */
export interface RefMove {
  /** Its full name. */
  readonly ref: string;
  /** Commits that it may have before; null: it does not exist. */
  readonly from: readonly (string | null)[];
  /** Its commit afterwards; null: the ref is deleted. */
  readonly to: string | null;
}

/**
 * START: the integration branch begins (G3). APPLY: the phase's patch goes onto it. SNAPSHOT: the tag of a green commit
 * (G4). ROLLBACK: red, the branch goes back to the last snapshot. RESTORE: the run has ended, and its branch goes back
 * (S6), or a server moved a ref for an intent that others had settled, and it goes back to where the run's row puts it
 * (late-moves.ts).
 */
export type RefPurpose = 'START' | 'APPLY' | 'SNAPSHOT' | 'ROLLBACK' | 'RESTORE';

export interface RefIntent {
  readonly purpose: RefPurpose;
  readonly phaseId: string | null;
  readonly attempt: number | null;
  readonly moves: readonly RefMove[];
}
