/** Whose turn it is with a phase, and what a phase leaves behind when it moves. */
import type { PhaseFacts } from '../../model/facts.js';
import type { WorkerRole } from '../../model/vocabulary.js';

/** What of a phase's row is about the work on it. */
export type Waiting = Pick<PhaseFacts, 'work' | 'notBefore' | 'waitUntil'>;

/** The row's part when the phase leaves its state: no lease holds it, nothing is awaited. */
export const leftBehind = ({ work }: Waiting): Waiting => ({
  work: work.holder === null && !work.auditDue ? work : { ...work, holder: null, auditDue: false },
  notBefore: null,
  waitUntil: null,
});

/**
 * The role of the worker that the phase waits for, if it is its turn; null: it is held, or waits for something else.
 */
export function awaitedRole({ state, work }: Pick<PhaseFacts, 'state' | 'work'>): WorkerRole | null {
  if (work.holder !== null) return null;
  if (state === 'QUEUED') return 'BUILDER';
  if (state === 'GATE' && work.auditDue) return 'AUDITOR';
  return state === 'CI_RUNNING' ? 'CI' : null;
}

export const attemptsLeft = (phase: PhaseFacts): boolean => phase.builderAttempts < phase.maxBuilderAttempts;
export const auditsLeft = (phase: PhaseFacts): boolean => phase.auditorAttempts < phase.maxAuditorAttempts;

/** Failures of the environment in a row that end the run (B6). */
export const MOST_ENVIRONMENT_FAILURES = 3;

/** The lease has ended by the clock: its worker was silent for too long, or its hard deadline has passed (W2). */
export const isRunOut = (lease: { expiresAt: Date; hardDeadlineAt: Date }, now: Date): boolean =>
  lease.expiresAt <= now || lease.hardDeadlineAt <= now;
