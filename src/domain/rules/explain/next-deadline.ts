/** The instant that ends or changes a run next by itself (O6). */
import { isDraft, isRunTerminal } from '../../model/run-state.js';
import { ROLE_TITLES } from '../../model/vocabulary.js';
import { awaitedRole } from '../work/phase-turn.js';
import type { ExplainedRun } from './explained-run.js';

export interface Deadline {
  readonly what: string;
  readonly at: Date;
  readonly message: string;
}

/** Null: nothing changes by itself, such as in a linked run that waits. Of instants alike the first that is listed. */
export function nextDeadline(facts: ExplainedRun): Deadline | null {
  const { run, head, lease, baseCheckUntil, baseCheckWaitUntil, now } = facts;
  if (isRunTerminal(run.state)) return null;
  const phase = head === null ? '' : `phase "${head.phaseId}"`;
  const isAudit = head !== null && awaitedRole(head) === 'AUDITOR';
  const pauseEnd = head?.notBefore != null && head.notBefore > now ? head.notBefore : null;
  const holder = lease === null ? '' : `${ROLE_TITLES[lease.role]} "${lease.workerId}"`;
  const candidates: readonly (readonly [string, Date | null, string])[] = [
    isDraft(run.state)
      ? ['draft_expiry', run.deadlineAt, 'The draft ends unless it is sealed before.']
      : ['run_deadline', run.deadlineAt, 'The run ends as failed: its time is used up.'],
    ['lease_hard_deadline', lease?.hardDeadlineAt ?? null, `The lease of ${holder} ends, whatever it sends.`],
    ['lease_expiry', lease?.expiresAt ?? null, `The lease of ${holder} ends unless a heartbeat renews it.`],
    ['base_check_lease', baseCheckUntil, 'The lease of CI on the base commit ends unless a heartbeat renews it.'],
    [
      'base_check_wait',
      baseCheckUntil === null ? baseCheckWaitUntil : null,
      'CI on the base commit counts as not run.',
    ],
    ['pause_end', pauseEnd, `The pause of ${phase} is over: it is offered again.`],
    [
      isAudit ? 'auditor_wait' : 'ci_wait',
      head?.waitUntil ?? null,
      `Unless ${phase} is claimed or reported on before, it counts as a failure of the environment.`,
    ],
  ];
  let next: Deadline | null = null;
  for (const [what, at, message] of candidates)
    if (at !== null && (next === null || at < next.at)) next = { what, at, message };
  return next;
}
