/** A write that lands whole or not at all, and how to find out later which it was. */
import type { RecordRow } from '../../database/change-parts.js';
import type { Statement } from '../../database/database.js';

export interface GuardedWrite {
  /** The run that it is about, and what else its answer names: kept with the idempotency record. */
  readonly runId: string | null;
  readonly entity?: string;
  readonly statement: Statement;
  values(writeId: string, record: RecordRow): unknown[];
  /** Answers a row if the write with this id landed. */
  landed(writeId: string): { readonly statement: Statement; readonly values: readonly unknown[] };
}

/** A write that is not the answer to its command: nothing is kept under the caller's key. */
export const unremembered = (write: GuardedWrite): GuardedWrite => ({ ...write, values: (writeId) => write.values(writeId, null) });
