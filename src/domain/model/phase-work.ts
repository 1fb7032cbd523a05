/**
 * The part of a phase's row about the work on it: who holds its lease, which patch is judged, what it waits for, and
 * what earlier attempts left behind. Moves of the phase clear what belongs to the state that it leaves (see
 * phase-turn.ts), so that no lease and no wait outlives its state.
 */
import type { WorkerRole } from './vocabulary.js';

/** The worker that holds the phase's live lease. */
export interface Holder {
  readonly role: WorkerRole;
  readonly workerId: string;
  /** Number of its attempt. */
  readonly attempt: number;
}

/**
 * The state of the last patch of the phase: waiting for its gate's outcome or an Auditor, refused by the gate, on the
 * integration branch, or found red there. Only the first can be approved as it is (W10).
 */
export type CandidateState = 'JUDGED' | 'REJECTED' | 'APPLIED' | 'RED';

/** The patch of the phase's last result. */
export interface Candidate {
  /** The attempt, a Builder's or an Auditor's, that submitted it. */
  readonly attempt: number;
  readonly standing: CandidateState;
  /** SHA-256 of the patch; null: the result had none. */
  readonly patchHash: string | null;
  /** The commit that holds it; null: not applied, or a project without a repository. */
  readonly commit: string | null;
}

export interface AuditRequest {
  readonly focus: string | null;
  readonly auditorProfile: string | null;
}

export interface PhaseWork {
  /** Leases so far, of all roles: the number of the newest attempt. It is never used again (W2). */
  readonly attempts: number;
  readonly holder: Holder | null;
  readonly candidate: Candidate | null;
  /** The phase waits in GATE for an Auditor (W9). */
  readonly auditDue: boolean;
  /** An operator requested an audit: the next PASS becomes AUDIT (W9). */
  readonly auditRequested: AuditRequest | null;
  /** Builder attempts that were given back because their lease was released (W2). */
  readonly givenBack: number;
  /** Failures of the environment in a row (B6), and the worker that had the last one. */
  readonly environmentFailures: number;
  readonly avoidWorker: string | null;
  /** Attempts that policy refused: a second one fails the phase (G2). */
  readonly policyRefusals: number;
  /** Of the last attempt that failed by its own fault: what no progress is recognised by (W9). */
  readonly lastPatchHash: string | null;
  readonly lastFingerprint: string | null;
  /**
   * Of the last attempt that failed with evidence, a sentence: what a phase that ends without any says first, such as
   * an audit whose lease was given back. Not there: none has failed, or what came later was fit to be judged.
   */
  readonly lastFailure?: string | null;
  /** Tries of the commit under CI so far (V3). */
  readonly ciTries: number;
}

export const NO_WORK: PhaseWork = {
  attempts: 0,
  holder: null,
  candidate: null,
  auditDue: false,
  auditRequested: null,
  givenBack: 0,
  environmentFailures: 0,
  avoidWorker: null,
  policyRefusals: 0,
  lastPatchHash: null,
  lastFingerprint: null,
  ciTries: 0,
};
