/** What explanations of a run are made from (O6): facts of one moment. */
import type { LeaseFacts } from '../../model/attempt.js';
import type { PhaseFacts, RunFacts } from '../../model/facts.js';
import type { Reason } from '../../model/refusal.js';
import type { PushFault } from '../../model/remote.js';
import type { WorkerRole } from '../../model/vocabulary.js';

/** A reason, and the instant at which it changes by itself; null: only an action changes it. */
export interface Explanation extends Reason {
  readonly changesAt: Date | null;
}

export interface ExplainedRun {
  readonly run: RunFacts;
  /** The first phase that has not ended; null: none is left. */
  readonly head: PhaseFacts | null;
  /** The live lease of the run; null: no worker holds one. */
  readonly lease: Pick<LeaseFacts, 'role' | 'workerId' | 'expiresAt' | 'hardDeadlineAt'> | null;
  /** CI on the base commit is leased until then; null: no worker has claimed it. */
  readonly baseCheckUntil: Date | null;
  /** If nobody has claimed CI on the base commit by then, it is a failure of the environment; null: it is not due. */
  readonly baseCheckWaitUntil: Date | null;
  /** Why nothing of the project is dispatched (A9). */
  readonly stopped: Reason | null;
  /** Roles of which a worker is there for the project of the run: it claimed from it within the last minute, or is at work. */
  readonly present: ReadonlySet<WorkerRole>;
  /** Since when the oldest change waits to be in the files; null: they are up to date. */
  readonly filesBehindSince: Date | null;
  /** Refs whose last push failed; null: there are none (M3). */
  readonly notPushed: NotPushed | null;
  /** By the database's clock. */
  readonly now: Date;
}

/** Refs of the run that are not on the remote although a push was tried. */
export interface NotPushed {
  readonly refs: number;
  /** Since when the oldest is to be there. */
  readonly since: Date;
  /** Of the one that is to be there longest. */
  readonly fault: PushFault;
}

export const explained = (code: string, message: string, source: string, changesAt: Date | null): Explanation => ({
  code,
  message,
  source,
  changesAt,
});
