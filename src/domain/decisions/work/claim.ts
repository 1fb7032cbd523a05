/**
 * Claiming work (W1, W2, B2): the first phase in line goes to the worker under a lease. A claim that finds nothing left
 * to spend ends the run instead. Audits are counted when they are assigned: one that expires or is released has used
 * itself up (W3).
 */
import { AT_WORK, type AttemptFacts, type LeaseFacts } from '../../model/attempt.js';
import type { Budget } from '../../model/facts.js';
import type { WorkerRole } from '../../model/vocabulary.js';
import { leftOf, phaseTokens, runTokens, tierTokens } from '../../rules/budget/budgets.js';
import { awaitedRole } from '../../rules/work/phase-turn.js';
import { isClaimable } from '../../rules/work/queue.js';
import type { CommandContext } from '../change/change.js';
import { accepted, type Decision } from '../change/decision.js';
import { allowanceSpent } from '../change/failures.js';
import type { WorkFacts } from './facts.js';
import { PhaseTransition } from './phase-transition.js';
import type { WorkChange } from './work-change.js';

export interface Claimant {
  readonly role: WorkerRole;
  readonly workerId: string;
  /** Id of its token (A2); left out or null: it has no stored one. */
  readonly holderId?: string | null;
}

/** The token of a new lease and its SHA-256: ids are inputs (C5). */
export interface NewToken {
  readonly token: string;
  readonly tokenHash: string;
}

export interface ClaimDecision extends WorkChange {
  /** Null: the run ended, because nothing was left to spend. */
  readonly attempt: AttemptFacts | null;
}

/** Null: another worker was faster, or it is not its turn yet; read again. */
export function decideClaim(
  facts: WorkFacts,
  { role, workerId, holderId = null }: Claimant,
  token: NewToken,
  context: CommandContext,
): Decision<ClaimDecision> | null {
  const { run, policies } = facts;
  const { now } = context;
  if (!isClaimable(run) || awaitedRole(facts.phase) !== role || facts.head?.phaseId !== facts.phase.phaseId)
    return null;
  if (facts.phase.notBefore !== null && facts.phase.notBefore > now) return null;

  const transition = new PhaseTransition(facts, context);
  const allowance = role === 'CI' ? null : tightestBudget(facts);
  if (allowance && leftOf(allowance) === 0) {
    transition.end('DONE_FAILED_BUDGET_EXHAUSTED', allowanceSpent(allowance, facts.phase));
    return withAttempt(transition.finish('WORK_CLAIMED'), null);
  }
  if (role === 'BUILDER') {
    transition.step('EXECUTING');
    transition.patch({ builderAttempts: facts.phase.builderAttempts + 1, round: facts.phase.round + 1 });
  }
  if (role === 'AUDITOR') transition.patch({ auditorAttempts: facts.phase.auditorAttempts + 1 });
  const number = facts.phase.work.attempts + 1;
  // A due audit is being done: it is due no longer, and comes back only by a decision.
  transition.patch(
    { notBefore: null, waitUntil: null },
    { attempts: number, holder: { role, workerId, attempt: number }, auditDue: false },
  );
  transition.addEventData({ attempt: number });
  const { runId, phaseId } = facts.phase;
  const hardDeadlineAt = earliest(transition.inMinutes(policies.leases.hardDeadlineMinutes), run.deadlineAt);
  const lease: LeaseFacts = {
    runId,
    projectId: run.projectId,
    phaseId,
    attempt: number,
    role,
    workerId,
    token: token.token,
    expiresAt: earliest(transition.inSeconds(policies.leases.expirySeconds), hardDeadlineAt),
    hardDeadlineAt,
    expirySeconds: policies.leases.expirySeconds,
    tokenAllowance: allowance ? leftOf(allowance) : 0,
    tokensTold: null,
    beaten: false,
  };
  const attempt: AttemptFacts = {
    ...AT_WORK,
    runId,
    phaseId,
    number,
    role,
    workerId,
    holderId,
    tokenHash: token.tokenHash,
    round: transition.phase.round,
    startedAt: now,
    baseCommit: run.headCommit,
    commit: role === 'CI' ? (facts.phase.work.candidate?.commit ?? null) : null,
  };
  transition.writeLease(lease);
  transition.writeAttempt(attempt);
  return withAttempt(transition.finish('WORK_CLAIMED'), attempt);
}

/** The budget that leaves the least: what is left of it is the worker's allowance (B2). */
function tightestBudget({ run, tier, phase }: Pick<WorkFacts, 'run' | 'tier' | 'phase'>): Budget {
  const budgets = [
    phaseTokens(phase),
    runTokens(run),
    ...(run.safetyProfile === 'SAFETY_CRITICAL' ? [tierTokens(tier)] : []),
  ];
  return budgets.reduce((least, budget) => (leftOf(budget) < leftOf(least) ? budget : least));
}

export const earliest = (a: Date, b: Date | null): Date => (b !== null && b < a ? b : a);

function withAttempt(decision: Decision<WorkChange>, attempt: AttemptFacts | null): Decision<ClaimDecision> {
  if (decision.outcome === 'needs') return decision;
  return decision.outcome === 'accepted'
    ? accepted({ ...decision.change, ...(attempt === null ? {} : { begins: true as const }), attempt })
    : decision;
}
