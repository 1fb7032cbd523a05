/**
 * From a verdict to the integration branch and on (G2 to G7). With a repository, a ref moves between two writes: the
 * first commits the intent, the second what came of it. Without one there is nothing to move, and the phase takes its
 * step at once (G6).
 */
import { integrationRef } from '../../model/ref-names.js';
import { backwards } from '../../rules/work/backwards.js';
import type { PhaseTransition } from './phase-transition.js';

/**
 * The patch goes onto the branch, then CI is due. Only what is going to be applied becomes a commit: a refused patch
 * leaves the repository as it was (G2).
 */
export function applyCandidate(transition: PhaseTransition, attempt: number, commit: string | null | undefined): void {
  const { run, phase } = transition.facts;
  // A phase that needs no change is tested on the tip of the branch.
  if (run.repositoryPath === null || commit === null) return enterCi(transition, run.headCommit);
  if (commit === undefined) return transition.require({ what: 'commit' });
  transition.intend({
    purpose: 'APPLY',
    phaseId: phase.phaseId,
    attempt,
    moves: [{ ref: integrationRef(run.runId), from: [run.headCommit], to: commit }],
  });
}

/** The patch is on the branch: CI is due, and its tries begin. */
export function enterCi(transition: PhaseTransition, commit: string | null): void {
  const { candidate } = transition.phase.work;
  transition.patch({}, { candidate: candidate && { ...candidate, standing: 'APPLIED', commit }, ciTries: 0 });
  transition.awaitCi();
}

/** Red: the branch goes back to the last snapshot, before anything else is assigned (G4). */
export function rollBack(transition: PhaseTransition): void {
  const { run, phase } = transition.facts;
  const moves = backwards(run, phase);
  if (moves.length > 0)
    transition.intend({
      purpose: 'ROLLBACK',
      phaseId: phase.phaseId,
      attempt: phase.work.candidate?.attempt ?? null,
      moves,
    });
}
