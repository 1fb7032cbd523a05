/** The rows of CI tries (V2): every try is kept, those included in which nothing ran. */
import type { CiTryFacts } from '../../model/attempt.js';
import type { WorkFacts } from './facts.js';
import type { PhaseTransition } from './phase-transition.js';

/**
 * The number of the next try of the present candidate in its round; never used twice, however often the same commit
 * comes under CI.
 */
export const nextTry = ({ tries }: Pick<WorkFacts, 'tries'>): number => (tries.at(-1)?.number ?? 0) + 1;

type Came = Pick<CiTryFacts, 'ciAttempt' | 'verdict' | 'summary' | 'judged'>;

export function tryRow(transition: PhaseTransition, number: number, came: Came): CiTryFacts {
  const { runId, phaseId, work, round } = transition.phase;
  const { candidate } = work;
  return {
    runId,
    phaseId,
    attempt: candidate?.attempt ?? 0,
    round,
    number,
    commit: candidate?.commit ?? null,
    at: transition.now,
    ...came,
  };
}

/**
 * A try in which CI could not run: a lease that ended without a report, or no worker came (V1, W3). It counts and says
 * nothing about the code.
 */
export function recordUnrunTry(transition: PhaseTransition, ciAttempt: number | null, summary: string): void {
  const number = nextTry(transition.facts);
  transition.patch({}, { ciTries: number });
  transition.writeTry(tryRow(transition, number, { ciAttempt, verdict: 'ENVIRONMENT', summary, judged: null }));
}
