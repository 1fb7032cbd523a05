/** Whether a run can be promoted, in words, and what a person can do about what prevents it. */
import type { PromotionPageQuery } from '../../api/operations/promotion.generated.js';
import type { StateLook } from '../../parts/states.js';
import { changeName } from './change-words.js';

type Run = NonNullable<PromotionPageQuery['run']>;

const SELF = 'You can also merge the run’s branch yourself, with the text below.';

const ADVICE: Readonly<Record<string, string>> = {
  run_not_successful:
    'Only a run that succeeded is promoted. If it failed, continue its plan in a new run (continueRun).',
  tier_not_clean: `The tier used more than the plan tolerates; the run’s page says what. ${SELF}`,
  excess_minor_issues: `Look at the issues of its phases. ${SELF}`,
  budget_exceeded: `The numbers of an ended run stay. Raise the caps for the next run. ${SELF}`,
  predecessor: 'Promote the run before it first.',
  predecessor_not_promoted: 'Promote the run before it first.',
  promotion_not_allowed:
    'Let the Supervisor move the branch: autopack project update … --allow-promotion, or updateProject(allowPromotion: true).',
  no_repository: 'A project with a repository has commits to promote.',
  nothing_to_promote: 'Its phases changed nothing: there is nothing to do.',
  target_missing: 'Name a branch that exists: set defaultBranch of the project, or create the branch.',
  target_not_promotable: 'Name a branch that people work on.',
  branch_moved:
    'Somebody moved or deleted the branch of the run. Put it back to the last snapshot; its tags still name it.',
  target_checked_out: 'Clean the work tree there; it is then promoted by the same button.',
  merge_conflict: 'Merge it by hand, and the next look finds it done; or start the plan again from the present branch.',
  merge_not_possible: 'Merge it by hand.',
  target_keeps_moving: 'Try again in a quieter moment.',
  repository_unavailable:
    'See that the repository is where the project says, and that the server may read and write it.',
  merge_being_tested: 'A CI worker tests the merge commit; the button is here when it has passed.',
  merge_red:
    'The merge of both sides does not pass CI, though each does. Mend it on the target branch or in a new run.',
  merge_missing: 'Start a CI worker: it tests the merge commit before the branch moves.',
  files_behind: 'Files of the work tree are behind the branch: git reset --hard there, when nothing is lost by it.',
};

/** Null: nothing beyond the server's sentence. */
export const adviceFor = (code: string): string | null => (Object.hasOwn(ADVICE, code) ? ADVICE[code]! : null);

interface Readiness {
  readonly look: StateLook;
  readonly sentence: string;
}

/** The same as one text, for those who were about to promote it. */
export function whyNot(run: Run): string {
  const { look, sentence } = readinessOf(run);
  return `${look.word}. ${sentence}`;
}

export function readinessOf({ promotion, isTerminal }: Run): Readiness {
  const { change } = promotion;
  if (promotion.promotedAt)
    return {
      look: { sign: '✓', tone: 'good', word: 'Promoted' },
      sentence: 'Its work is on a branch that people work on.',
    };
  if (change?.state === 'OPEN' || change?.state === 'REQUESTED')
    return {
      look: { sign: '◔', tone: 'busy', word: 'Proposed' },
      sentence: `People decide about the ${changeName(change.forge)}; the run is promoted when they have merged it.`,
    };
  if (change?.state === 'MERGED')
    return {
      look: { sign: '!', tone: 'warn', word: 'Merged, but not promoted' },
      sentence: 'People merged the work of a run that had not succeeded.',
    };
  if (promotion.eligible && promotion.obstacles.length === 0)
    return { look: { sign: '✓', tone: 'good', word: 'Can be promoted' }, sentence: 'Nothing prevents it.' };
  if (promotion.eligible)
    return {
      look: { sign: '!', tone: 'warn', word: 'Eligible, but in the way' },
      sentence: 'The result is good enough; something outside of the run stands in the way.',
    };
  if (!isTerminal) return { look: { sign: '○', tone: 'idle', word: 'Not yet' }, sentence: 'The run is still at work.' };
  return {
    look: { sign: '✕', tone: 'bad', word: 'Not eligible' },
    sentence: 'The result of the run is not good enough.',
  };
}
