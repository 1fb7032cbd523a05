/**
 * What to do about a promotion that was intended and not seen to its end (G7): its server died, or lost the repository.
 * The target branch says how far it came. Outside of runs nothing fails by it: an intent that cannot be carried out is
 * withdrawn, and may be requested again.
 */
import type { ProjectFacts } from '../project/project.js';
import type { PromotionFacts } from './promotion.js';

/** The target of an intent, as it is now. */
export interface TargetState {
  /** Null: the branch does not exist any more. */
  readonly targetCommit: string | null;
  /** The target is at the intended commit, or ahead of it. */
  readonly holdsCommit: boolean;
  /** The repository has the intended commit. */
  readonly commitExists: boolean;
  /** Why a work tree on the target cannot follow it; null: none is checked out there, or it can. */
  readonly workTree: string | null;
}

export type Settlement = 'confirm' | 'repeat' | 'withdraw';

export function settlement(
  intent: PromotionFacts,
  project: Pick<ProjectFacts, 'allowPromotion'>,
  target: TargetState,
): Settlement {
  if (target.holdsCommit) return 'confirm';
  const mayMove = project.allowPromotion && target.commitExists && target.workTree === null;
  return mayMove && target.targetCommit === intent.fromCommit ? 'repeat' : 'withdraw';
}
