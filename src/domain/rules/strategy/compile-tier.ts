/** The budgets of a tier, from the number of its phases and the sum of their incident caps (S9). */
import { BUDGET_MAXIMA } from '../../model/limits.js';
import type { Reason } from '../../model/refusal.js';
import { chosen, originOf, PROFILE, reasonFor, type RulesInForce, type Sourced } from './rules-in-force.js';
import type { TierStrategy } from './strategy.js';

export interface TierSize {
  readonly tierId: string;
  readonly phaseCount: number;
  /** Sum of the incident caps of its phases. */
  readonly incidentTokens: number;
}

/** A tier without phases gets 0 of everything that is counted by the phase. */
export function compileTier({ tierId, phaseCount, incidentTokens }: TierSize, rules: RulesInForce): TierStrategy {
  const own = rules.rules.defaults?.tier ?? {};
  const multiplier = chosen(rules, own.tokenCapMultiplier, rules.server.tierTokenMultiplier);
  const tokens = bounded(
    'token_cap',
    { factor: multiplier, times: incidentTokens, unit: 'incident tokens' },
    { value: own.tokenCap, source: rules.rulesetName, most: BUDGET_MAXIMA.tokenCap },
  );
  const ciRuns = bounded(
    'ci_run_cap',
    { factor: chosen(rules, own.ciRunsPerPhase, rules.server.ciRunsPerPhase), times: phaseCount, unit: 'phases' },
    { value: own.ciRunCap, source: rules.rulesetName, most: Number.MAX_SAFE_INTEGER },
  );
  const minors = bounded(
    'max_minor_issues_tolerated',
    { factor: minorIssuesPerPhase(rules), times: phaseCount, unit: 'phases' },
    { value: own.maxMinorIssuesTolerated, source: rules.rulesetName, most: BUDGET_MAXIMA.issues },
  );
  const majors = chosen(rules, own.maxMajorIssuesTolerated, rules.server.majorIssuesPerTier);
  return {
    tierId,
    tokenCap: tokens.value,
    ciRunCap: ciRuns.value,
    maxMinorIssuesTolerated: minors.value,
    maxMajorIssuesTolerated: majors.value,
    reasons: [tokens.reason, ciRuns.reason, minors.reason, reasonFor('max_major_issues_tolerated', majors)],
  };
}

/** A safety critical run never tolerates more than a normal one would, whichever of the two a ruleset names (P4). */
function minorIssuesPerPhase(rules: RulesInForce): Sourced<number> {
  const own = rules.rules.defaults?.tier?.minorIssuesPerPhase;
  const byServer = rules.server.minorIssuesPerPhaseOfTier;
  const normal = chosen(rules, own?.NORMAL, byServer.NORMAL);
  if (rules.safetyProfile === 'NORMAL') return normal;
  const critical = chosen(rules, own?.SAFETY_CRITICAL, byServer.SAFETY_CRITICAL);
  if (critical.value > normal.value) return normal;
  return own?.SAFETY_CRITICAL === undefined ? { ...critical, source: PROFILE } : critical;
}

interface Product {
  readonly factor: Sourced<number>;
  readonly times: number;
  readonly unit: string;
}
interface Bound {
  /** The ruleset's own upper bound. */
  readonly value: number | undefined;
  readonly source: string;
  /** The maximum that docs/rules.md allows. */
  readonly most: number;
}

/** A multiple of the sum of the phases, a whole number, at least 1 if neither the sum nor the factor is 0. */
export function bounded(
  code: string,
  { factor, times, unit }: Product,
  bound: Bound,
): { value: number; reason: Reason } {
  const exact = factor.value * times;
  const product = exact > 0 ? Math.max(1, Math.round(exact)) : 0;
  const { source } = factor;
  if (bound.value !== undefined && bound.value < Math.min(product, bound.most)) {
    return {
      value: bound.value,
      reason: { code, message: `${bound.value}, ${originOf(bound.source)}`, source: bound.source },
    };
  }
  if (product > bound.most)
    return { value: bound.most, reason: { code, message: `${bound.most}, the highest there is`, source } };
  return {
    value: product,
    reason: { code, message: `${factor.value} × ${times} ${unit}, ${originOf(source)}`, source },
  };
}
