/**
 * A project's policy as its document states it (P1), with every word read into our vocabulary. What a document leaves out stays
 * undefined here: the strategy says where each value came from, so defaults are not mixed in.
 */
import type { BaselineMode, BuilderMode, CiProfile, Complexity, RunScope, SafetyProfile, Severity } from '../shared/vocabulary.js';
import type { PreparationRules } from './preparation.js';

export interface Ruleset {
  /** The author's own mark; the project numbers its versions itself. */
  readonly version?: number;
  readonly safetyProfile?: SafetyProfile;
  readonly runScope?: RunScope;
  readonly defaults?: { readonly run?: RunRules; readonly tier?: TierRules; readonly phase?: PhaseRules };
  /** By task category; `severity` also by issue category. */
  readonly categories?: ReadonlyMap<string, CategoryRules>;
  readonly aging?: AgingRules;
  readonly debtCleanup?: DebtCleanupRules;
  readonly paths?: { readonly protected?: readonly string[]; readonly branches?: readonly string[] };
  readonly patch?: Partial<PatchLimits>;
  /** What stands in git besides the patch (G8). */
  readonly git?: { readonly lfs?: boolean };
  /** Whose commits are made, and their subjects (G9); see commit-rules.ts. */
  readonly commit?: { readonly author?: string; readonly subject?: string };
  readonly ci?: CiRules;
  readonly promotion?: PromotionRules;
  readonly audit?: { readonly waitMinutes?: number };
  readonly leases?: { readonly expirySeconds?: number; readonly hardDeadlineMinutes?: number };
  readonly environment?: { readonly pausesSeconds?: readonly number[] };
  readonly tokens?: { readonly flatPerAttempt?: number };
}

export interface RunRules {
  readonly tokenCap?: number;
  readonly maxPhases?: number;
  readonly maxDurationMinutes?: number;
  /** An upper bound besides `minorIssuesPerPhase`. */
  readonly maxMinorIssuesTotal?: number;
  readonly minorIssuesPerPhase?: number;
}

/** Factors of what a tier's phases bring, and upper bounds besides them. */
export interface TierRules {
  readonly tokenCapMultiplier?: number;
  readonly tokenCap?: number;
  readonly ciRunsPerPhase?: number;
  readonly ciRunCap?: number;
  readonly minorIssuesPerPhase?: { readonly NORMAL?: number; readonly SAFETY_CRITICAL?: number };
  readonly maxMinorIssuesTolerated?: number;
  readonly maxMajorIssuesTolerated?: number;
}

export interface PhaseRules {
  readonly complexity?: Complexity;
  readonly ciProfile?: CiProfile;
  readonly maxBuilderAttempts?: number;
  readonly maxAuditorAttempts?: number;
  readonly incidentTokenCap?: number;
  readonly autoApply?: boolean;
  readonly auditorProfile?: string;
  readonly builderMode?: BuilderMode;
  /** Fewer tests than on the base commit are no fault (V2). */
  readonly mayRemoveTests?: boolean;
}

export interface CategoryRules extends PhaseRules {
  /** Of issues that name none. */
  readonly severity?: Severity;
}

export interface AgingThresholds {
  readonly runs: number;
  readonly tiers: number;
}

export interface AgingRules {
  readonly normal?: Partial<AgingThresholds>;
  readonly safetyCritical?: Partial<AgingThresholds>;
  /** Successful runs in a row without the issue after which it counts as resolved (Q6). */
  readonly resolvedAfterRuns?: number;
}

export interface DebtCleanupRules {
  /** So many aged minor issues make cleanup due (P7). */
  readonly agedIssues?: number;
  readonly maxPhases?: number;
}

export interface PatchLimits {
  readonly maxBytes: number;
  readonly maxUnpackedBytes: number;
  readonly maxFiles: number;
  readonly maxDeletedLines: number;
}

export interface CiStep {
  readonly name: string;
  readonly argv: readonly string[];
  readonly timeoutSeconds?: number;
  /** Glob of the report files that it leaves. */
  readonly report?: string;
  readonly tags?: readonly string[];
  /** Folder below the checkout in which it runs; left out: its root. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface CiRules extends PreparationRules {
  readonly profiles?: { readonly normal?: readonly CiStep[]; readonly strict?: readonly CiStep[] };
  /** Tries of one commit, the first included. */
  readonly tries?: { readonly normal?: number; readonly strict?: number };
  readonly pausesSeconds?: readonly number[];
  readonly waitMinutes?: number;
  /** What CI on the base commit means before anything else is done (V6). */
  readonly baseline?: BaselineMode;
}

export interface PromotionRules {
  /** CI runs on the merge commit before the target moves (M2). */
  readonly testMerge?: boolean;
}

/** A ruleset with its number in the project; null: given for a dry run, not published. */
export interface NumberedRuleset {
  readonly version: number | null;
  readonly rules: Ruleset;
}
