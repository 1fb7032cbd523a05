/**
 * What every command loads: facts of one instant, with the database's clock and what is recorded under the caller's
 * key.
 */
import type { OpenRows } from '../../domain/decisions/change/decision.js';
import type { LeaseFacts } from '../../domain/model/attempt.js';
import type { RunFacts } from '../../domain/model/facts.js';
import type { Refusal } from '../../domain/model/refusal.js';

/** What a command answered before under the same key (W5). */
export interface Remembered {
  readonly inputHash: string;
  readonly runId: string | null;
  /** A further entity that the answer names, see IdempotencyRecordEntity. */
  readonly entity: string | null;
  readonly errors: readonly Refusal[];
}

/** What every command loads: facts as of the execution of the statement. */
export interface Seen {
  /** The database's clock. */
  readonly now: Date;
  readonly remembered: Remembered | null;
  /** The run that the command is about; null: there is none, or it is about no run. */
  readonly run: RunFacts | null;
  /** The lease of its phase, where that was read. */
  readonly lease?: LeaseFacts | null;
  /** Rows that end with the run; there once a decision needed them. */
  readonly open?: OpenRows;
}
