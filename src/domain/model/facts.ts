/**
 * The rows of a run as values: what decisions read and what they change. The entities of the database have these
 * shapes; instants come from the database's clock (B5).
 */
import type { BaseCheck } from './base-check.js';
import type { Budget } from './budget.js';
import type { PhaseState } from './phase-state.js';
import type { PhaseWork } from './phase-work.js';
import type { RequestedLimits } from './plan.js';
import type { Reason } from './reason.js';
import type { RefIntent } from './ref-intent.js';
import type { RunState } from './run-state.js';
import type { TierState } from './tier-state.js';
import type { BuilderMode, Complexity, RunScope, SafetyProfile } from './vocabulary.js';

export type { Budget } from './budget.js';

/** Why a run ended as failed. `rule` is the id of the product's rule that ended it. */
export interface RunFailure {
  readonly rule: string;
  readonly message: string;
  readonly reasons: readonly Reason[];
  readonly budget?: Budget;
  readonly tierId?: string;
  readonly phaseId?: string;
}

/** How many phases there are in a scope and how many of them have ended, by ending. */
export interface PhaseCounts {
  readonly phaseCount: number;
  readonly phasesComplete: number;
  readonly phasesFailed: number;
  readonly phasesSkipped: number;
}

/** Tokens, CI runs and distinct issue keys counted in a scope. */
export interface Spending {
  readonly tokensUsed: number;
  readonly ciRunsUsed: number;
  readonly minorIssuesCount: number;
  readonly majorIssuesCount: number;
  /** Of these, keys that are still open in the scope (Q8). */
  readonly openMinorIssues: number;
  readonly openMajorIssues: number;
}

/** Which event last changed what an issue document shows, and when; 0 and null: there is no such document yet. */
export interface IssuesDisplayed {
  readonly issuesVersion: number;
  readonly issuesAt: Date | null;
}

export interface RunFacts extends PhaseCounts, Spending, IssuesDisplayed {
  readonly runId: string;
  readonly projectId: string;
  readonly state: RunState;
  /** The seq of the last event: every accepted command raises it. */
  readonly version: number;
  readonly safetyProfile: SafetyProfile;
  readonly runScope: RunScope;
  readonly tokenCap: number;
  readonly maxPhases: number;
  readonly maxDurationMinutes: number;
  readonly maxMinorIssuesTotal: number;
  readonly tierCount: number;
  /**
   * Index of the first phase that is not terminal: the phase at work, else the next in line; null when none is left.
   */
  readonly headPhaseIndex: number | null;
  readonly failure: RunFailure | null;
  /** What the caller requested: a draft is compiled again when it is sealed. */
  readonly asked: RequestedLimits;
  /** What the plan says of itself as a whole, for all workers (W7); null: nothing. */
  readonly introduction: string | null;
  /** The run that must succeed before this one begins, and the one that waits for this one (P10). */
  readonly previousRunId: string | null;
  readonly nextRunId: string | null;
  /**
   * The run that ended as failed and whose plan this one continues (P11); null: it continues none. It may be deleted by
   * now.
   */
  readonly continuesRunId: string | null;
  /** The project's repository as it was when the run started; null: it has none (G6). */
  readonly repositoryPath: string | null;
  /**
   * Where the integration branch began, and its last snapshot; null until the run becomes claimable, or without a
   * repository.
   */
  readonly baseCommit: string | null;
  readonly headCommit: string | null;
  /** What is about to be done to refs and is not settled yet (G7). */
  readonly refIntent: RefIntent | null;
  /** CI on the base commit (V6); null: there is none. */
  readonly baseCheck: BaseCheck | null;
  /** Its refs that were deleted while it lived and were restored, by their full names, each once (G9). */
  readonly refsPutBack: readonly string[];
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
  readonly deadlineAt: Date | null;
  /** Instant of the last event. */
  readonly changedAt: Date;
}

export interface TierFacts extends PhaseCounts, Spending {
  readonly runId: string;
  readonly tierId: string;
  readonly tierIndex: number;
  readonly name: string;
  readonly description: string | null;
  readonly state: TierState;
  readonly tokenCap: number;
  readonly ciRunCap: number;
  readonly maxMinorIssuesTolerated: number;
  readonly maxMajorIssuesTolerated: number;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
  /** Seq and instant of the last event that changed what the tier's document shows (F3). */
  readonly shownVersion: number;
  readonly shownAt: Date;
}

/** What a plan requested for a phase, before the strategy tightened it. */
export interface RequestedCare {
  readonly complexity: Complexity | null;
  readonly builderMode: BuilderMode | null;
}

export interface PhaseFacts extends IssuesDisplayed {
  readonly runId: string;
  readonly phaseId: string;
  readonly tierId: string;
  readonly phaseIndex: number;
  readonly name: string;
  readonly description: string | null;
  readonly state: PhaseState;
  readonly taskCategory: string | null;
  readonly complexity: Complexity;
  readonly builderMode: BuilderMode;
  readonly asked: RequestedCare;
  readonly allowedPaths: readonly string[];
  readonly acceptanceCriteria: readonly string[];
  readonly allowNoop: boolean;
  readonly maxBuilderAttempts: number;
  readonly maxAuditorAttempts: number;
  readonly incidentTokenCap: number;
  readonly builderAttempts: number;
  readonly auditorAttempts: number;
  /** How often the phase was assigned: issues belong to the round that reported them (Q8). */
  readonly round: number;
  readonly work: PhaseWork;
  /** It is not offered before this instant: a pause (B6, V3). */
  readonly notBefore: Date | null;
  /** If no worker has claimed it by then, it is a failure of the environment (V1). */
  readonly waitUntil: Date | null;
  readonly tokensUsed: number;
  readonly minorIssuesCount: number;
  readonly majorIssuesCount: number;
  /** The note of the last move of the phase; the reason of a FAILED phase. */
  readonly note: string | null;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
  readonly shownVersion: number;
  readonly shownAt: Date;
}

/** Phases of a scope that have not ended. */
export const openPhases = (counts: PhaseCounts): number =>
  counts.phaseCount - counts.phasesComplete - counts.phasesFailed - counts.phasesSkipped;
