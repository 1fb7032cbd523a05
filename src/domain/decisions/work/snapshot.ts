/**
 * A green commit becomes a snapshot (G4, G5): tag first, row and COMPLETE with its outcome. Without a repository the
 * step is taken at once (G6).
 */
import { integrationRef, snapshotRef, snapshotTag } from '../../model/ref-names.js';
import { phaseStepsKey } from '../../rules/ci/check-steps.js';
import type { PhaseTransition } from './phase-transition.js';

/** CI accepted the phase and so does its tier: it completes, with its tag if there is a repository. */
export function recordSnapshot(
  transition: PhaseTransition,
  tagObject: string | null | undefined,
  executed: number | null,
): void {
  const { run, phase } = transition.facts;
  const commit = phase.work.candidate?.commit ?? run.headCommit;
  if (run.repositoryPath === null || tagObject === null || commit === null)
    return complete(transition, null, null, executed);
  if (tagObject === undefined) return transition.requireTag();
  transition.intend({
    purpose: 'SNAPSHOT',
    phaseId: phase.phaseId,
    attempt: phase.work.candidate?.attempt ?? null,
    moves: [
      // No move: the branch must be where the patch was put, or there is nothing to record (G5).
      { ref: integrationRef(run.runId), from: [commit], to: commit },
      { ref: snapshotRef(run.runId, phase.phaseId), from: [null], to: tagObject },
    ],
  });
}

/** The phase is COMPLETE and its snapshot exists; the next phase starts from it. */
export function complete(
  transition: PhaseTransition,
  commit: string | null,
  tagObject: string | null,
  executed: number | null,
): void {
  const { run, phase } = transition.facts;
  transition.writeSnapshot({
    runId: run.runId,
    phaseId: phase.phaseId,
    commit,
    tag: commit === null ? null : snapshotTag(run.runId, phase.phaseId),
    tagObject,
    executed,
    at: transition.now,
    ciSteps: phaseStepsKey(transition.facts.policies.ci, transition.facts.strategy.ciProfile),
  });
  if (commit !== null) transition.recorder.patchRun({ headCommit: commit });
  transition.step('COMPLETE');
}
