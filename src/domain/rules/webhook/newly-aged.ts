/** Whether webhooks are told that an issue needs cleanup (A7): when its age reaches a threshold, once in an episode. */
import { backlogAging, backlogStatus } from '../issue/backlog-status.js';
import type { Ruleset } from '../ruleset/ruleset.js';

export interface Ages {
  readonly ageInRuns: number;
  readonly ageInTiers: number;
}

/** `newest`: the newest ruleset when the issue was reported. */
export function reachesThreshold(before: Ages, now: Ages, newest: Ruleset | null): boolean {
  const needsCleanup = (ages: Ages) =>
    backlogStatus({ ...ages, resolved: false }, backlogAging(newest)) === 'NEEDS_CLEANUP';
  return needsCleanup(now) && !needsCleanup(before);
}

/** The thresholds of a ruleset, and of the one before it, if it can make issues old that were not; null: it cannot. */
export function loweredThresholds(newest: Ruleset | null, before: Ruleset | null) {
  const [to, from] = [backlogAging(newest), backlogAging(before)];
  return to.runs < from.runs || to.tiers < from.tiers ? { to, from } : null;
}
