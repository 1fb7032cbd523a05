/**
 * A project's policy as its document states it (P1), with every word read into our vocabulary. What a document leaves
 * out stays undefined here: the strategy says where each value came from, so defaults are not mixed in.
 */
import type {
  BaselineMode,
  BuilderMode,
  CiProfile,
  Complexity,
  RunScope,
  SafetyProfile,
  Severity,
} from '../../model/vocabulary.js';
import type { PreparationRules } from './preparation.js';

export interface Ruleset {
  /** The author's own mark; the project numbers its versions itself. */
  readonly version?: number | undefined;
  readonly safetyProfile?: SafetyProfile | undefined;
  readonly runScope?: RunScope | undefined;
  readonly defaults?: { readonly run?: RunRules; readonly tier?: TierRules; readonly phase?: PhaseRules } | undefined;
  /** By task category; `severity` also by issue category. */
  readonly categories?: ReadonlyMap<string, CategoryRules> | undefined;
  readonly aging?: AgingRules | undefined;
  readonly debtCleanup?: DebtCleanupRules | undefined;
  readonly paths?: { readonly protected?: readonly string[]; readonly branches?: readonly string[] } | undefined;
  readonly patch?: Partial<PatchLimits> | undefined;
  /** What commits hold besides the patch (G8). */
  readonly git?: { readonly lfs?: boolean } | undefined;
  /** Author and subjects of commits (G9); see commit-rules.ts. */
  readonly commit?: { readonly author?: string; readonly subject?: string } | undefined;
  readonly ci?: CiRules | undefined;
  readonly promotion?: PromotionRules | undefined;
  readonly audit?: { readonly waitMinutes?: number } | undefined;
  readonly leases?: { readonly expirySeconds?: number; readonly hardDeadlineMinutes?: number } | undefined;
  readonly environment?: { readonly pausesSeconds?: readonly number[] } | undefined;
  readonly tokens?: { readonly flatPerAttempt?: number } | undefined;
}

export interface RunRules {
  readonly tokenCap?: number | undefined;
  readonly maxPhases?: number | undefined;
  readonly maxDurationMinutes?: number | undefined;
  /** An upper bound besides `minorIssuesPerPhase`. */
  readonly maxMinorIssuesTotal?: number | undefined;
  readonly minorIssuesPerPhase?: number | undefined;
}

/** Factors of what a tier's phases bring, and upper bounds besides them. */
export interface TierRules {
  readonly tokenCapMultiplier?: number | undefined;
  readonly tokenCap?: number | undefined;
  readonly ciRunsPerPhase?: number | undefined;
  readonly ciRunCap?: number | undefined;
  readonly minorIssuesPerPhase?: { readonly NORMAL?: number; readonly SAFETY_CRITICAL?: number } | undefined;
  readonly maxMinorIssuesTolerated?: number | undefined;
  readonly maxMajorIssuesTolerated?: number | undefined;
}

export interface PhaseRules {
  readonly complexity?: Complexity | undefined;
  readonly ciProfile?: CiProfile | undefined;
  readonly maxBuilderAttempts?: number | undefined;
  readonly maxAuditorAttempts?: number | undefined;
  readonly incidentTokenCap?: number | undefined;
  readonly autoApply?: boolean | undefined;
  readonly auditorProfile?: string | undefined;
  readonly builderMode?: BuilderMode | undefined;
  /** Fewer tests than on the base commit are no fault (V2). */
  readonly mayRemoveTests?: boolean | undefined;
}

export interface CategoryRules extends PhaseRules {
  /** Of issues that name none. */
  readonly severity?: Severity | undefined;
}

export interface AgingThresholds {
  readonly runs: number;
  readonly tiers: number;
}

export interface AgingRules {
  readonly normal?: Partial<AgingThresholds> | undefined;
  readonly safetyCritical?: Partial<AgingThresholds> | undefined;
  /** Successful runs in a row without the issue after which it counts as resolved (Q6). */
  readonly resolvedAfterRuns?: number | undefined;
}

export interface DebtCleanupRules {
  /** So many aged minor issues make cleanup due (P7). */
  readonly agedIssues?: number | undefined;
  readonly maxPhases?: number | undefined;
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
  readonly timeoutSeconds?: number | undefined;
  /** Glob of the report files that it leaves. */
  readonly report?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Folder below the checkout in which it runs; left out: its root. */
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

export interface CiRules extends PreparationRules {
  readonly profiles?: { readonly normal?: readonly CiStep[]; readonly strict?: readonly CiStep[] } | undefined;
  /** Tries of one commit, the first included. */
  readonly tries?: { readonly normal?: number; readonly strict?: number } | undefined;
  readonly pausesSeconds?: readonly number[] | undefined;
  readonly waitMinutes?: number | undefined;
  /** What CI on the base commit means before anything else is done (V6). */
  readonly baseline?: BaselineMode | undefined;
}

export interface PromotionRules {
  /** CI runs on the merge commit before the target moves (M2). */
  readonly testMerge?: boolean | undefined;
}

/** A ruleset with its number in the project; null: given for a dry run, not published. */
export interface NumberedRuleset {
  readonly version: number | null;
  readonly rules: Ruleset;
}
