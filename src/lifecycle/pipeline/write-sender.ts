/**
 * Sends guarded writes, and keeps answers under their keys. What became of a statement is known, or the connection was lost before its answer came: then its traces
 * are looked for after the next load, and nothing is repeated blindly.
 */
import { Injectable } from '@nestjs/common';
import { IdSource } from '../../common/ids.js';
import type { RecordRow } from '../../database/change-parts.js';
import { Database, statement, type Statement } from '../../database/database.js';
import { RECORD } from '../../database/rows.js';
import { brokenKey, isConnectionFault, isContention } from '../../database/faults.js';
import type { GuardedWrite } from './guarded-write.js';

/** $1 the record. */
const KEEP_RECORD = statement({
  name: 'keep_record',
  text: RECORD.insert({ rows: '$1', one: true }),
});

/** What became of a statement that writes; unknown: the connection was lost before the answer came. */
export type Fate = 'landed' | 'overtaken' | 'unknown';

/** A write on its way. */
export interface SentWrite {
  readonly write: GuardedWrite;
  readonly writeId: string;
}

@Injectable()
export class WriteSender {
  constructor(
    private readonly database: Database,
    private readonly ids: IdSource,
  ) {}

  async send(write: GuardedWrite, record: RecordRow): Promise<SentWrite & { readonly fate: Fate }> {
    const writeId = this.ids.uuid();
    return { write, writeId, fate: await this.fateOf(write.statement, write.values(writeId, record)) };
  }

  /** Whether a write landed whose answer was lost. A lost write that lands even later breaks the guard of the next one, and is found then. */
  async hasLanded({ write, writeId }: SentWrite): Promise<boolean> {
    const probe = write.landed(writeId);
    return (await this.database.read(probe.statement, probe.values)).length > 0;
  }

  /** Keeps an answer under its key. Overtaken: another call with the key was faster, and its answer counts. */
  async keep(record: RecordRow): Promise<Fate> {
    try {
      await this.database.write(KEEP_RECORD, [JSON.stringify(record)]);
      return 'landed';
    } catch (error) {
      if (isConnectionFault(error)) return 'unknown';
      if (brokenKey(error) !== null) return 'overtaken';
      throw error;
    }
  }

  private async fateOf(statement: Statement, values: readonly unknown[]): Promise<Fate> {
    try {
      return (await this.database.write(statement, values)).length > 0 ? 'landed' : 'overtaken';
    } catch (error) {
      if (isConnectionFault(error)) return 'unknown';
      if (brokenKey(error) !== null || isContention(error)) return 'overtaken';
      throw error;
    }
  }
}
