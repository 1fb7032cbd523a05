/**
 * The preconditions of any command on a run: the clock, and pending moves of refs (B5, W3, G7). One at a time, because
 * each changes the facts.
 */
import type { LeaseFacts } from '../../domain/model/attempt.js';
import type { RunFacts } from '../../domain/model/facts.js';
import { isPastDeadline } from '../../domain/rules/budget/budgets.js';
import { isRunOut } from '../../domain/rules/work/phase-turn.js';
import type { Preconditions } from './command.js';

export type First = 'deadline' | 'lease' | 'refs';

export function comesFirst(run: RunFacts, lease: LeaseFacts | null, now: Date, first: Preconditions): First | null {
  if (run.completedAt !== null) return null;
  if (first.deadline === 'ends' && isPastDeadline(run, now)) return 'deadline';
  if (first.lease === 'ends' && lease && isRunOut(lease, now)) return 'lease';
  return run.refIntent !== null && first.refs !== 'leave' ? 'refs' : null;
}
