/**
 * Whether the merge commit of a promotion has to go through CI first (M2): by what is known of the checks of its run.
 * Pure.
 */
import type { Reason } from '../../model/reason.js';
import { type CheckPlace, isBelieved, newBaseCheck } from '../ci/base-verdict.js';
import type { CheckSteps } from '../ci/check-steps.js';
import type { CommitCheck, MergeTarget } from '../ci/commit-check.js';
import type { Policies } from '../strategy/strategy.js';

export interface MergeCheckFacts {
  readonly policies: Pick<Policies, 'ci' | 'promotion'>;
  readonly steps: CheckSteps;
  /** MERGE checks of the run, newest first. */
  readonly checks: readonly CommitCheck[];
}

export type MergeVerdict =
  /** There is nothing to run, or the ruleset leaves it out. */
  | { readonly outcome: 'untested' }
  /** CI was green on this commit, which is based on the target as it is. */
  | { readonly outcome: 'tested'; readonly commit: string }
  /** A commit has to be made and tested. */
  | { readonly outcome: 'to-test' }
  | { readonly outcome: 'refused'; readonly reason: Reason };

const MOST_TESTS = 10;

export function mergeVerdict(
  { policies, steps, checks }: MergeCheckFacts,
  target: Pick<MergeTarget, 'branch' | 'from'>,
  now: Date,
): MergeVerdict {
  if (!(policies.promotion?.testMerge ?? true) || steps.steps.length === 0) return { outcome: 'untested' };
  const check = checks.find((each) => each.target?.branch === target.branch && each.target.from === target.from);
  if (!check) return { outcome: 'to-test' };
  if (check.state === 'DUE' || check.state === 'LEASED') return { outcome: 'refused', reason: beingTested(check) };
  const { verdict } = check;
  if (verdict === 'GREEN' || verdict === 'FLAKY') return { outcome: 'tested', commit: check.commit };
  if ((verdict === 'RED' || verdict === 'MISSING') && isBelieved(check, now))
    return { outcome: 'refused', reason: red(check) };
  // CI could not run, or its bad verdict is old: a repeated request asks for another try.
  return { outcome: 'to-test' };
}

export const newMergeCheck = (
  place: CheckPlace,
  target: MergeTarget,
  policies: Pick<Policies, 'ci'>,
  now: Date,
): CommitCheck => ({
  ...newBaseCheck(place, { checks: [], before: null }, policies, now),
  checkId: `${place.runId}/merge/${place.commit}`,
  kind: 'MERGE',
  target,
});

/** CI runs on the merge commit now; a repeated request gets the same answer. */
export const beingTested = ({ commit, target }: Pick<CommitCheck, 'commit' | 'target'>): Reason => ({
  code: 'merge_being_tested',
  message: `"${target?.branch}" has moved since the run began: CI runs on the merge commit ${commit.slice(0, 12)} first. If it is green and the branch has not moved again, the run is promoted then; nothing has to be asked for again.`,
  source: 'M2',
});

function red({ commit, target, verdict, failing, moreFailing, summary }: CommitCheck): Reason {
  const displayed = failing.slice(0, MOST_TESTS);
  const more = failing.length + moreFailing - displayed.length;
  const tests = displayed.length === 0 ? '' : ` ${displayed.join(', ')}${more > 0 ? ` and ${more} more` : ''} failed.`;
  const words = summary === null || summary.trim() === '' ? '' : ` ${summary.trim()}`;
  return {
    code: verdict === 'RED' ? 'merge_red' : 'merge_missing',
    message: `The run fits into "${target?.branch}" as it is now, and CI was ${verdict} on the merge commit ${commit.slice(0, 12)}.${tests}${words} Nothing has moved: mend it in a pull request, or promote again when the branch has moved on.`,
    source: 'M2',
  };
}
