/**
 * The budgets of a run: what the caller requests, within the ruleset's values; everything else comes from the server
 * (P4).
 */
import { BUDGET_MAXIMA } from '../../model/limits.js';
import type { RequestedLimits } from '../../model/plan.js';
import type { Refusal } from '../../model/refusal.js';
import { bounded } from './compile-tier.js';
import { chosen, PLAN, reasonFor, type RulesInForce, type Sourced } from './rules-in-force.js';
import type { RunStrategy } from './strategy.js';

const BUDGETS = ['tokenCap', 'maxPhases', 'maxDurationMinutes'] as const;
type RunBudget = (typeof BUDGETS)[number];

/** Total: a budget that `budgetFaults` would refuse is compiled to the ruleset's value. */
export function compileRun(requested: RequestedLimits, phaseCount: number, rules: RulesInForce): { run: RunStrategy } {
  const { server } = rules;
  const own = rules.rules.defaults?.run ?? {};
  const tokenCap = budgetOf('tokenCap', requested, rules, server.runTokenCap);
  const maxPhases = budgetOf('maxPhases', requested, rules, server.runMaxPhases);
  const maxDurationMinutes = budgetOf('maxDurationMinutes', requested, rules, server.runMaxDurationMinutes);
  const minors = bounded(
    'max_minor_issues_total',
    {
      factor: chosen(rules, own.minorIssuesPerPhase, server.minorIssuesPerPhaseOfRun),
      times: phaseCount,
      unit: 'phases',
    },
    { value: own.maxMinorIssuesTotal, source: rules.rulesetName, most: BUDGET_MAXIMA.issues },
  );
  return {
    run: {
      tokenCap: tokenCap.value,
      maxPhases: maxPhases.value,
      maxDurationMinutes: maxDurationMinutes.value,
      maxMinorIssuesTotal: minors.value,
      reasons: [
        ...rules.reasons,
        reasonFor('token_cap', tokenCap),
        reasonFor('max_phases', maxPhases),
        reasonFor('max_duration_minutes', maxDurationMinutes),
        minors.reason,
      ],
    },
  };
}

/**
 * Budgets of the caller above the ruleset's. Where the ruleset names none, the server's default may be raised (up to
 * its maximum).
 */
export function budgetFaults(requested: RequestedLimits, rules: RulesInForce): Refusal[] {
  return BUDGETS.flatMap((budget): Refusal[] => {
    const most = rules.rules.defaults?.run?.[budget];
    const wanted = requested[budget];
    if (most === undefined || wanted === null || wanted <= most) return [];
    const message = `${budget} is ${wanted}; ${rules.rulesetName} allows at most ${most}.`;
    return [{ kind: 'input', code: 'INVALID_INPUT', message, retryable: false, path: ['input', budget] }];
  });
}

function budgetOf(
  budget: RunBudget,
  requested: RequestedLimits,
  rules: RulesInForce,
  fallback: number,
): Sourced<number> {
  const most = rules.rules.defaults?.run?.[budget];
  const wanted = requested[budget];
  if (wanted !== null && (most === undefined || wanted <= most)) return { value: wanted, source: PLAN };
  return chosen(rules, most, fallback);
}
