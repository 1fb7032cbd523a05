/**
 * Where the integration branch of a run begins (G3): recorded with the write that makes the run claimable, and the ref
 * follows (G7).
 */
import type { RunFacts } from '../../model/facts.js';
import type { RefIntent } from '../../model/ref-intent.js';
import { integrationRef } from '../../model/ref-names.js';

export interface StartingPoint {
  readonly repositoryPath: string;
  /** The tip of the default branch, or the last snapshot of the run before (P10). */
  readonly commit: string;
}

type Refs = Pick<RunFacts, 'repositoryPath' | 'baseCommit' | 'headCommit' | 'refIntent'>;

/** What of the run's row says where it starts, for a run that becomes claimable now. */
export function startingRefs(runId: string, { repositoryPath, commit }: StartingPoint): Refs {
  const refIntent: RefIntent = {
    purpose: 'START',
    phaseId: null,
    attempt: null,
    moves: [{ ref: integrationRef(runId), from: [null], to: commit }],
  };
  return { repositoryPath, baseCommit: commit, headCommit: commit, refIntent };
}
