/**
 * What a command about work changes besides the rows of the run: lease, attempts, tries, snapshot, issues. One write
 * with them (C6).
 */
import type { AttemptFacts, CiTryFacts, LeaseFacts } from '../../model/attempt.js';
import type { RunChange } from '../change/change.js';
import type { IssueRows } from '../issue/record-issues.js';

/** A green commit with its tag (G4). Without a repository both are recorded as none. */
export interface SnapshotFacts {
  readonly runId: string;
  readonly phaseId: string;
  readonly commit: string | null;
  readonly tag: string | null;
  /**
   * Id of the annotated tag, with which it can be put back (G9); null: without a repository, or from before it was
   * recorded.
   */
  readonly tagObject: string | null;
  /** Tests that ran on it: later commits must not run fewer (V2); null: not known. */
  readonly executed: number | null;
  readonly at: Date;
  /** Which CI steps these were: see `phaseStepsKey`; null: not known. */
  readonly ciSteps: string | null;
}

export interface WorkChange extends RunChange, IssueRows {
  /** The lease begins with this change: it lands only while work of the project is dispatched (A9). */
  readonly begins?: true;
  /** A lease that begins, or that a heartbeat renews; a lease that ends is deleted because its phase's row names no holder any more. */
  readonly lease: LeaseFacts | null;
  /** New ones, and those that changed, as they are afterwards. */
  readonly attempts: readonly AttemptFacts[];
  readonly tries: readonly CiTryFacts[];
  readonly snapshots: readonly SnapshotFacts[];
}
