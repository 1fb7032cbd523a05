/** Which runs that have ended may be archived and deleted (O10). */
import type { Reason } from '../../model/reason.js';
import { isRunTerminal } from '../../model/run-state.js';
import { isPromotionEligible } from '../../rules/promotion/blockers.js';
import { hasCommits, type PromotionRows } from '../../rules/promotion/promotion.js';

export interface ArchiveFacts {
  /** The run that may be archived. */
  readonly own: PromotionRows;
  /** The runs that begin where it ended: linked behind it, or continuing it, however many steps away. */
  readonly behind: readonly PromotionRows[];
}

const because = (code: string, message: string): Reason => ({ code, message, source: 'O10' });

/**
 * Why a run stays where it is; null: it may go. It stays while it lives, while git work on it is pending, while it
 * waits for an operator's promotion, and while any of that is so of a run that builds on it.
 */
export function keptBecause({ own, behind }: ArchiveFacts): Reason | null {
  const { run } = own;
  if (!isRunTerminal(run.state)) return because('run_lives', `It is ${run.state}.`);
  if (run.refIntent !== null) return because('refs_pending', 'Its refs are being settled.');
  if (own.promotion && own.promotion.promotedAt === null)
    return because('promotion_pending', 'Its promotion is under way.');
  if (own.change?.state === 'REQUESTED' || own.change?.state === 'OPEN')
    return because('change_open', 'It is proposed on a forge, and nobody has merged or closed that.');
  if (awaitsPromotion(own)) return because('promotion_awaited', 'It can be promoted, and nobody has done so.');
  for (const rows of behind) {
    const { runId, state } = rows.run;
    if (!isRunTerminal(state)) return because('run_needed', `Run "${runId}" builds on it and is ${state}.`);
    if (awaitsPromotion(rows)) return because('run_needed', `Run "${runId}" builds on it and can be promoted.`);
  }
  return null;
}

/** A run without commits has nothing that could be promoted. */
const awaitsPromotion = (rows: PromotionRows): boolean =>
  !rows.promotion?.promotedAt && hasCommits(rows.run) && isPromotionEligible(rows);
