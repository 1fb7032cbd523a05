/** A plan as its author gives it: what is left out comes from the strategy that it is compiled into. */
import type { BuilderMode, Complexity, RunScope, SafetyProfile } from './vocabulary.js';

export interface PlannedPhase {
  readonly phaseId: string;
  readonly name: string;
  readonly description: string | null;
  readonly taskCategory: string | null;
  readonly complexity: Complexity | null;
  readonly builderMode: BuilderMode | null;
  readonly allowedPaths: readonly string[];
  readonly acceptanceCriteria: readonly string[];
  readonly allowNoop: boolean;
}

export interface PlannedTier {
  readonly tierId: string;
  readonly name: string;
  readonly description: string | null;
  readonly phases: readonly PlannedPhase[];
}

/** The limits that a caller requests of a run; null: not given. */
export interface RequestedLimits {
  readonly safetyProfile: SafetyProfile | null;
  readonly runScope: RunScope | null;
  readonly tokenCap: number | null;
  readonly maxPhases: number | null;
  readonly maxDurationMinutes: number | null;
}

export interface Plan extends RequestedLimits {
  /** A text about the plan as a whole, for all workers (W7); left out or null: none. At most 10,000 characters. */
  readonly introduction?: string | null;
  readonly tiers: readonly PlannedTier[];
}

/** The limits that were asked for; what is missing was not: drafts can be older than the field. */
export function requestedLimits(requested: Partial<RequestedLimits>): RequestedLimits {
  const {
    safetyProfile = null,
    runScope = null,
    tokenCap = null,
    maxPhases = null,
    maxDurationMinutes = null,
  } = requested;
  return { safetyProfile, runScope, tokenCap, maxPhases, maxDurationMinutes };
}

export const phaseCountOf = (tiers: readonly PlannedTier[]): number =>
  tiers.reduce((sum, tier) => sum + tier.phases.length, 0);
