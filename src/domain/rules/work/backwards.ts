/** Ways back to the last snapshot: after red CI (G4), and when a run ends as failed (S6). */
import type { PhaseFacts, RunFacts } from '../../model/facts.js';
import type { RefIntent, RefMove } from '../../model/ref-intent.js';
import { integrationRef, snapshotRef } from '../../model/ref-names.js';

/**
 * What a run that ends as failed leaves to be done: its branch back to the last snapshot, a tag without its row away
 * (S6).
 */
export function restoring(run: RunFacts, atWork: PhaseFacts | null): RefIntent | null {
  const moves = backwards(run, atWork);
  return moves.length > 0 ? { purpose: 'RESTORE', phaseId: atWork?.phaseId ?? null, attempt: null, moves } : null;
}

/** From every commit that the branch may have by now, an unsettled intent included, to the last snapshot. */
export function backwards(run: RunFacts, atWork: PhaseFacts | null): RefMove[] {
  if (run.repositoryPath === null || run.headCommit === null) return [];
  const branch = integrationRef(run.runId);
  const pending = (run.refIntent?.moves ?? []).filter((move) => move.to !== null);
  const applied = atWork?.work.candidate?.standing === 'APPLIED' ? atWork.work.candidate.commit : null;
  // It is not known yet whether a pending move was made: the ref may be at either end of it.
  const ahead = [applied, ...pending.filter((move) => move.ref === branch).flatMap((move) => [move.to, ...move.from])];
  const away = [...new Set(ahead)].filter((commit): commit is string => commit !== null && commit !== run.headCommit);
  const tags = pending.filter((move) => atWork !== null && move.ref === snapshotRef(run.runId, atWork.phaseId));
  return [
    ...(away.length > 0 ? [{ ref: branch, from: [...away, run.headCommit], to: run.headCommit }] : []),
    ...tags.map((move) => ({ ref: move.ref, from: [move.to, null], to: null })),
  ];
}
