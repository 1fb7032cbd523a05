/**
 * Compiles what a plan asks for into the values that hold for the run: budgets and care per phase and tier. A pure function of
 * plan, profile and defaults. A plan may only tighten (P4): asking for less care than the category's default gives the default;
 * the builder mode is taken as given.
 */
import type { BudgetDefaults } from '../budget/limits.js';
import type { PlannedPhase } from '../plan/plan.js';
import { COMPLEXITIES, type BuilderMode, type Complexity, type SafetyProfile } from '../shared/vocabulary.js';
import { categoryDefaults } from './category-defaults.js';

export interface CompiledPhase {
  readonly complexity: Complexity;
  readonly builderMode: BuilderMode;
  readonly maxBuilderAttempts: number;
  readonly maxAuditorAttempts: number;
  readonly incidentTokenCap: number;
}

export interface CompiledTier {
  readonly tokenCap: number;
  readonly ciRunCap: number;
  readonly maxMinorIssuesTolerated: number;
  readonly maxMajorIssuesTolerated: number;
}

export function compilePhase(phase: PlannedPhase): CompiledPhase {
  const defaults = categoryDefaults(phase.taskCategory);
  return {
    complexity: moreCareful(phase.complexity, defaults.complexity),
    builderMode: phase.builderMode ?? defaults.builderMode,
    maxBuilderAttempts: defaults.maxBuilderAttempts,
    maxAuditorAttempts: defaults.maxAuditorAttempts,
    incidentTokenCap: defaults.incidentTokenCap,
  };
}

/** A tier's budgets, from the number of its phases and the sum of their incident caps; a tier without phases has 0 of everything (S9). */
export function compileTier(
  phases: { readonly count: number; readonly incidentTokens: number },
  profile: SafetyProfile,
  defaults: BudgetDefaults,
): CompiledTier {
  return {
    tokenCap: defaults.tierTokenMultiplier * phases.incidentTokens,
    ciRunCap: defaults.ciRunsPerPhase * phases.count,
    maxMinorIssuesTolerated: defaults.minorIssuesPerPhaseOfTier[profile] * phases.count,
    maxMajorIssuesTolerated: defaults.majorIssuesPerTier,
  };
}

/** How many distinct minor issue keys a run of so many phases may collect. */
export const maxMinorIssuesTotal = (phaseCount: number, defaults: BudgetDefaults): number => defaults.minorIssuesPerPhaseOfRun * phaseCount;

function moreCareful(asked: Complexity | null, least: Complexity): Complexity {
  return asked !== null && COMPLEXITIES.indexOf(asked) > COMPLEXITIES.indexOf(least) ? asked : least;
}
