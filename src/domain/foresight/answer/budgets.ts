/**
 * Which budgets bind, and what half and double of each would make of the same plays (X3). A play of which no need
 * exceeds a cap goes the same way under it, so only plays that could go another way are played again.
 */
import type { BudgetScope } from '../../model/vocabulary.js';
import { shareOf } from '../figures/statistics.js';
import { type BudgetKey, budgetKey, partsOfKey } from '../play/caps.js';
import type { Needs, PlayOutcome } from '../play/play-plan.js';
import type { Player } from '../play/play-task.js';

export interface BoundBudget {
  readonly scope: BudgetScope;
  readonly name: string;
  /** The share of plays that it ended. */
  readonly share: number;
  /** The probability of DONE_SUCCESS with half of it, rounded up, and with twice of it. */
  readonly successWithHalf: number;
  readonly successWithDouble: number;
}

const isSuccess = (one: PlayOutcome): boolean => one.state === 'DONE_SUCCESS';

/** Of caps that are used up bit by bit: a play's need of them says whether half would have been enough. */
const CONSUMED: Readonly<Record<string, keyof Needs>> = {
  [budgetKey('RUN', 'token_cap')]: 'tokenCap',
  [budgetKey('RUN', 'max_duration_minutes')]: 'maxDurationMinutes',
  [budgetKey('RUN', 'max_minor_issues_total')]: 'maxMinorIssuesTotal',
  [budgetKey('PHASE', 'incident_token_cap')]: 'fitsHalfIncident',
};

/** The budgets that ended at least one play, the one that ended most first. */
export async function budgetsThatBind(outcomes: readonly PlayOutcome[], player: Player): Promise<BoundBudget[]> {
  const ended = new Map<BudgetKey, number>();
  for (const key of outcomes.flatMap((one) => one.bound)) ended.set(key, (ended.get(key) ?? 0) + 1);
  const keys = [...ended].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  const found: BoundBudget[] = [];
  for (const [key, count] of keys) {
    found.push({
      ...partsOfKey(key),
      share: count / outcomes.length,
      successWithHalf: await successWith(key, 'half', outcomes, player),
      successWithDouble: await successWith(key, 'double', outcomes, player),
    });
  }
  return found;
}

async function successWith(
  budget: BudgetKey,
  by: 'half' | 'double',
  outcomes: readonly PlayOutcome[],
  player: Player,
): Promise<number> {
  const again = outcomes.flatMap((one, play) => (couldDiffer(budget, by, one) ? [play] : []));
  const played = again.length === 0 ? [] : await player({ plays: again, variant: { budget, by } });
  const other = new Map(again.map((play, i) => [play, played[i]!]));
  return shareOf(
    outcomes.map((one, play) => other.get(play) ?? one),
    isSuccess,
  );
}

/** Could the play end otherwise under the other cap? Where that is not known, it is played again. */
function couldDiffer(budget: BudgetKey, by: 'half' | 'double', one: PlayOutcome): boolean {
  const { builder, halfBuilder, auditor, halfAuditor } = one.reached;
  if (budget === budgetKey('PHASE', 'max_builder_attempts')) return by === 'half' ? halfBuilder : builder;
  if (budget === budgetKey('PHASE', 'max_auditor_attempts')) return by === 'half' ? halfAuditor : auditor;
  if (!Object.hasOwn(CONSUMED, budget)) return true;
  if (by === 'double') return one.bound.includes(budget);
  return isSuccess(one);
}
