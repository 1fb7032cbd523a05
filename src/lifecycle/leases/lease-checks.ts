/**
 * Whether a command may act under a lease (W2 to W5): the lease is live, the result was submitted before, it is too
 * late, or the token is unknown.
 */
import { type Decision, needs, refused, unchanged } from '../../domain/decisions/change/decision.js';
import { notSealed, partNotFound, runNotFound } from '../../domain/decisions/change/refusals.js';
import type { RunFacts } from '../../domain/model/facts.js';
import { PHASE_WORDS } from '../../domain/model/phase-state.js';
import type { Refusal } from '../../domain/model/refusal.js';
import { isDraft } from '../../domain/model/run-state.js';
import { ATTEMPT_WORDS, ROLE_TITLES, type WorkerRole } from '../../domain/model/vocabulary.js';
import type { FoundWork } from '../facts/work-facts.store.js';
import type { Need } from '../pipeline/command.js';

export const isLive = ({ lease, attempt }: FoundWork): boolean =>
  lease !== null && attempt !== null && lease.attempt === attempt.number;

/** The token belongs to no stored attempt: its run was deleted, or it was never issued. */
export const unknownToken: Refusal = {
  kind: 'not-found',
  code: 'NOT_FOUND',
  message: 'No lease was ever issued under this token, or its run was deleted; claimWork issues leases.',
  retryable: false,
  path: ['input', 'leaseToken'],
};

/** A phase that no work can be about: there is none, or its plan is not sealed yet. */
export function noWorkOn(run: RunFacts | null, target: { readonly runId: string; readonly phaseId: string }): Refusal {
  if (!run) return runNotFound(target.runId);
  return isDraft(run.state) ? notSealed(run) : partNotFound(run, 'phase', target.phaseId);
}

const aRole = (role: WorkerRole): string => `${role === 'AUDITOR' ? 'an' : 'a'} ${ROLE_TITLES[role]}`;

/** A result under a token of another role's lease. */
function wrongRole({ attempt }: FoundWork, role: WorkerRole): Refusal | null {
  const held = attempt!.role;
  if (held === role) return null;
  return {
    kind: 'input',
    code: 'INVALID_INPUT',
    message: `The lease is that of ${aRole(held)}; this is a result of ${aRole(role)}.`,
    retryable: false,
    path: ['input', 'leaseToken'],
  };
}

/** The lease is over; the answer names the present holder of the phase. */
export function staleLease({ phase, attempt, lease }: FoundWork, lateResultId: string | null): Refusal {
  const ended = attempt!;
  const holder = lease && lease.attempt !== ended.number ? lease : null;
  const now = holder
    ? `${ROLE_TITLES[holder.role]} "${holder.workerId}" holds the phase now`
    : `the phase ${PHASE_WORDS[phase.state]}`;
  const kept = lateResultId === null ? '' : ' What was sent is kept as a late result.';
  return {
    kind: 'stale-lease',
    code: 'STALE_LEASE',
    message: `The lease is over (attempt ${ended.number}: ${ATTEMPT_WORDS[ended.state]}); ${now}.${kept}`,
    retryable: false,
    path: ['input', 'leaseToken'],
    phaseState: phase.state,
    holder: holder && {
      role: holder.role,
      workerId: holder.workerId,
      expiresAt: holder.expiresAt,
      hardDeadlineAt: holder.hardDeadlineAt,
    },
    lateResultId,
  };
}

/** Another result under a token that has submitted one already (W5). */
export const spentToken: Refusal = {
  kind: 'conflict',
  code: 'IDEMPOTENCY_CONFLICT',
  message: 'A result was accepted under this lease, with other content; a lease takes one result.',
  retryable: false,
  path: ['input', 'leaseToken'],
};

/** A result after expiry counts while its attempt is the phase's newest and the phase waits in the queue (W4). */
const canBeTakenUp = ({ phase, attempt, head }: FoundWork): boolean =>
  attempt?.role === 'BUILDER' &&
  attempt.state === 'EXPIRED' &&
  phase.state === 'QUEUED' &&
  phase.work.attempts === attempt.number &&
  head?.phaseId === phase.phaseId;

/** The result was too late and was kept under this id. */
export interface LateFacts {
  readonly lateResultId?: string;
}

/**
 * Null: the lease is live, or it is a Builder's lease that expired and whose phase was not claimed again (W4).
 * Otherwise the result is kept and refused with the reason.
 */
export function meetsLease(
  { lateResultId }: LateFacts,
  work: FoundWork,
  role: WorkerRole,
  resultHash: string,
): Decision<never, Need> | null {
  const wrong = wrongRole(work, role);
  if (wrong) return refused(wrong);
  if (isLive(work) || canBeTakenUp(work)) return null;
  const { attempt } = work;
  // The same result again has the same answer (W5).
  if (attempt!.state === 'SUBMITTED') return attempt!.resultHash === resultHash ? unchanged : refused(spentToken);
  return lateResultId === undefined ? needs({ what: 'late-result' }) : refused(staleLease(work, lateResultId));
}
