/** Plans, rulesets and backlogs for tests of strategies. */
import { BUDGET_DEFAULTS } from '../../../src/domain/model/limits.js';
import type { Plan, PlannedTier, RequestedLimits } from '../../../src/domain/model/plan.js';
import type { Reason } from '../../../src/domain/model/refusal.js';
import type { CategoryRules, NumberedRuleset, Ruleset } from '../../../src/domain/rules/ruleset/ruleset.js';
import { type CompileInput, compileStrategy } from '../../../src/domain/rules/strategy/compile-strategy.js';
import { type RulesInForce, rulesInForce } from '../../../src/domain/rules/strategy/rules-in-force.js';
import type { AgedIssue } from '../../../src/domain/rules/strategy/strategy.js';
import { aPlannedTier } from './builders.js';

export const NOTHING_REQUESTED: RequestedLimits = {
  safetyProfile: null,
  runScope: null,
  tokenCap: null,
  maxPhases: null,
  maxDurationMinutes: null,
};

export const aPlan = (
  tiers: readonly PlannedTier[] = [aPlannedTier('t0', ['p0'])],
  requested: Partial<RequestedLimits> = {},
): Plan => ({
  ...NOTHING_REQUESTED,
  ...requested,
  tiers,
});

/** The third version of a ruleset. */
export const v3 = (rules: Ruleset): NumberedRuleset => ({ version: 3, rules });

export const byCategory = (categories: Record<string, CategoryRules>): Ruleset => ({
  categories: new Map(Object.entries(categories)),
});

export const inForce = (rules: Ruleset | null = null, requested: Partial<RequestedLimits> = {}): RulesInForce =>
  rulesInForce(rules && v3(rules), { ...NOTHING_REQUESTED, ...requested }, BUDGET_DEFAULTS);

export const compiled = (input: Partial<CompileInput> = {}) =>
  compileStrategy({
    plan: aPlan(),
    ruleset: null,
    agedIssues: [],
    server: BUDGET_DEFAULTS,
    debtCleanup: true,
    ...input,
  });

/** Aged minor issues `k00`, `k01` …, each older than the next. */
export const anAgedBacklog = (count: number, values: Partial<AgedIssue> = {}): AgedIssue[] =>
  Array.from({ length: count }, (_, i) => ({
    issueKey: `k${`${i}`.padStart(2, '0')}`,
    category: 'style',
    baseSeverity: 'MINOR',
    ageInRuns: 1_000 - i,
    ageInTiers: 2,
    ...values,
  }));

export const reasonOf = (group: { readonly reasons: readonly Reason[] }, code: string): Reason | undefined =>
  group.reasons.find((reason) => reason.code === code);
