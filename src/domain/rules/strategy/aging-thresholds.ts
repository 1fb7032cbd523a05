/** From which age on a backlog entry needs cleanup and counts as major, and when it counts as resolved (Q4, Q6). */
import type { Reason } from '../../model/refusal.js';
import type { SafetyProfile } from '../../model/vocabulary.js';
import type { AgingThresholds, Ruleset } from '../ruleset/ruleset.js';
import { chosen, PROFILE, reasonFor, type RulesInForce, type Sourced } from './rules-in-force.js';

const NORMAL: AgingThresholds = { runs: 3, tiers: 2 };
const SAFETY_CRITICAL: AgingThresholds = { runs: 2, tiers: 1 };
const RESOLVED_AFTER_RUNS = 5;

export type Aging = AgingThresholds & { readonly resolvedAfterRuns: number };

/**
 * Distinct runs and (run, tier) pairs; reached at `>=`. Safety critical thresholds are never above the normal ones
 * (P4).
 */
export function agingOf(ruleset: Ruleset | null, profile: SafetyProfile): Aging {
  const { runs, tiers, resolvedAfterRuns } = sourcedAging(ruleset ?? {}, profile, 'ruleset');
  return { runs: runs.value, tiers: tiers.value, resolvedAfterRuns: resolvedAfterRuns.value };
}

export function agingReasons({ rules, safetyProfile, rulesetName }: RulesInForce): Reason[] {
  const { runs, tiers, resolvedAfterRuns } = sourcedAging(rules, safetyProfile, rulesetName);
  return [
    reasonFor('aging_runs', runs),
    reasonFor('aging_tiers', tiers),
    reasonFor('aging_resolved_after_runs', resolvedAfterRuns),
  ];
}

function sourcedAging(
  ruleset: Ruleset,
  profile: SafetyProfile,
  rulesetName: string,
): Record<keyof Aging, Sourced<number>> {
  const from = { rulesetName };
  const threshold = (key: keyof AgingThresholds): Sourced<number> => {
    const normal = chosen(from, ruleset.aging?.normal?.[key], NORMAL[key]);
    if (profile === 'NORMAL') return normal;
    const own = ruleset.aging?.safetyCritical?.[key];
    const critical: Sourced<number> =
      own === undefined ? { value: SAFETY_CRITICAL[key], source: PROFILE } : chosen(from, own, own);
    return critical.value > normal.value ? normal : critical;
  };
  return {
    runs: threshold('runs'),
    tiers: threshold('tiers'),
    resolvedAfterRuns: chosen(from, ruleset.aging?.resolvedAfterRuns, RESOLVED_AFTER_RUNS),
  };
}
