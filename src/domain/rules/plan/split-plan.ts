/** How a plan that is too large for one run becomes several linked ones (P10, P8). */
import type { PlannedTier } from '../../model/plan.js';
import type { RunScope } from '../../model/vocabulary.js';

export interface SplitLimits {
  /** At least 1. */
  readonly maxPhases: number;
  readonly runScope: RunScope;
}

/**
 * The tiers of each linked run, in plan order. Runs are filled greedily with whole tiers up to `maxPhases`;
 * SINGLE_TIER: one each. A tier with more phases is cut first: every piece keeps its id, name and description, and is a
 * tier of its own from then on.
 */
export function splitPlan(tiers: readonly PlannedTier[], { maxPhases, runScope }: SplitLimits): PlannedTier[][] {
  if (!Number.isInteger(maxPhases) || maxPhases < 1)
    throw new RangeError(`maxPhases must be at least 1, not ${maxPhases}`);
  const runs: PlannedTier[][] = [];
  let phases = 0;
  for (const tier of tiers.flatMap((whole) => piecesOf(whole, maxPhases))) {
    const run = runs.at(-1);
    if (run && runScope === 'MULTI_TIER' && phases + tier.phases.length <= maxPhases) {
      run.push(tier);
      phases += tier.phases.length;
    } else {
      runs.push([tier]);
      phases = tier.phases.length;
    }
  }
  return runs;
}

function piecesOf(tier: PlannedTier, maxPhases: number): PlannedTier[] {
  if (tier.phases.length <= maxPhases) return [tier];
  const count = Math.ceil(tier.phases.length / maxPhases);
  return Array.from({ length: count }, (_, i) => ({
    ...tier,
    phases: tier.phases.slice(i * maxPhases, (i + 1) * maxPhases),
  }));
}

/** `{id}`, `{id}-2`, `{id}-3` …; whether they fit I1 is for the caller to ask. */
export const linkedRunIds = (runId: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => (i === 0 ? runId : `${runId}-${i + 1}`));
