/**
 * Attempts and leases: which worker tried what, under which lease, and with which result. Rows of their own, written
 * with the run's change.
 */
import type { Evidence, JudgedTry, ReportedStep } from './ci-evidence.js';
import type { IssueReport } from './issue.js';
import type { Reason } from './refusal.js';
import type {
  AttemptState,
  AuditVerdict,
  BuilderStatus,
  CiTestStatus,
  CiVerdict,
  Confidence,
  GateVerdict,
  WorkerRole,
} from './vocabulary.js';

export interface GateDecision {
  readonly verdict: GateVerdict;
  readonly reasons: readonly Reason[];
}

/** One try at a phase by one worker under one lease. */
export interface AttemptFacts {
  readonly runId: string;
  readonly phaseId: string;
  /** 1, 2, … over all leases of the phase, never used again. */
  readonly number: number;
  readonly role: WorkerRole;
  readonly workerId: string;
  /** Id of the token that the lease was given to (A2); null: to a caller without a stored token. */
  readonly holderId: string | null;
  /** Program and version of the agent, as the worker reported them with the result; null: it did not. */
  readonly agent: string | null;
  readonly state: AttemptState;
  /** SHA-256 of its lease token: finds the attempt of a result, also when the lease is gone. */
  readonly tokenHash: string;
  /** The round of the phase that it belongs to: issues of a round are reported by it (Q8). */
  readonly round: number;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly tokensUsed: number;
  /** The usage was not reported: a flat amount was charged (B1). */
  readonly tokensEstimated: boolean;
  /** Released, or ended without a sign of life: it did not count (W2). */
  readonly givenBack: boolean;
  readonly baseCommit: string | null;
  /** The commit that holds its patch, or that it tested. */
  readonly commit: string | null;
  readonly status: BuilderStatus | null;
  readonly gate: GateDecision | null;
  readonly auditVerdict: AuditVerdict | null;
  readonly confidence: Confidence | null;
  readonly ciVerdict: CiVerdict | null;
  readonly notes: string | null;
  /** SHA-256 of the patch that it submitted. */
  readonly patchHash: string | null;
  /** SHA-256 of the result that ended it: the same result again is the same result (W5). */
  readonly resultHash: string | null;
}

/** The right to work on an attempt (W2). A row of its own table lives as long as the lease does. */
export interface LeaseFacts {
  readonly runId: string;
  readonly projectId: string;
  readonly phaseId: string;
  readonly attempt: number;
  readonly role: WorkerRole;
  readonly workerId: string;
  readonly token: string;
  readonly expiresAt: Date;
  readonly hardDeadlineAt: Date;
  /** What a heartbeat renews it by. */
  readonly expirySeconds: number;
  readonly tokenAllowance: number;
  /** The running total that was charged to it so far (B1); null: its usage was never reported. */
  readonly tokensTold: number | null;
  /** It sent at least one heartbeat. */
  readonly beaten: boolean;
}

/** An attachment of an attempt: the file is below the run's directory, the row keeps what proves it. */
export interface AttachmentFacts {
  readonly runId: string;
  readonly phaseId: string;
  readonly attempt: number;
  /** Null: of the attempt itself; else of this CI try of its commit. */
  readonly tryNumber: number | null;
  /** Null: of no late result. */
  readonly lateResultId: string | null;
  /** Relative to the run's directory. */
  readonly path: string;
  readonly kind: AttachmentKind;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** The run's version when it came. */
  readonly runVersion: number;
  readonly at: Date;
}

export const ATTACHMENT_KINDS = ['patch', 'log', 'report', 'result'] as const;
export type AttachmentKind = (typeof ATTACHMENT_KINDS)[number];

/** One try of a commit under CI (V2), as it is kept. */
export interface CiTryFacts {
  readonly runId: string;
  readonly phaseId: string;
  /** The attempt whose patch is tested; 0: no attempt submitted it (a phase that manual transitions move). */
  readonly attempt: number;
  readonly round: number;
  readonly number: number;
  /** The CI attempt that ran it; null: reported from outside, or no worker came. */
  readonly ciAttempt: number | null;
  readonly verdict: CiVerdict;
  readonly commit: string | null;
  readonly at: Date;
  readonly summary: string | null;
  /** How the try was judged, with its failed tests; null: it was not run. */
  readonly judged: JudgedTry | null;
}

export interface ProbeResult {
  readonly name: string;
  readonly kind: string;
  readonly exitCode: number;
  readonly durationSeconds: number | null;
  readonly outputTail: string | null;
}

/** What a Builder sends (W8). */
export interface BuilderResult {
  readonly status: BuilderStatus;
  readonly patch: string | null;
  readonly notes: string | null;
  readonly tokensUsed: number | null;
  /** The worker says that its figure is an estimate (B1). */
  readonly tokensEstimated?: boolean;
  /** Program and version of the agent, such as "claude-code 2.1.0" (G9); left out: not reported. */
  readonly agent?: string;
  readonly durationSeconds: number | null;
  readonly probes: readonly ProbeResult[];
  readonly suggestedIssues: readonly IssueReport[];
}

/** What an Auditor sends (W10). */
export interface AuditorResult {
  readonly verdict: AuditVerdict;
  readonly notes: string;
  readonly patch: string | null;
  readonly issues: readonly IssueReport[];
  readonly tokensUsed: number | null;
  /** As a Builder's. */
  readonly tokensEstimated?: boolean;
  /** As a Builder's. */
  readonly agent?: string;
  readonly confidence: Confidence | null;
}

/** A test as a reporter names it. */
export interface ReportedTest {
  readonly testId: string;
  readonly status: CiTestStatus;
  readonly durationSeconds: number | null;
}

/** What a CI worker, or a CI system outside, sends: one try (V2). */
export interface CiReport {
  readonly verdict: Exclude<CiVerdict, 'FLAKY'>;
  readonly summary: string | null;
  /** What its report files and tests hold. */
  readonly evidence: Evidence;
  readonly tests: readonly ReportedTest[] | null;
  /** Which step left which report (V8); null or left out: not reported. */
  readonly steps?: readonly ReportedStep[] | null;
  /** Steps that failed (V6); null or left out: not reported. */
  readonly failedSteps?: readonly string[] | null;
  readonly outputTail: string | null;
  readonly durationSeconds: number | null;
}

/** What an attempt holds of its end while it is at work. */
export const AT_WORK = {
  holderId: null,
  state: 'LEASED',
  endedAt: null,
  tokensUsed: 0,
  tokensEstimated: false,
  agent: null,
  givenBack: false,
  status: null,
  gate: null,
  auditVerdict: null,
  confidence: null,
  ciVerdict: null,
  notes: null,
  patchHash: null,
  resultHash: null,
} as const satisfies Partial<AttemptFacts>;
