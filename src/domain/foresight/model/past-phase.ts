/** The past of a project as a model is learned from it: what was tried in each ended phase, and what came of it. */
import type {
  AttemptState,
  AuditVerdict,
  BuilderStatus,
  CiVerdict,
  Complexity,
  GateVerdict,
  Severity,
  WorkerRole,
} from '../../model/vocabulary.js';

export interface PastAttempt {
  readonly number: number;
  readonly role: WorkerRole;
  readonly state: AttemptState;
  readonly givenBack: boolean;
  readonly status: BuilderStatus | null;
  readonly gate: GateVerdict | null;
  /** Codes of the gate's reasons. */
  readonly gateCodes: readonly string[];
  readonly auditVerdict: AuditVerdict | null;
  readonly ciVerdict: CiVerdict | null;
  readonly patchHash: string | null;
  readonly tokensUsed: number;
  readonly minutes: number | null;
  /** Severities of the issues of the phase that were first reported while it lasted; expected failures do not count. */
  readonly newIssues: readonly Severity[];
}

export interface PastTry {
  /** Number of the attempt whose patch was tested. */
  readonly attempt: number;
  readonly verdict: CiVerdict;
  /** A worker ran it, or reported that it could not. */
  readonly ran: boolean;
  /** Ids of the tests that failed. */
  readonly failed: readonly string[];
}

export interface PastPhase {
  readonly taskCategory: string | null;
  readonly complexity: Complexity;
  /** By number. */
  readonly attempts: readonly PastAttempt[];
  /** In their order. */
  readonly tries: readonly PastTry[];
}
