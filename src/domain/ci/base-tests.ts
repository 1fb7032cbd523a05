/**
 * Which tests of the base commit a try is compared with (V2): those that ran there by the same steps. Another profile, or another ruleset, runs other tests;
 * their number says nothing of what the phase took away.
 */
import type { BaseOutcome } from '../run/base-check.js';
import { textHash } from './text-hash.js';
import type { CiProfile } from '../shared/vocabulary.js';
import type { Policies } from '../strategy/strategy.js';

/** Names the steps of a profile: equal for equal steps, in any ruleset. */
export function stepsKey({ profiles }: Policies['ci'], profile: CiProfile): string {
  const steps = profile === 'STRICT' ? profiles.strict : profiles.normal;
  return textHash(JSON.stringify(steps.map(({ name, argv, report }) => [name, argv, report ?? null])));
}

/** A snapshot of the run: what ran on it, and whether its phase was allowed to remove tests. */
export interface EarlierSnapshot {
  readonly phaseId: string;
  readonly executed: number | null;
  readonly ciSteps: string | null;
}

/**
 * Tests that the phase may not fall below; null: not known, or it may. `earlier` are the run's snapshots, the newest first. Where phases that may remove tests
 * completed since the last one of the same steps, nobody knows how many these steps would have run.
 */
export function leastTests(
  key: string,
  earlier: readonly EarlierSnapshot[],
  onBase: number | null,
  mayRemove: (phaseId: string) => boolean,
): number | null {
  for (const { phaseId, executed, ciSteps } of earlier) {
    if (ciSteps === key) return executed;
    if (mayRemove(phaseId)) return null;
  }
  return onBase;
}

/** Tests that the base check ran by the steps that judge a phase; null: not known. It ran those of all profiles that the run uses, so only where these have the same. */
export function executedOnBase(outcome: BaseOutcome | null | undefined, ci: Policies['ci']): number | null {
  if (!outcome || !(outcome.verdict === 'GREEN' || outcome.verdict === 'FLAKY')) return null;
  return stepsKey(ci, 'NORMAL') === stepsKey(ci, 'STRICT') ? outcome.executed : null;
}
