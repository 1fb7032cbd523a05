/**
 * The SQL of the file layout: the lock under which a run's files are rendered (F3), the rows that its documents show, and the outbox
 * that says what is still to be rendered. Lock, rows and outbox are three statements on one connection: rows must be read by a statement
 * that began after the lock was there, else they may be older than what another server has written meanwhile.
 */
import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { Database, queryOn } from '../database/database.js';
import { runKey } from '../domain/shared/identity.js';
import {
  LOCK_RUNS,
  MARK_REMOVED,
  READ_CHANGED,
  READ_ISSUES,
  READ_WHOLE,
  RUN_IDS,
  RUNS_TO_REMOVE,
  SETTLE_RUNS,
  STALE_RUNS,
} from './file-layout.statements.js';
import {
  changedRun,
  issuesView,
  issuesWanted,
  wholeRun,
  type ChangedRow,
  type ChangedRun,
  type IssuesRow,
  type WholeRow,
  type WholeRun,
} from './layout-rows.js';

/** A run whose files are behind. */
export interface StaleRun {
  readonly runId: string;
  readonly writtenAt: Date;
}

/** Runs whose files this server alone may write now. */
export interface LockedRuns {
  readonly runIds: readonly string[];
  /** What the writes in the outbox have changed; a run without such writes, or that was deleted, is not among the answers. */
  readChanged(): Promise<ChangedRun[]>;
  /** All rows of a run; null if there is none. */
  readWhole(runId: string): Promise<WholeRun | null>;
  /** Called when the files show the run at this version: its writes up to there leave the outbox with the lock. */
  shown(runId: string, version: number): void;
}

@Injectable()
export class FileLayoutRepository {
  constructor(private readonly database: Database) {}

  /**
   * Takes the locks of those runs that no other server holds, does the work, settles what was shown and lets go. It waits for no lock, so
   * a server that is stuck with one run holds up no other run.
   */
  async withLocks<Result>(runIds: readonly string[], work: (locked: LockedRuns) => Promise<Result>): Promise<Result> {
    return this.database.withConnection(async (client) => {
      const held = await queryOn<{ run_id: string }>(client, LOCK_RUNS, [runIds]);
      const ids = held.map((row) => row.run_id);
      const versions = new Map<string, number>();
      const locked: LockedRuns = {
        runIds: ids,
        readChanged: () => readChanged(client, ids),
        readWhole: async (runId) => wholeRun(await queryOn<WholeRow>(client, READ_WHOLE, [runId])),
        shown: (runId, version) => versions.set(runId, version),
      };
      const result = await work(locked);
      if (ids.length > 0) await queryOn(client, SETTLE_RUNS, [[...versions.keys()], [...versions.values()], ids]);
      return result;
    });
  }

  async readWhole(runId: string): Promise<WholeRun | null> {
    return wholeRun(await this.database.read<WholeRow>(READ_WHOLE, [runId]));
  }

  /** Runs with writes in the outbox that are older than the age, oldest first, behind the place given. */
  async staleRuns(olderThanMs: number, limit: number, after: StaleRun | null): Promise<StaleRun[]> {
    const values = [olderThanMs, limit, after?.writtenAt ?? null, after?.runId ?? null];
    const rows = await this.database.read<{ run_id: string; written_at: Date }>(STALE_RUNS, values);
    return rows.map((row) => ({ runId: row.run_id, writtenAt: row.written_at }));
  }

  /** Deleted runs whose directory may still be there, behind the id given. */
  async runsToRemove(limit: number, after: string): Promise<string[]> {
    return (await this.database.read<{ run_id: string }>(RUNS_TO_REMOVE, [limit, after])).map((row) => row.run_id);
  }

  async markRemoved(runId: string): Promise<void> {
    await this.database.read(MARK_REMOVED, [runKey(runId)]);
  }

  /** A page of all runs, by id. */
  async runIds(limit: number, after: string): Promise<string[]> {
    return (await this.database.read<{ run_id: string }>(RUN_IDS, [limit, after])).map((row) => row.run_id);
  }
}

/** Two statements only if issue files or a whole run are among what changed. */
async function readChanged(client: PoolClient, runIds: readonly string[]): Promise<ChangedRun[]> {
  const rows = await queryOn<ChangedRow>(client, READ_CHANGED, [runIds]);
  const changed = rows.map(changedRun);
  const wanted = rows.flatMap((row, i) => issuesWanted(row, changed[i]!));
  if (wanted.length === 0) return changed;
  const issues = await queryOn<IssuesRow>(client, READ_ISSUES, [JSON.stringify(wanted)]);
  const views = new Map(issues.map((row) => [row.run_id, issuesView(row)]));
  return changed.map((run) => ({ ...run, view: { ...run.view, ...views.get(run.runId) } }));
}
