/** An atomic write, with a way to find out later whether it landed. */
import type { RecordRow } from '../../database/change-parts.js';
import type { Statement } from '../../database/database.js';
import type { RunChange } from '../../domain/decisions/change/change.js';
import type { AttachmentFacts } from '../../domain/model/attempt.js';

interface Guarded {
  /** The run that it is about, and what else its answer names: kept with the idempotency record. */
  readonly runId: string | null;
  readonly entity?: string;
  /** False: it is not the answer to its command, and nothing is recorded under the caller's key. */
  readonly isAnswer?: false;
  /** Answers a row if the write with this id landed. */
  landed(writeId: string): { readonly statement: Statement; readonly values: readonly unknown[] };
}

/** A write with a statement of its own, which answers a row if it landed. */
export interface SingleWrite extends Guarded {
  readonly statement: Statement;
  values(writeId: string, record: RecordRow): unknown[];
}

/** The part of a statement for one of its changes. */
export interface Part<Change extends RunChange = RunChange> {
  readonly change: Change;
  /** What proves the files that the change names. */
  readonly attachments: readonly AttachmentFacts[];
  readonly writeId: string;
  readonly record: RecordRow;
}

/**
 * A statement for changes of any number of different runs. It returns the `run_id` of those that landed, and changes
 * nothing if one of them violates a constraint.
 */
export interface GroupStatement<Change extends RunChange = RunChange> {
  readonly statement: Statement;
  values(parts: readonly Part<Change>[]): unknown[];
}

/** A change of a run that may go in one statement with those of other runs. */
export interface GroupedWrite<Change extends RunChange = RunChange>
  extends Guarded, Pick<Part<Change>, 'change' | 'attachments'> {
  readonly runId: string;
  readonly group: GroupStatement<Change>;
}

export type GuardedWrite = SingleWrite | GroupedWrite;

export const isSingle = (write: GuardedWrite): write is SingleWrite => 'statement' in write;
