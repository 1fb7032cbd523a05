/**
 * A heartbeat that reports new tokens (W6, B1): they are charged, and the answer says whether to continue. One without
 * them changes only its lease.
 */
import type { LeaseFacts } from '../../model/attempt.js';
import type { Budget, PhaseFacts, RunFacts, TierFacts } from '../../model/facts.js';
import type { Reason } from '../../model/refusal.js';
import type { Directive } from '../../model/vocabulary.js';
import { phaseBudgets, runBudgets, tierTokens } from '../../rules/budget/budgets.js';
import { exceeding } from '../../rules/work/tokens.js';
import type { CommandContext } from '../change/change.js';
import type { Decision } from '../change/decision.js';
import { earliest } from './claim.js';
import type { WorkFacts } from './facts.js';
import { PhaseTransition } from './phase-transition.js';
import type { WorkChange } from './work-change.js';

/** The lease must be live. */
export function decideHeartbeat(facts: WorkFacts, tokensUsed: number, context: CommandContext): Decision<WorkChange> {
  const { lease, attempt } = facts;
  if (!lease || !attempt) throw new Error(`The facts of phase ${facts.phase.phaseId} lack the lease that beats`);
  const transition = new PhaseTransition(facts, context);
  const charge = exceeding(tokensUsed, attempt.tokensUsed);
  transition.charge(charge);
  transition.addEventData({ attempt: attempt.number });
  transition.writeAttempt({ ...attempt, tokensUsed: attempt.tokensUsed + charge, tokensEstimated: false });
  transition.writeLease({
    ...lease,
    expiresAt: earliest(transition.inSeconds(lease.expirySeconds), lease.hardDeadlineAt),
    tokensTold: Math.max(tokensUsed, lease.tokensTold ?? 0),
    beaten: true,
  });
  transition.endIfBroken();
  return transition.finish('TOKENS_ADDED');
}

/** Should the worker continue (B2)? The lease is null when it ended with the run. */
export function directiveOf(
  lease: LeaseFacts | null,
  run: RunFacts,
): { readonly directive: Directive; readonly reason: Reason | null } {
  if (!lease && run.completedAt === null) {
    return {
      directive: 'STOP',
      reason: { code: 'lease_over', message: 'The lease is over; the run continues without it.', source: 'W2' },
    };
  }
  if (!lease) {
    const message = run.failure?.message ?? `Run "${run.runId}" is ${run.state}.`;
    return {
      directive: 'STOP',
      reason: { code: run.failure?.reasons[0]?.code ?? 'run_ended', message, source: run.failure?.rule ?? 'S6' },
    };
  }
  const reported = lease.tokensTold ?? 0;
  if (lease.role === 'CI' || reported <= lease.tokenAllowance) return { directive: 'CONTINUE', reason: null };
  const message = `The lease used ${reported} tokens; its allowance is ${lease.tokenAllowance}. Submit what there is, or release it.`;
  return { directive: 'STOP', reason: { code: 'allowance_passed', message, source: 'B2' } };
}

/** Every budget that the work can break, with what is left of it. */
export const budgetsOfWork = (run: RunFacts, tier: TierFacts, phase: PhaseFacts, now: Date): Budget[] => [
  ...phaseBudgets(phase),
  tierTokens(tier),
  ...runBudgets(run, now),
];
