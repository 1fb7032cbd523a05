/**
 * The rows of a run as values: what decisions read and what they change. The entities of the database have these shapes;
 * instants come from the database's clock (B5).
 */
import type { PhaseState } from '../phase/phase-state.js';
import type { Reason } from '../shared/refusal.js';
import type { AskedLimits } from '../plan/plan.js';
import type { BudgetScope, BuilderMode, Complexity, RunScope, SafetyProfile } from '../shared/vocabulary.js';
import type { TierState } from '../tier/tier-state.js';
import type { RunState } from './run-state.js';

export interface Budget {
  readonly scope: BudgetScope;
  readonly name: string;
  readonly limit: number;
  readonly used: number;
}

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
export interface IssuesShown {
  readonly issuesVersion: number;
  readonly issuesAt: Date | null;
}

export interface RunFacts extends PhaseCounts, Spending, IssuesShown {
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
  /** Index of the first phase that is not terminal: the phase at work, else the next in line; null when none is left. */
  readonly headPhaseIndex: number | null;
  readonly failure: RunFailure | null;
  /** What the caller asked for: a draft is compiled again when it is sealed. */
  readonly asked: AskedLimits;
  /** The run that must succeed before this one begins, and the one that waits for this one (P10). */
  readonly previousRunId: string | null;
  readonly nextRunId: string | null;
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

/** What a plan asked for a phase, before the strategy tightened it. */
export interface AskedCare {
  readonly complexity: Complexity | null;
  readonly builderMode: BuilderMode | null;
}

export interface PhaseFacts extends IssuesShown {
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
  readonly asked: AskedCare;
  readonly allowedPaths: readonly string[];
  readonly acceptanceCriteria: readonly string[];
  readonly allowNoop: boolean;
  readonly maxBuilderAttempts: number;
  readonly maxAuditorAttempts: number;
  readonly incidentTokenCap: number;
  readonly builderAttempts: number;
  readonly auditorAttempts: number;
  readonly tokensUsed: number;
  readonly minorIssuesCount: number;
  readonly majorIssuesCount: number;
  /** What was last said about the phase by whoever moved it; the reason of a FAILED phase. */
  readonly note: string | null;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
  readonly shownVersion: number;
  readonly shownAt: Date;
}

/** Phases of a scope that have not ended. */
export const openPhases = (counts: PhaseCounts): number =>
  counts.phaseCount - counts.phasesComplete - counts.phasesFailed - counts.phasesSkipped;
