/**
 * The queue of work (W1): at most one entry for each run, because its phases run one at a time (S4). It follows from
 * the rows.
 */
import { awaitsBaseCheck } from '../../model/awaits-base-check.js';
import type { RunFacts } from '../../model/facts.js';
import { isDraft, isRunTerminal } from '../../model/run-state.js';
import type { WorkerRole } from '../../model/vocabulary.js';
import { isWaiting } from '../../model/waiting.js';

export interface QueueEntry {
  readonly runId: string;
  readonly projectId: string;
  readonly role: WorkerRole;
  /** Not offered before: a pause of the phase (B6, V3). */
  readonly readyAt: Date;
  /** If it is not claimed by then, it is a failure of the environment (V1); null: that wait does not run. */
  readonly waitUntil: Date | null;
  /** The worker that had the last failure of the environment: not offered to it while another is there (B6). */
  readonly avoidWorker: string | null;
  /** When the run was made: older runs come first. */
  readonly createdAt: Date;
}

/**
 * Can work of the run be assigned at all: it has begun, has not ended, no ref is about to move (G7), and CI has judged
 * its base (V6).
 */
export const isClaimable = (run: RunFacts): boolean =>
  !isDraft(run.state) &&
  !isRunTerminal(run.state) &&
  !isWaiting(run) &&
  run.headPhaseIndex !== null &&
  run.refIntent === null &&
  !awaitsBaseCheck(run);

/** The entry of a run that begins now; null if it does not. */
export function firstEntry(run: RunFacts): QueueEntry | null {
  if (!isClaimable(run)) return null;
  const { runId, projectId, createdAt, changedAt } = run;
  return { runId, projectId, role: 'BUILDER', readyAt: changedAt, waitUntil: null, avoidWorker: null, createdAt };
}
