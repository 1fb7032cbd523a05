/**
 * From plan, ruleset and backlog to the strategy of one run: a pure function (P2) that never refuses. What a caller
 * must not ask for is refused before, by `budgetFaults` and by the checks of the plan; compiled anyway, it is cut to
 * what is allowed.
 */
import type { BudgetDefaults } from '../../model/limits.js';
import { phaseCountOf, type Plan, type PlannedTier } from '../../model/plan.js';
import type { NumberedRuleset } from '../ruleset/ruleset.js';
import { compilePhase } from './compile-phase.js';
import { compileRun } from './compile-run.js';
import { compileTier } from './compile-tier.js';
import { addDebtCleanup } from './debt-cleanup.js';
import { issuePolicy } from './issue-policy.js';
import { policies } from './policies.js';
import { rulesInForce } from './rules-in-force.js';
import type { AgedIssue, PhaseStrategy, Strategy, TierStrategy } from './strategy.js';

export interface CompileInput {
  readonly plan: Plan;
  /** Null: the project has published none. */
  readonly ruleset: NumberedRuleset | null;
  /** Backlog entries that have reached the thresholds of the run's profile (`agingOf`), in any order. */
  readonly agedIssues: readonly AgedIssue[];
  readonly server: BudgetDefaults;
  /**
   * Whether this run is the one that takes the cleanup: the only run of its plan, or the last of its linked runs (P10).
   */
  readonly debtCleanup: boolean;
}

export interface CompiledStrategy {
  readonly strategy: Strategy;
  /** The plan's tiers with the debt cleanup that the strategy added (P7). */
  readonly tiers: readonly PlannedTier[];
}

const STRATEGY_VERSION = 1;

export function compileStrategy({
  plan,
  ruleset,
  agedIssues,
  server,
  debtCleanup: wanted,
}: CompileInput): CompiledStrategy {
  const rules = rulesInForce(ruleset, plan, server);
  const { maxPhases } = compileRun(plan, phaseCountOf(plan.tiers), rules).run;
  const cleanup = addDebtCleanup({ tiers: plan.tiers, agedIssues, maxPhases, wanted }, rules);
  const phases: PhaseStrategy[] = [];
  const tiers = cleanup.tiers.map((tier): TierStrategy => {
    const compiled = tier.phases.map((phase) => compilePhase(phase, tier.tierId, rules));
    phases.push(...compiled);
    const incidentTokens = compiled.reduce((sum, phase) => sum + phase.incidentTokenCap, 0);
    return compileTier({ tierId: tier.tierId, phaseCount: compiled.length, incidentTokens }, rules);
  });
  const strategy: Strategy = {
    version: STRATEGY_VERSION,
    rulesetVersion: rules.rulesetVersion,
    safetyProfile: rules.safetyProfile,
    runScope: rules.runScope,
    run: compileRun(plan, phases.length, rules).run,
    tiers,
    phases,
    debtCleanup: { phases: cleanup.phases, reasons: cleanup.reasons },
    issues: issuePolicy(agedIssues, rules),
    policies: policies(rules),
  };
  return { strategy, tiers: cleanup.tiers };
}
