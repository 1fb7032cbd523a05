/**
 * What to do about a promotion that was intended and not seen to its end (G7): its server died, or lost the repository. The target branch
 * tells how far it came. Outside of runs nothing fails by it: an intent that can not be carried out is taken back, and may be asked for again.
 */
import type { ProjectFacts } from '../project/project.js';
import type { PromotionFacts } from './promotion.js';

/** The target of an intent, as it stands now. */
export interface Standing {
  /** Null: the branch is gone. */
  readonly targetCommit: string | null;
  /** The target stands at the intended commit, or went on from it. */
  readonly holdsCommit: boolean;
  /** The repository has the intended commit. */
  readonly commitExists: boolean;
  /** Why a work tree on the target cannot follow it; null: none stands there, or it can. */
  readonly workTree: string | null;
}

export type Settlement = 'confirm' | 'repeat' | 'withdraw';

export function settlement(intent: PromotionFacts, project: Pick<ProjectFacts, 'allowPromotion'>, standing: Standing): Settlement {
  if (standing.holdsCommit) return 'confirm';
  const mayMove = project.allowPromotion && standing.commitExists && standing.workTree === null;
  return mayMove && standing.targetCommit === intent.fromCommit ? 'repeat' : 'withdraw';
}
