/** The status of a backlog entry, computed when it is displayed (Q4, Q6). */
import type { BacklogStatus } from '../../model/vocabulary.js';
import type { AgingThresholds, Ruleset } from '../ruleset/ruleset.js';
import { type Aging, agingOf } from '../strategy/aging-thresholds.js';

/** Resolved before all; else `needs_cleanup` as soon as either threshold is reached. */
export function backlogStatus(
  entry: { readonly resolved: boolean; readonly ageInRuns: number; readonly ageInTiers: number },
  thresholds: AgingThresholds,
): BacklogStatus {
  if (entry.resolved) return 'RESOLVED';
  return entry.ageInRuns >= thresholds.runs || entry.ageInTiers >= thresholds.tiers ? 'NEEDS_CLEANUP' : 'OPEN';
}

/**
 * The thresholds by which a project's backlog is displayed: of its newest ruleset, for the default profile of runs
 * (P9).
 */
export const backlogAging = (newest: Ruleset | null): Aging => agingOf(newest, newest?.safetyProfile ?? 'NORMAL');
