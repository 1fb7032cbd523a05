/**
 * The SQL of the file layout: the lock under which a run's files are rendered (F3), the rows that its documents show, and the outbox
 * that says what is still to be rendered. Lock, rows and outbox are three statements on one connection: rows must be read by a statement
 * that began after the lock was there, else they may be older than what another server has written meanwhile.
 */
import { Injectable } from '@nestjs/common';
import type { PoolClient, QueryResultRow } from 'pg';
import { Database, type Statement } from '../database/database.js';
import { phaseFromJson, runFromJson, tierFromJson, type JsonRow } from '../database/rows.js';
import type { LayoutView } from '../domain/artefact/documents.js';
import type { PhaseFacts, RunFacts, TierFacts } from '../domain/run/facts.js';
import { isDraft } from '../domain/run/run-state.js';
import { runKey } from '../domain/shared/identity.js';
import {
  LOCK_RUNS,
  MARK_REMOVED,
  READ_CHANGED,
  READ_WHOLE,
  RUN_IDS,
  RUNS_TO_REMOVE,
  SETTLE_RUNS,
  STALE_RUNS,
} from './file-layout.statements.js';

/** What changed documents of one run show. */
export interface ChangedRun {
  readonly runId: string;
  readonly view: LayoutView;
  /** The view holds every document that the run has. */
  readonly whole: boolean;
}

export interface WholeRun {
  readonly run: RunFacts;
  readonly tiers: readonly TierFacts[];
  readonly phases: readonly PhaseFacts[];
  /** Writes stand in the outbox whose files are not known to be in place. */
  readonly pending: boolean;
}

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
      const held = await query<{ run_id: string }>(client, LOCK_RUNS, [runIds]);
      const ids = held.map((row) => row.run_id);
      const versions = new Map<string, number>();
      const locked: LockedRuns = {
        runIds: ids,
        readChanged: async () => (await query<ChangedRow>(client, READ_CHANGED, [ids])).map(changedRun),
        readWhole: async (runId) => wholeRun(await query<WholeRow>(client, READ_WHOLE, [runId])),
        shown: (runId, version) => versions.set(runId, version),
      };
      const result = await work(locked);
      if (ids.length > 0) await query(client, SETTLE_RUNS, [[...versions.keys()], [...versions.values()], ids]);
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

async function query<Row extends QueryResultRow>(client: PoolClient, { name, text }: Statement, values: unknown[]): Promise<Row[]> {
  const { rows } = await client.query<Row>({ name, text, values });
  return rows;
}

interface ChangedRow {
  readonly run_id: string;
  readonly whole: boolean;
  readonly run: JsonRow;
  readonly first_tier: number;
  readonly tier_lines: readonly JsonRow[];
  readonly unclean_tiers: number;
  readonly unclean_witness: JsonRow | null;
  readonly tiers: readonly { readonly tier: JsonRow; readonly before: number; readonly lines: readonly JsonRow[] }[];
  readonly phases: readonly JsonRow[];
}

function changedRun(row: ChangedRow): ChangedRun {
  const run = runFromJson(row.run);
  const tierLines = row.tier_lines.map(tierFromJson);
  return {
    runId: row.run_id,
    whole: row.whole || isDraft(run.state),
    view: {
      run: {
        run,
        tiers: { rows: tierLines, before: row.first_tier, after: run.tierCount - row.first_tier - tierLines.length },
        uncleanTiers: row.unclean_tiers,
        uncleanWitness: row.unclean_witness && tierFromJson(row.unclean_witness),
      },
      tiers: row.tiers.map(({ tier: json, before, lines }) => {
        const tier = tierFromJson(json);
        return { tier, phases: { rows: lines.map(phaseFromJson), before, after: tier.phaseCount - before - lines.length } };
      }),
      phases: row.phases.map(phaseFromJson),
    },
  };
}

interface WholeRow {
  readonly run: JsonRow;
  readonly tiers: readonly JsonRow[];
  readonly phases: readonly JsonRow[];
  readonly pending: boolean;
}

function wholeRun([row]: WholeRow[]): WholeRun | null {
  if (!row) return null;
  return {
    run: runFromJson(row.run),
    tiers: row.tiers.map(tierFromJson),
    phases: row.phases.map(phaseFromJson),
    pending: row.pending,
  };
}
