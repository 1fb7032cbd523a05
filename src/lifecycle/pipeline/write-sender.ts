/**
 * Sends guarded writes, and records answers under their keys. Changes of different runs that are ready together share
 * one statement, each guarded by its own version; a change that violates a constraint does not fail the others. The
 * outcome of a statement is known, or the connection was lost before its answer: then its traces are searched after the
 * next load, and no write is repeated blindly.
 */
import { Injectable } from '@nestjs/common';

import { Batches } from '../../common/batches.js';
import { IdSource } from '../../common/ids.js';
import type { RecordRow } from '../../database/change-parts.js';
import { Database, type Statement } from '../../database/database.js';
import { brokenKey, isConnectionFault, isContention } from '../../database/faults.js';
import { KEEP_RECORD } from '../../database/run-writes.js';
import { type GroupedWrite, type GroupStatement, type GuardedWrite, isSingle, type Part } from './guarded-write.js';

/** The outcome of a statement that writes; unknown: the connection was lost before the answer. */
export type Fate = 'landed' | 'overtaken' | 'unknown';

/** A write in flight. */
export interface SentWrite {
  readonly write: GuardedWrite;
  readonly writeId: string;
}

/**
 * While two statements of a kind are in flight, changes that become ready wait for the next statement. A statement
 * contains one change of a run at most.
 */
const TOGETHER = { inFlight: 2, size: 32, keyOf: ({ change }: Part): string => change.run.runId };

@Injectable()
export class WriteSender {
  private readonly groups = new Map<GroupStatement, Batches<Part, Fate>>();

  constructor(
    private readonly database: Database,
    private readonly ids: IdSource,
  ) {}

  async send(write: GuardedWrite, record: RecordRow): Promise<SentWrite & { readonly fate: Fate }> {
    const writeId = this.ids.uuid();
    const kept = write.isAnswer === false ? null : record;
    const fate = isSingle(write)
      ? this.single(write.statement, write.values(writeId, kept))
      : this.grouped(write, writeId, kept);
    return { write, writeId, fate: await fate };
  }

  /**
   * Whether a write landed whose answer was lost. A lost write that lands even later fails the guard of the next one,
   * and is found then.
   */
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

  private async single(statement: Statement, values: readonly unknown[]): Promise<Fate> {
    try {
      return (await this.database.write(statement, values)).length > 0 ? 'landed' : 'overtaken';
    } catch (error) {
      return fateAfter(error);
    }
  }

  private grouped({ group, change, attachments }: GroupedWrite, writeId: string, record: RecordRow): Promise<Fate> {
    const batches =
      this.groups.get(group) ??
      new Batches({ ...TOGETHER, run: (parts: readonly Part[]) => this.together(group, parts) });
    this.groups.set(group, batches);
    return batches.ask({ change, attachments, writeId, record });
  }

  private async together(group: GroupStatement, parts: readonly Part[]): Promise<readonly (Fate | Promise<Fate>)[]> {
    try {
      const rows = await this.database.write<{ run_id: string }>(group.statement, group.values(parts));
      const landed = new Set(rows.map((row) => row.run_id));
      return parts.map(({ change }) => (landed.has(change.run.runId) ? 'landed' : 'overtaken'));
    } catch (error) {
      // The answer was lost for all of them, or the statement has only one change.
      if (parts.length === 1 || isConnectionFault(error)) return parts.map(() => fateAfter(error));
      // The database undid all of it because of one.
      return parts.map((part) => this.single(group.statement, group.values([part])));
    }
  }
}

/** What a statement that failed has become. Throws what is a fault of ours. */
function fateAfter(error: unknown): Fate {
  if (isConnectionFault(error)) return 'unknown';
  if (brokenKey(error) !== null || isContention(error)) return 'overtaken';
  throw error;
}
