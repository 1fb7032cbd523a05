/**
 * A strategy: the policy compiled and frozen for one run (P2). It is plain JSON; its canonical form is hashed and
 * stored. Every group of values carries reasons, one for each value: `code` names the value in snake_case, `source` is
 * where it came from (P3).
 */
import type { Reason } from '../../model/refusal.js';
import type {
  BaselineMode,
  BuilderMode,
  CiProfile,
  Complexity,
  RunScope,
  SafetyProfile,
  Severity,
} from '../../model/vocabulary.js';
import type { CommitPolicy } from '../ruleset/commit-rules.js';
import type { PreparationRules } from '../ruleset/preparation.js';
import type { AgingThresholds, CiStep, PatchLimits } from '../ruleset/ruleset.js';

export interface Strategy {
  /** Number of the strategy in its run; a run has one. */
  readonly version: number;
  /** Null: no ruleset was published, or it was given for a dry run. */
  readonly rulesetVersion: number | null;
  readonly safetyProfile: SafetyProfile;
  readonly runScope: RunScope;
  readonly run: RunStrategy;
  readonly tiers: readonly TierStrategy[];
  readonly phases: readonly PhaseStrategy[];
  readonly debtCleanup: { readonly phases: readonly DebtCleanupPhase[]; readonly reasons: readonly Reason[] };
  readonly issues: IssuePolicy;
  readonly policies: Policies;
}

export interface RunStrategy {
  readonly tokenCap: number;
  readonly maxPhases: number;
  readonly maxDurationMinutes: number;
  readonly maxMinorIssuesTotal: number;
  readonly reasons: readonly Reason[];
}

export interface TierStrategy {
  readonly tierId: string;
  readonly tokenCap: number;
  readonly ciRunCap: number;
  readonly maxMinorIssuesTolerated: number;
  readonly maxMajorIssuesTolerated: number;
  readonly reasons: readonly Reason[];
}

export interface PhaseStrategy {
  readonly phaseId: string;
  readonly tierId: string;
  readonly taskCategory: string | null;
  readonly complexity: Complexity;
  readonly builderMode: BuilderMode;
  readonly ciProfile: CiProfile;
  readonly autoApply: boolean;
  readonly maxBuilderAttempts: number;
  readonly maxAuditorAttempts: number;
  readonly incidentTokenCap: number;
  readonly auditorProfile: string;
  /** Its patch may leave fewer tests than the base commit has (V2); left out: it may not. */
  readonly mayRemoveTests?: true;
  readonly reasons: readonly Reason[];
}

/** A phase that the strategy added to clean up aged issues (P7). */
export interface DebtCleanupPhase {
  readonly phaseId: string;
  readonly tierId: string;
  readonly issueKeys: readonly string[];
}

export interface IssuePolicy {
  /** Keys that count as major in this run because of their age (Q4, Q5), sorted. */
  readonly agedKeys: readonly string[];
  /** Severity of issues that name none, by issue category; any other: MINOR. */
  readonly severityByCategory: Readonly<Record<string, Severity>>;
  readonly aging: AgingThresholds & { readonly resolvedAfterRuns: number };
  readonly reasons: readonly Reason[];
}

/** What later steps of a run obey. */
export interface Policies {
  readonly paths: { readonly protected: readonly string[]; readonly branches: readonly string[] };
  readonly patch: PatchLimits;
  /** Not in strategies that were frozen before it was known: no large files. */
  readonly git?: { readonly lfs: boolean };
  /** Not in strategies that were frozen before it was known: the Supervisor's own. */
  readonly commit?: CommitPolicy;
  readonly ci: {
    readonly profiles: { readonly normal: readonly CiStep[]; readonly strict: readonly CiStep[] };
    readonly tries: { readonly normal: number; readonly strict: number };
    readonly pausesSeconds: readonly number[];
    readonly waitMinutes: number;
    /**
     * What CI on the base commit means (V6); left out by strategies that are older than it, whose runs have no base
     * check.
     */
    readonly baseline?: BaselineMode;
  } & PreparationRules;
  /** Left out by strategies that are older than it: then the merge commit is tested (M2). */
  readonly promotion?: { readonly testMerge: boolean };
  readonly audit: { readonly waitMinutes: number };
  readonly leases: { readonly expirySeconds: number; readonly hardDeadlineMinutes: number };
  readonly environment: { readonly pausesSeconds: readonly number[] };
  readonly tokens: { readonly flatPerAttempt: number };
  readonly reasons: readonly Reason[];
}

/** A backlog entry that has reached the thresholds of the run's profile (Q4). */
export interface AgedIssue {
  readonly issueKey: string;
  readonly category: string;
  readonly baseSeverity: Severity;
  readonly ageInRuns: number;
  readonly ageInTiers: number;
}
