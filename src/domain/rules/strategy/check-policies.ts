/**
 * What of a strategy is about CI on commits that no phase made: the base commit of a run (V6), and the merge commit of
 * a promotion (M2).
 */
import type { Reason } from '../../model/refusal.js';
import type { BaselineMode } from '../../model/vocabulary.js';
import { chosen, reasonFor, type RulesInForce } from './rules-in-force.js';

/** A run whose base is red cannot distinguish its own faults from those that existed before. */
const BASELINE: BaselineMode = 'REQUIRED';
const TEST_MERGE = true;

export interface CheckPolicies {
  readonly baseline: BaselineMode;
  readonly promotion: { readonly testMerge: boolean };
  readonly reasons: readonly Reason[];
}

export function checkPolicies(inForce: RulesInForce): CheckPolicies {
  const { rules } = inForce;
  const baseline = chosen(inForce, rules.ci?.baseline, BASELINE);
  const testMerge = chosen(inForce, rules.promotion?.testMerge, TEST_MERGE);
  return {
    baseline: baseline.value,
    promotion: { testMerge: testMerge.value },
    reasons: [
      reasonFor('ci_baseline', { value: baseline.value.toLowerCase(), source: baseline.source }),
      reasonFor('promotion_test_merge', { value: testMerge.value ? 'yes' : 'no', source: testMerge.source }),
    ],
  };
}
