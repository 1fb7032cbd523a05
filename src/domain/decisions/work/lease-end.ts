/**
 * How a lease ends without a result: given back by its worker (W2), or run out by the database's clock (W3). What was
 * spent is settled in the same write; an audit is used up; a CI lease was a try in which CI could not run (V1).
 */
import type { AttemptFacts } from '../../model/attempt.js';
import type { Refusal } from '../../model/refusal.js';
import { isRunTerminal } from '../../model/run-state.js';
import type { AttemptState, CiVerdict } from '../../model/vocabulary.js';
import { faultOf } from '../../rules/work/failures.js';
import { auditsLeft, isRunOut } from '../../rules/work/phase-turn.js';
import { settleTokens } from '../../rules/work/tokens.js';
import type { CommandContext } from '../change/change.js';
import { type Decision, refused } from '../change/decision.js';
import { runTerminal } from '../change/refusals.js';
import { recordUnrunTry } from './ci-tries.js';
import type { WorkFacts } from './facts.js';
import { PhaseTransition } from './phase-transition.js';
import type { WorkChange } from './work-change.js';

/** Releases that get their attempt back, for each phase (W2). */
const MOST_GIVEN_BACK = 2;

export interface LeaseRelease {
  readonly reason: string;
  readonly tokensUsed: number | null;
  readonly tokensEstimated?: boolean;
}

/** The worker releases its lease. The lease must be live: see `staleLease`. */
export const decideRelease = (facts: WorkFacts, release: LeaseRelease, context: CommandContext): Decision<WorkChange> =>
  endLease(facts, { state: 'RELEASED', ...release }, context);

/** The clock ends a lease that has run out; refused while it has not. */
export function decideLeaseExpiry(facts: WorkFacts, context: CommandContext): Decision<WorkChange> {
  const { lease } = facts;
  if (isRunTerminal(facts.run.state)) return refused(runTerminal(facts.run));
  if (!lease || !isRunOut(lease, context.now)) return refused(stillHeld);
  const reason =
    lease.hardDeadlineAt <= context.now ? 'Its hard deadline passed.' : 'Its worker was not heard of in time.';
  return endLease(facts, { state: 'EXPIRED', reason, tokensUsed: null }, context);
}

interface LeaseEnd {
  readonly state: Extract<AttemptState, 'RELEASED' | 'EXPIRED'>;
  readonly reason: string;
  readonly tokensUsed: number | null;
  readonly tokensEstimated?: boolean;
}

function endLease(
  facts: WorkFacts,
  { state, reason, tokensUsed, tokensEstimated }: LeaseEnd,
  context: CommandContext,
): Decision<WorkChange> {
  const { lease, attempt, phase } = facts;
  if (!lease || !attempt) throw new Error(`The facts of phase ${phase.phaseId} lack the lease that ends`);
  const transition = new PhaseTransition(facts, context);
  const settled = settleTokens(attempt, lease, tokensUsed, facts.policies.tokens.flatPerAttempt, tokensEstimated);
  transition.charge(settled.charge);
  transition.addEventData({ attempt: attempt.number, ended: state });
  const ended: AttemptFacts = { ...attempt, ...settled.attempt, state, endedAt: context.now, notes: reason };
  // Released, or without a sign of life: the attempt did not really begin.
  const unbegun = state === 'RELEASED' || (!lease.beaten && lease.tokensTold === null);
  const givenBack = attempt.role === 'BUILDER' && unbegun && phase.work.givenBack < MOST_GIVEN_BACK;
  transition.writeAttempt({
    ...ended,
    givenBack,
    ...(attempt.role === 'CI' ? { ciVerdict: 'ENVIRONMENT' as const satisfies CiVerdict } : {}),
  });
  transition.patch({}, { holder: null });
  if (transition.endIfBroken()) return transition.finish('WORK_ENDED');
  // Not a failure of the environment: it ends their row (B6).
  if (attempt.role !== 'CI') transition.patch({}, { environmentFailures: 0, avoidWorker: null });
  const fault =
    state === 'RELEASED'
      ? faultOf('lease_released', `its lease was given back: ${reason}`, 'W2')
      : faultOf('lease_expired', 'its lease ran out.', 'W3');
  switch (attempt.role) {
    case 'BUILDER':
      if (givenBack) {
        transition.back();
        transition.patch({ builderAttempts: phase.builderAttempts - 1 }, { givenBack: phase.work.givenBack + 1 });
      } else {
        // This attempt was the last one, and it left no patch that an Auditor could approve (W10).
        transition.patch({}, { candidate: phase.work.candidate?.standing === 'JUDGED' ? null : phase.work.candidate });
        transition.resume(fault);
      }
      break;
    case 'AUDITOR':
      if (auditsLeft(transition.phase)) transition.awaitAuditor();
      else transition.fail(fault);
      break;
    case 'CI': {
      const what =
        state === 'RELEASED' ? `a CI worker gave its lease back: ${reason}` : 'the lease of a CI worker ran out.';
      recordUnrunTry(transition, attempt.number, what);
      transition.environmentFailed(what, attempt.workerId);
      break;
    }
  }
  return transition.finish('WORK_ENDED');
}

/**
 * No worker came in time for a due audit or a due CI run: a failure of the environment (V1). Refused while there is
 * time, and while a worker holds it.
 */
export function decideWaitOver(facts: WorkFacts, context: CommandContext): Decision<WorkChange> {
  const { run, phase } = facts;
  if (isRunTerminal(run.state)) return refused(runTerminal(run));
  if (phase.waitUntil === null || phase.waitUntil > context.now || phase.work.holder !== null)
    return refused(stillHeld);
  const transition = new PhaseTransition(facts, context);
  transition.addEventData({ waited: true });
  const what =
    phase.state === 'GATE'
      ? 'no Auditor claimed it in time.'
      : 'no CI worker claimed it in time, and no report arrived.';
  if (phase.state === 'CI_RUNNING') recordUnrunTry(transition, null, what);
  transition.environmentFailed(what, null);
  return transition.finish('WORK_ENDED');
}

const stillHeld: Refusal = {
  kind: 'transition',
  code: 'TRANSITION_REFUSED',
  message: 'There is time left.',
  retryable: true,
  currentState: 'LEASED',
  allowedStates: [],
};
