/**
 * What a worker asks of the Supervisor, whatever carries it: claims, heartbeats and what it submits. Answers that say no are data; `SupervisorTrouble`
 * is thrown where there is no answer at all, and says whether asking again can help.
 */
import type { ReportedStep } from '../../domain/model/ci-evidence.js';
import type { IssueReport } from '../../domain/model/issue.js';
import type { AuditVerdict, BuilderStatus, CiVerdict, Confidence, WorkerRole } from '../../domain/model/vocabulary.js';
import type { ProbeReport } from '../agents/contract/agent-result.js';
import type { CiStep } from '../ci/ci-order.js';
import type { Preparation } from '../prepare/preparation.js';

export interface ClaimAsk {
  readonly role: WorkerRole;
  readonly workerId: string;
  readonly projectId: string | null;
  readonly runId: string | null;
  /** 0 to 30. */
  readonly waitSeconds: number;
  /** The same key asks for the same lease again, while it lives (W5). */
  readonly idempotencyKey: string;
}

export interface LeaseTimes {
  /** Instants of the Supervisor's clock as ISO text; only their differences mean anything here. */
  readonly expiresAt: string;
  readonly hardDeadlineAt: string;
}

export interface ApiLease extends LeaseTimes {
  /** A secret: never displayed, never given to an agent. */
  readonly token: string;
  readonly tokenAllowance: number;
  /** What an agent may have: a token for the tools of this lease at /mcp (A6). Null: the server has none; left out: it was not asked. */
  readonly agentToken?: string | null;
}

/** What the loop reads of a brief (W7); an agent gets the rest as it came. */
export interface ApiBrief {
  readonly projectId: string;
  readonly repositoryPath: string | null;
  readonly baseCommit: string | null;
  readonly commit: string | null;
  readonly patch: string | null;
  readonly ciSteps: readonly CiStep[];
  /** How checkouts and clones are prepared (V7); left out: not at all. */
  readonly preparation?: Preparation;
  readonly ciGoesOn: boolean;
  readonly markdown: string;
  readonly [more: string]: unknown;
}

export interface ClaimedWork {
  readonly role: WorkerRole;
  readonly runId: string;
  /** Null: CI on a commit that no phase made (V6, M2). */
  readonly phaseId: string | null;
  /** Of the phase; without one, the try of the commit. */
  readonly attempt: number;
  /** What CI on a commit without a phase is for; null: the work is a phase's. */
  readonly check: 'BASE' | 'MERGE' | null;
  /** When the attempt began, by the Supervisor's clock. */
  readonly startedAt: string;
  readonly lease: ApiLease;
  readonly brief: ApiBrief;
}

export interface ApiRefusal {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

export interface ApiReason {
  readonly code: string;
  readonly message: string;
}

export interface ClaimAnswer {
  readonly work: ClaimedWork | null;
  /** Why there is none. */
  readonly idle: ApiReason | null;
  readonly refusals: readonly ApiRefusal[];
}

export interface HeartbeatAnswer {
  /** null: the lease is over. */
  readonly lease: LeaseTimes | null;
  readonly directive: 'CONTINUE' | 'STOP';
  readonly reason: ApiReason | null;
  readonly refusals: readonly ApiRefusal[];
  /** What was printed was kept; left out: nothing was sent. */
  readonly outputTaken?: boolean;
}

export interface BuilderSubmission {
  readonly kind: 'builder';
  readonly status: BuilderStatus;
  /** null: none is sent. An empty text is a patch that changes nothing. */
  readonly patch: string | null;
  readonly notes: string;
  /** null: not known, which is never the same as zero. */
  readonly tokensUsed: number | null;
  readonly tokensEstimated: boolean;
  /** What the agent wrote, bounded and without secrets; null: nothing. */
  readonly log: string | null;
  /** Program and version of the agent (G9); left out: not known. */
  readonly agent?: string;
  readonly durationSeconds: number;
  readonly probes: readonly ProbeReport[];
  readonly issues: readonly IssueReport[];
}

export interface AuditorSubmission {
  readonly kind: 'auditor';
  readonly verdict: AuditVerdict;
  readonly notes: string;
  readonly confidence: Confidence | null;
  readonly patch: string | null;
  readonly tokensUsed: number | null;
  readonly tokensEstimated: boolean;
  readonly log: string | null;
  readonly agent?: string;
  readonly issues: readonly IssueReport[];
}

export interface CiSubmission {
  readonly kind: 'ci';
  readonly verdict: Exclude<CiVerdict, 'FLAKY'>;
  readonly summary: string;
  readonly reports: readonly string[];
  /** Which step left which report (V8); null: no step was run. */
  readonly steps: readonly ReportedStep[] | null;
  /** Steps that failed; null: no step was run. */
  readonly failedSteps: readonly string[] | null;
  readonly outputTail: string | null;
  readonly durationSeconds: number;
}

export interface ReleaseSubmission {
  readonly kind: 'release';
  readonly reason: string;
  readonly tokensUsed: number | null;
  readonly tokensEstimated: boolean;
  /** It was the surroundings that failed: the worker takes a rest before it asks for more. */
  readonly environment: boolean;
}

/** What ends a lease. */
export type Submission = BuilderSubmission | AuditorSubmission | CiSubmission | ReleaseSubmission;

export interface SubmissionAnswer {
  readonly refusals: readonly ApiRefusal[];
  /** What became of the phase and the run, for people. */
  readonly phaseState: string | null;
  readonly runState: string | null;
  readonly gate: { readonly verdict: string; readonly reasons: readonly ApiReason[] } | null;
}

/** All methods throw SupervisorTrouble and nothing else, also when the signal ends them. */
export interface SupervisorApi {
  claim(ask: ClaimAsk, signal: AbortSignal): Promise<ClaimAnswer>;
  /** `outputTail`: what agent or CI printed since the tail that was taken last (O8). */
  heartbeat(
    leaseToken: string,
    tokensUsed: number | null,
    signal: AbortSignal,
    outputTail?: string | null,
  ): Promise<HeartbeatAnswer>;
  /** Sent again under the same key, it gets the same decision (W5). */
  submit(leaseToken: string, what: Submission, idempotencyKey: string, signal: AbortSignal): Promise<SubmissionAnswer>;
}

/**
 * `unreachable`: no answer came. `broken`: the server has a fault of its own. Both may pass. `refused`: it understood and will not: a wrong
 * token, an input that it does not take, no Autopack server; the same again will fail again.
 */
export type TroubleKind = 'unreachable' | 'broken' | 'refused';

export class SupervisorTrouble extends Error {
  override readonly name = 'SupervisorTrouble';

  constructor(
    readonly kind: TroubleKind,
    message: string,
  ) {
    super(message);
  }
}
