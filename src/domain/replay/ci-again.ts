/**
 * A recorded try of CI under another policy (X4): its verdict is that of the steps that ran. Under a policy with other
 * steps, or that reads them otherwise, the verdict is not recorded.
 */
import type { JudgedTry } from '../model/ci-evidence.js';
import { phaseStepsKey } from '../rules/ci/check-steps.js';
import type { PhaseStrategy, Policies } from '../rules/strategy/strategy.js';
import { NotRecorded } from './not-recorded.js';

export interface CiPolicy {
  readonly policies: Policies;
  readonly strategy: Pick<PhaseStrategy, 'ciProfile' | 'mayRemoveTests'>;
}

/** @throws NotRecorded: the try might have been judged otherwise. `isOutside`: a reporter of its own ran it. */
export function assertSameCi(now: CiPolicy, then: CiPolicy, judged: JudgedTry, isOutside: boolean): void {
  const keyOf = ({ policies, strategy }: CiPolicy): string => phaseStepsKey(policies.ci, strategy.ciProfile);
  // CI could not run: that says nothing of its steps.
  if (judged.verdict === 'ENVIRONMENT') return;
  if (!isOutside && keyOf(now) !== keyOf(then))
    throw new NotRecorded('CI runs other steps, and what they would have said is not recorded.', 'ci_steps');
  const mayRemove = ({ strategy }: CiPolicy): boolean => strategy.mayRemoveTests === true;
  const fewer = judged.reasons.some(({ code }) => code === 'fewer_tests_than_base');
  if (mayRemove(now) !== mayRemove(then) && (mayRemove(now) ? fewer : judged.verdict === 'GREEN'))
    throw new NotRecorded('Whether CI may run fewer tests than on the base is decided otherwise.', 'ci_steps');
  const isDelta = ({ policies }: CiPolicy): boolean => policies.ci.baseline === 'DELTA';
  if (isDelta(then) && !isDelta(now) && (judged.redOnBase ?? []).length > 0)
    throw new NotRecorded('Tests that failed on the base commit already are not excused.', 'ci_baseline');
}
