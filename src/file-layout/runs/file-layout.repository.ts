/**
 * The SQL of the file layout: the lock under which a run's files are rendered (F3), the rows that its documents show,
 * and the outbox of pending renderings. Lock, rows and outbox are three statements on one connection: rows must be read
 * by a statement that began after the lock was taken, else they may be older than files that another server has written
 * meanwhile.
 */
import { Injectable } from '@nestjs/common';
import type { PoolClient, QueryResultRow } from 'pg';

import { Database, queryOn, type Statement } from '../../database/database.js';
import { attachmentFromJson, type JsonRow } from '../../database/rows.js';
import { endedAsFailed, type IncidentView } from '../../domain/documents/incident/incident-view.js';
import type { DocumentPart } from '../../domain/documents/parts/file-names.js';
import type { IssuesView, LayoutView } from '../../domain/documents/run/documents.js';
import type { AttachmentFacts } from '../../domain/model/attempt.js';
import { runKey } from '../../domain/model/identity.js';
import { batchOf, first } from '../../graphql/request/operation-context.js';
import {
  LOCK_RUNS,
  MARK_REMOVED,
  READ_CHANGED,
  READ_ISSUES,
  READ_PART,
  READ_WHOLE,
  RUN_IDS,
  RUNS_TO_REMOVE,
  SETTLE_RUNS,
  STALE_RUNS,
} from './file-layout.statements.js';
import {
  type ChangedRow,
  type ChangedRun,
  changedRun,
  type IssuesRow,
  issuesView,
  issuesWanted,
  issuesWantedBy,
  type OutboxEntry,
  type WholeRow,
  type WholeRun,
  wholeRun,
} from './layout-rows.js';
import { READ_ATTACHMENT, READ_INCIDENTS, READ_WORK } from './work.statements.js';
import {
  incidentFromJson,
  type IncidentRow,
  incidentWanted,
  type RenderedWorkRow,
  withWork,
  workWanted,
} from './work-rows.js';

/** A run whose files are outdated. */
export interface StaleRun {
  readonly runId: string;
  readonly writtenAt: Date;
}

/** Runs whose files only this server may write now. */
export interface LockedRuns {
  readonly runIds: readonly string[];
  /**
   * What the writes in the outbox have changed; a run without such writes, or that was deleted, is not among the
   * answers.
   */
  readChanged(): Promise<ChangedRun[]>;
  /** All rows of a run; null if there is none. */
  readWhole(runId: string): Promise<WholeRun | null>;
  /** Called when the files show these writes: they leave the outbox with the lock. */
  rendered(entries: readonly OutboxEntry[]): void;
}

@Injectable()
export class FileLayoutRepository {
  /** What the packs of runs show; null if there is no such run, or it has not ended as failed. */
  readonly incidents = batchOf<string, IncidentView, IncidentView | null>(
    (runId) => runId,
    (runIds) => readIncidents((values) => this.database.read<IncidentRow>(READ_INCIDENTS, values), runIds),
    (view) => view.run.runId,
    first,
  );

  constructor(private readonly database: Database) {}

  /**
   * Takes the locks of those runs that no other server holds, runs the work, settles the outbox rows that were
   * rendered, and releases the locks. It waits for no lock, so that a server that hangs with one run delays no other
   * run.
   */
  async withLocks<Result>(runIds: readonly string[], work: (locked: LockedRuns) => Promise<Result>): Promise<Result> {
    return this.database.withConnection(async (client) => {
      const held = await queryOn<{ run_id: string }>(client, LOCK_RUNS, [runIds]);
      const ids = held.map((row) => row.run_id);
      const done: OutboxEntry[] = [];
      const locked: LockedRuns = {
        runIds: ids,
        readChanged: () => readChanged(client, ids),
        readWhole: (runId) => readWhole((statement, values) => queryOn(client, statement, values), runId),
        rendered: (entries) => void done.push(...entries),
      };
      const result = await work(locked);
      if (ids.length > 0) await queryOn(client, SETTLE_RUNS, [JSON.stringify(done), ids]);
      return result;
    });
  }

  async readWhole(runId: string): Promise<WholeRun | null> {
    return readWhole((statement, values) => this.database.read(statement, values), runId);
  }

  /**
   * The view of the run with the contents of one of its documents, read by a few statements whatever the run's size
   * (F4); null if there is no such run.
   */
  async readPart(runId: string, part: DocumentPart): Promise<LayoutView | null> {
    const read: Read = (statement, values) => this.database.read(statement, values);
    const inPhase = part.of === 'phase' || part.of === 'phase issues';
    const rows = await read<ChangedRow>(READ_PART, [
      runId,
      inPhase ? part.index : null,
      part.of === 'tier' ? part.index : null,
    ]);
    const [changed] = rows.map(changedRun);
    if (!changed) return null;
    const issues = await readIssues(read, issuesWantedBy(part, changed));
    const work = await readWork(read, part.of === 'phase' ? workWanted(runId, changed.view) : []);
    const incident = part.of === 'incident' ? await this.incidents.load([runId]) : [null];
    return withWork({ ...changed.view, ...issues.get(runId), incident: incident[0] ?? null }, work.get(runId));
  }

  /** What proves the attachment at a path below a run's directory; null: no row names it. */
  async attachment(runId: string, path: string): Promise<AttachmentFacts | null> {
    const [row] = await this.database.read<{ attachment: JsonRow }>(READ_ATTACHMENT, [runId, path]);
    return row ? attachmentFromJson(row.attachment) : null;
  }

  /** Runs with writes in the outbox that are older than the given age, oldest first, after the given place. */
  async staleRuns(olderThanMs: number, limit: number, after: StaleRun | null): Promise<StaleRun[]> {
    const values = [olderThanMs, limit, after?.writtenAt ?? null, after?.runId ?? null];
    const rows = await this.database.read<{ run_id: string; written_at: Date }>(STALE_RUNS, values);
    return rows.map((row) => ({ runId: row.run_id, writtenAt: row.written_at }));
  }

  /** Deleted runs whose directory may still exist, after the given id. */
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

type Read = <Row extends QueryResultRow>(statement: Statement, values: unknown[]) => Promise<Row[]>;

/** One statement more for a run that has ended as failed: it never changes again, so the two show the same moment. */
async function readWhole(read: Read, runId: string): Promise<WholeRun | null> {
  const run = wholeRun(await read<WholeRow>(READ_WHOLE, [runId]));
  if (!run || !endedAsFailed(run.run.state)) return run;
  const [incident] = await readIncidents((values) => read<IncidentRow>(READ_INCIDENTS, values), [runId]);
  // Deleted between the two.
  return incident ? { ...run, incident } : null;
}

async function readIncidents(
  read: (values: unknown[]) => Promise<IncidentRow[]>,
  runIds: readonly string[],
): Promise<IncidentView[]> {
  return (await read([runIds])).map(incidentFromJson);
}

/**
 * One statement, and one more each for: changed issue files or a whole run, changed phases with work, runs that failed.
 */
async function readChanged(client: PoolClient, runIds: readonly string[]): Promise<ChangedRun[]> {
  const read: Read = (statement, values) => queryOn(client, statement, values);
  const rows = await read<ChangedRow>(READ_CHANGED, [runIds]);
  const changed = rows.map(changedRun);
  const issues = await readIssues(
    read,
    rows.flatMap((row, i) => issuesWanted(row, changed[i]!)),
  );
  const work = await readWork(
    read,
    changed.flatMap(({ runId, view }) => workWanted(runId, view)),
  );
  const failed = changed.filter(({ view }) => incidentWanted(view)).map(({ runId }) => runId);
  const incidents =
    failed.length === 0 ? [] : await readIncidents((values) => read<IncidentRow>(READ_INCIDENTS, values), failed);
  const packs = new Map(incidents.map((incident) => [incident.run.runId, incident]));
  return changed.map((run) => {
    const view = { ...run.view, ...issues.get(run.runId), incident: packs.get(run.runId) ?? null };
    return { ...run, view: withWork(view, work.get(run.runId)) };
  });
}

async function readIssues(read: Read, wanted: readonly object[]): Promise<ReadonlyMap<string, IssuesView>> {
  if (wanted.length === 0) return new Map();
  const rows = await read<IssuesRow>(READ_ISSUES, [JSON.stringify(wanted)]);
  return new Map(rows.map((row) => [row.run_id, issuesView(row)]));
}

async function readWork(read: Read, wanted: readonly object[]): Promise<ReadonlyMap<string, RenderedWorkRow>> {
  if (wanted.length === 0) return new Map();
  const rows = await read<RenderedWorkRow & QueryResultRow>(READ_WORK, [JSON.stringify(wanted)]);
  return new Map(rows.map((row) => [row.run_id, row]));
}
