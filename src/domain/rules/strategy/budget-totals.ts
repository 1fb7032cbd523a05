/** What the runs of one plan may use up at most, added up (P6). */
import type { PhaseStrategy, Strategy } from './strategy.js';

export interface BudgetTotals {
  readonly incidentTokens: number;
  readonly builderAttempts: number;
  readonly auditorAttempts: number;
  readonly ciRuns: number;
  /** Of the runs. */
  readonly tokenCap: number;
}

export function budgetTotals(strategies: readonly Pick<Strategy, 'run' | 'tiers' | 'phases'>[]): BudgetTotals {
  const phases = strategies.flatMap((strategy) => strategy.phases);
  const sum = (value: (phase: PhaseStrategy) => number): number =>
    phases.reduce((total, phase) => total + value(phase), 0);
  return {
    incidentTokens: sum((phase) => phase.incidentTokenCap),
    builderAttempts: sum((phase) => phase.maxBuilderAttempts),
    auditorAttempts: sum((phase) => phase.maxAuditorAttempts),
    ciRuns: strategies.flatMap((strategy) => strategy.tiers).reduce((total, tier) => total + tier.ciRunCap, 0),
    tokenCap: strategies.reduce((total, strategy) => total + strategy.run.tokenCap, 0),
  };
}
