/**
 * The names of a run's refs in a repository (G3, G4). A tag of a phase lies below the name of its run, a branch never
 * does, so that no branch and no tag ever share a short name. Every id of I1 is a valid part of a ref.
 */
const SPACE = 'autonomous';

/** `autonomous/{run_id}`: where the patches of a run go, and nothing else (C3). */
export const integrationBranch = (runId: string): string => `${SPACE}/${runId}`;
export const integrationRef = (runId: string): string => `refs/heads/${integrationBranch(runId)}`;

/** `autonomous/{run_id}/{phase_id}`: what was green (G4). */
export const snapshotTag = (runId: string, phaseId: string): string => `${SPACE}/${runId}/${phaseId}`;
export const snapshotRef = (runId: string, phaseId: string): string => `refs/tags/${snapshotTag(runId, phaseId)}`;

/** Where objects are held that wait for their ref (G9): no branches, no tags, and nothing that a run moves. */
export const HELD_SPACE = 'refs/autopack/held';
export const heldRef = (runId: string, id: string): string => `${HELD_SPACE}/${runId}/${id}`;

/** A ref that a run may move: a branch or tag of any run (C3). */
export function isRunRef(ref: string): boolean {
  return /^refs\/heads\/autonomous\/[^/]+$/.test(ref) || /^refs\/tags\/autonomous\/[^/]+\/[^/]+$/.test(ref);
}
