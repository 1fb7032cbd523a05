/** What a policy asks for that never happened, in words (X4). */
import { headOf } from '../foresight/memory/run-rows.js';
import type { RunFacts } from '../model/facts.js';
import type { Reason } from '../model/reason.js';
import { awaitedRole } from '../rules/work/phase-turn.js';
import type { PlayedRows } from './played-rows.js';
import type { RecordedCommand } from './recorded-run.js';

/** The run ended here, and under the policy it does not. `next`: what is not known. */
export const goesOn = ({ failure, state }: RunFacts, next: Reason) => ({
  outcome: 'UNKNOWN_FROM_HERE' as const,
  after: null,
  reason: {
    code: 'goes_on',
    message: `It ended here: ${failure?.message ?? `it was ${state}.`} Under this ruleset it goes on. ${next.message}`,
    source: 'X4',
  },
});

/** The policy refuses the command that was accepted then. */
export function refusedNow({ phases }: PlayedRows, { first }: RecordedCommand): Reason {
  const head = headOf(phases);
  const { builderAttempts, maxBuilderAttempts, auditorAttempts, maxAuditorAttempts } = head ?? {};
  const used = `with ${builderAttempts} of ${maxBuilderAttempts} Builder attempts and ${auditorAttempts} of ${maxAuditorAttempts} audits used`;
  const where = head === null ? '' : `: phase "${head.phaseId}" is ${head.state}, ${used}`;
  return { code: 'refused', message: `"${first.cause}" would have been refused${where}.`, source: 'X4' };
}

/** What the run waits for under the policy, which never happened. */
export function asksNext({ phases }: PlayedRows): Reason {
  const head = headOf(phases);
  const reasonFor = (code: string, message: string): Reason => ({ code, message, source: 'X4' });
  if (head === null) return reasonFor('other_step', 'What comes next never happened.');
  const phase = `Phase "${head.phaseId}"`;
  const { holder } = head.work;
  if (holder !== null)
    return reasonFor(
      'work_goes_on',
      `${phase} stays with its ${named(holder.role)}, and what comes of it never happened.`,
    );
  const { builderAttempts, maxBuilderAttempts, auditorAttempts, maxAuditorAttempts } = head;
  switch (awaitedRole(head)) {
    case 'BUILDER':
      return reasonFor(
        'one_more_attempt',
        `${phase} waits for Builder attempt ${builderAttempts + 1} of ${maxBuilderAttempts}, which never happened.`,
      );
    case 'AUDITOR':
      return reasonFor(
        'one_more_audit',
        `${phase} waits for audit ${auditorAttempts + 1} of ${maxAuditorAttempts}, which never happened.`,
      );
    case 'CI':
      return reasonFor('one_more_ci_try', `${phase} waits for a try of CI that never happened.`);
    default:
      return reasonFor('other_step', `${phase} is ${head.state}, and what comes next never happened.`);
  }
}

const named = (role: string): string => (role === 'CI' ? 'CI worker' : `${role[0]}${role.slice(1).toLowerCase()}`);
