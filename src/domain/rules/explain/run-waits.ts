/** Why nothing of a run moves, and who has to act (O6). */
import { awaitsBaseCheck } from '../../model/awaits-base-check.js';
import type { PhaseFacts } from '../../model/facts.js';
import { isDraft, isRunTerminal } from '../../model/run-state.js';
import { ROLE_TITLES, type WorkerRole } from '../../model/vocabulary.js';
import { isWaiting } from '../../model/waiting.js';
import { awaitedRole } from '../work/phase-turn.js';
import { waitsFor } from '../work/waits.js';
import { explained, type ExplainedRun, type Explanation } from './explained-run.js';

/** The phase without a pause that is over. */
const ofNow = (phase: PhaseFacts, now: Date): PhaseFacts =>
  phase.notBefore !== null && phase.notBefore <= now ? { ...phase, notBefore: null } : phase;

/** The role whose worker has to claim something of the run now; null: nobody has to. */
export function roleDue({ run, head, baseCheckUntil, stopped, now }: ExplainedRun): WorkerRole | null {
  if (isRunTerminal(run.state) || isDraft(run.state) || isWaiting(run) || stopped !== null) return null;
  if (awaitsBaseCheck(run)) return baseCheckUntil === null ? 'CI' : null;
  if (head === null || run.refIntent !== null || ofNow(head, now).notBefore !== null) return null;
  return awaitedRole(head);
}

/** Null: the run has ended. What its head phase waits for, with the instant, and whether a worker is there for it. */
export function runWaitsFor(facts: ExplainedRun): Explanation | null {
  const { run, head, lease, baseCheckUntil, baseCheckWaitUntil, stopped, now } = facts;
  if (isRunTerminal(run.state)) return null;
  const role = roleDue(facts);
  if (role !== null && !facts.present.has(role)) return nobodyFor(facts, role);
  if (head === null) {
    if (isDraft(run.state))
      return explained('draft', 'The plan is not sealed yet: sealPlan starts the run.', 'S9', run.deadlineAt);
    return explained('refs', 'All phases have ended; the refs of the run are about to move.', 'G7', null);
  }
  if (awaitsBaseCheck(run) && baseCheckUntil === null && stopped !== null) return { ...stopped, changesAt: null };
  const reason = waitsFor(run, ofNow(head, now), head, stopped);
  if (reason === null) return null;
  switch (reason.code) {
    case 'draft':
      return { ...reason, changesAt: run.deadlineAt };
    case 'base_check':
      return { ...reason, changesAt: baseCheckUntil ?? baseCheckWaitUntil };
    case 'worker': {
      const until = lease && ` Its lease runs until ${lease.expiresAt.toISOString()} unless it is renewed.`;
      return { ...reason, message: `${reason.message}${until ?? ''}`, changesAt: lease?.expiresAt ?? null };
    }
    case 'pause':
      return { ...reason, changesAt: head.notBefore };
    default:
      return { ...reason, changesAt: reason === stopped ? null : head.waitUntil };
  }
}

/** That work is due for a role and no worker of it has been seen. */
export function nobodyFor({ run, head, baseCheckWaitUntil }: ExplainedRun, role: WorkerRole): Explanation {
  const seen = `no ${ROLE_TITLES[role]} was seen within the last minute`;
  const onBase = awaitsBaseCheck(run);
  const until = onBase ? baseCheckWaitUntil : (head?.waitUntil ?? null);
  const limit = until === null ? '' : ` After ${until.toISOString()} it counts as a failure of the environment.`;
  const start = `Start one: autopack worker --role ${role.toLowerCase()}.`;
  if (onBase) return explained('no_worker', `CI on the base commit is due, and ${seen}. ${start}${limit}`, 'V6', until);
  if (role === 'AUDITOR')
    return explained(
      'audit_without_auditor',
      `An audit of phase "${head?.phaseId}" is due, and ${seen}. ${start}${limit}`,
      'W9',
      until,
    );
  if (role === 'CI') {
    const stated = `CI has not reported on phase "${head?.phaseId}", and ${seen}. ${start} A report may come from outside.${limit}`;
    return explained('ci_not_reported', stated, 'V1', until);
  }
  return explained(
    'no_worker',
    `Phase "${head?.phaseId}" waits for a Builder, and ${seen}. ${start}${limit}`,
    'W1',
    until,
  );
}
