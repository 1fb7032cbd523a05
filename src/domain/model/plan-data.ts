/**
 * What events hold of a plan, as they are read back: the rows are recomputed from it (E1). See new-rows.ts for how it
 * is written.
 */
import type { PhaseFacts, RunFacts, TierFacts } from './facts.js';

/**
 * What events hold of a plan: see planOfRun, planOfTiers and planOfPhase. Events of older plans lack the requested
 * values and the links.
 */
export type RunPlan = Pick<
  RunFacts,
  'projectId' | 'safetyProfile' | 'runScope' | 'tokenCap' | 'maxPhases' | 'maxDurationMinutes' | 'maxMinorIssuesTotal'
> &
  Partial<
    Pick<
      RunFacts,
      'asked' | 'introduction' | 'previousRunId' | 'nextRunId' | 'continuesRunId' | 'repositoryPath' | 'baseCheck'
    >
  > & {
    readonly deadlineAt: string | null;
  };
export type TierBudgets = Pick<
  TierFacts,
  'tokenCap' | 'ciRunCap' | 'maxMinorIssuesTolerated' | 'maxMajorIssuesTolerated'
>;
export type TierPlan = TierBudgets &
  Pick<TierFacts, 'tierId' | 'name' | 'description'> & { readonly phases: readonly PhasePlan[] };
export type WholePlan = RunPlan & { readonly tiers: readonly TierPlan[] };
export type PhasePlan = Pick<
  PhaseFacts,
  | 'phaseId'
  | 'name'
  | 'description'
  | 'taskCategory'
  | 'complexity'
  | 'builderMode'
  | 'allowedPaths'
  | 'acceptanceCriteria'
  | 'allowNoop'
  | 'maxBuilderAttempts'
  | 'maxAuditorAttempts'
  | 'incidentTokenCap'
> &
  Partial<Pick<PhaseFacts, 'asked'>>;

/** What PLAN_PHASE_ADDED holds. */
export interface PhaseAddition {
  readonly tierId: string;
  readonly phaseIndex: number;
  readonly phase: PhasePlan;
  readonly tier: TierBudgets;
}
