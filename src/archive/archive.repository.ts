/** Reads for archives (O10): which runs are old enough, what builds on them, and their rows. */
import { Injectable } from '@nestjs/common';

import { Database, queryOn, statement } from '../database/database.js';

const ROWS = 500;

/** A run that ended long enough ago. */
export interface Candidate {
  readonly runId: string;
  readonly projectId: string;
  readonly completedAt: Date;
}

export interface Selection {
  /** Null: runs of any name. */
  readonly runIds: readonly string[] | null;
  /** Null: of any project. */
  readonly projectIds: readonly string[] | null;
  /** Null: what the project of the run says; a run that is named needs no age then. */
  readonly olderThanDays: number | null;
}

/** Runs behind the last one that was looked at, in the order in which they ended; $1 its end or null, $2 its id, $3 how many. */
const BEHIND_LAST = `(r.completed_at, r.run_id) > (coalesce($1::timestamptz, '-infinity'), coalesce($2::text, '')) order by r.completed_at, r.run_id limit $3::int`;
const ENDED_BEFORE = (days: string): string => `r.completed_at < autopack_now() - make_interval(days => ${days})`;

/** $4 the runs, $5 the projects, $6 days, or null: then their age does not count. */
const NAMED = statement({
  name: 'archive_candidates_named',
  text: `select r.run_id, r.project_id, r.completed_at from run r where r.run_id = any($4::text[]) and r.completed_at is not null
    and ($5::text[] is null or r.project_id = any($5::text[])) and ($6::int is null or ${ENDED_BEFORE('$6::int')}) and ${BEHIND_LAST}`,
});

/**
 * $4 the projects or null, $5 days or null: then what the project says. Of each project the oldest are found by its
 * index: one that keeps its runs for ever costs nothing.
 */
const OLD = statement({
  name: 'archive_candidates_old',
  text: `select r.run_id, r.project_id, r.completed_at from project p cross join lateral (
      select r.run_id, r.project_id, r.completed_at from run r where r.project_id = p.project_id and r.completed_at is not null
        and ${ENDED_BEFORE('coalesce($5::int, p.retention_days)')} and ${BEHIND_LAST}) r
    where coalesce($5::int, p.retention_days) is not null and ($4::text[] is null or p.project_id = any($4::text[]))
    order by r.completed_at, r.run_id limit $3::int`,
});

/** $1 the run: those that are linked behind it or continue it, each with those behind it. */
const BEHIND = statement({
  name: 'archive_runs_behind',
  text: `with recursive behind (run_id) as (
    select $1::text
    union
    select n.run_id from behind b join run r on r.run_id = b.run_id
      join lateral (select r.next_run_id as run_id where r.next_run_id is not null
        union all select c.run_id from run c where c.continues_run_id = r.run_id) n on true)
  select b.run_id from behind b join run r on r.run_id = b.run_id where b.run_id <> $1`,
});

/**
 * What may still be added to a run that has ended: late results with their attachments, refs that were found elsewhere, a
 * promotion. Null: there is no such run. $1 the run.
 */
const MARK = statement({
  name: 'archive_mark',
  text: `select concat_ws(' ', r.version, r.ref_intent is not null, (select count(*) from run_event e where e.run_id = r.run_id),
      (select count(*) from attempt_artefact a where a.run_id = r.run_id), (select count(*) from late_result l where l.run_id = r.run_id),
      (select count(*) from ref_difference d where d.run_id = r.run_id), (select m.promoted_at is not null from promotion m where m.run_id = r.run_id)) as mark
    from run r where r.run_id = $1`,
});

/** $1 the run, $2 the last number that was read, $3 how many. */
const EVENTS = statement({
  name: 'archive_events',
  text: `select e.seq, to_jsonb(e)::text as line from run_event e where e.run_id = $1 and e.seq > $2 order by e.seq limit $3`,
});

/** Only one server does it: the others pass over it. $1 what. */
const LOCK = statement({
  name: 'archive_lock',
  text: `select pg_try_advisory_lock(hashtextextended($1::text, 0)) as locked`,
});
/** $1 what. */
const UNLOCK = statement({
  name: 'archive_unlock',
  text: `select pg_advisory_unlock(hashtextextended($1::text, 0))`,
});

interface CandidateRow {
  readonly [column: string]: unknown;
  readonly run_id: string;
  readonly project_id: string;
  readonly completed_at: Date;
}

/**
 * The tables besides the events whose rows go with the run, or name it; with the columns that tell its rows from each
 * other, in the order of an index that begins with the run. One that is no text has its type.
 */
const TABLES = {
  run: [],
  tier: ['tier_id'],
  phase: ['phase_id'],
  phase_issue: ['phase_id', 'issue_key'],
  issue_sighting: ['issue_key', 'episode::int', 'tier_id'],
  aged_issue: ['issue_key'],
  strategy: [],
  phase_strategy: ['phase_id'],
  attempt: ['phase_id', 'number::int'],
  attempt_artefact: ['path'],
  ci_try: ['phase_id', 'attempt::int', 'round::int', 'number::int'],
  late_result: ['received_at::timestamptz', 'id'],
  snapshot: ['phase_id'],
  promotion: [],
  ref_difference: ['ref'],
} as const satisfies Record<string, readonly string[]>;
type ArchivedTable = keyof typeof TABLES;

/** Before every key of a table. */
const FIRST: Readonly<Record<string, string>> = { text: '', int: '0', timestamptz: '-infinity' };

interface KeyColumn {
  readonly name: string;
  readonly type: string;
}

const keyOf = (table: ArchivedTable): KeyColumn[] =>
  TABLES[table].map((column) => {
    const [name, type = 'text'] = column.split('::') as [string, string?];
    return { name, type };
  });

/** A page behind a key is found by the index: the time for all pages grows with the rows, not with their square. */
function pageOf(table: ArchivedTable): string {
  const key = keyOf(table);
  const columns = key.map(({ name }) => `t.${name}`).join(', ');
  const last = key.map(({ type }, i) => `($3::text[])[${i + 1}]::${type}`).join(', ');
  const page = key.length === 0 ? '' : ` and (${columns}) > (${last}) order by ${columns}`;
  const texts = key.map(({ name }) => `t.${name}::text`).join(', ');
  return `(select to_jsonb(t)::text as line, array[${texts}]::text[] as key from ${table} t where $2::text = '${table}' and t.run_id = $1${page} limit $4)`;
}

/** $1 the run, $2 the table, $3 the key of the last row that was read, or what comes before every key; $4 how many more. */
const ROWS_OF_TABLE = statement({
  name: 'archive_rows',
  text: (Object.keys(TABLES) as ArchivedTable[]).map(pageOf).join('\nunion all '),
});

/** $1 the run, $2 the last path, $3 how many. */
const ATTACHMENTS = statement({
  name: 'archive_attachments',
  text: `select path, sha256 from attempt_artefact where run_id = $1 and path > $2 order by path limit $3`,
});

@Injectable()
export class ArchiveRepository {
  constructor(private readonly database: Database) {}

  async candidates(
    { runIds, projectIds, olderThanDays }: Selection,
    after: Pick<Candidate, 'runId' | 'completedAt'> | null,
    limit: number,
  ): Promise<Candidate[]> {
    const place = [after?.completedAt ?? null, after?.runId ?? null, limit];
    const rows = await (runIds === null
      ? this.database.read<CandidateRow>(OLD, [...place, projectIds, olderThanDays])
      : this.database.read<CandidateRow>(NAMED, [...place, runIds, projectIds, olderThanDays]));
    return rows.map((row) => ({ runId: row.run_id, projectId: row.project_id, completedAt: row.completed_at }));
  }

  /** The runs that build on a run, however many steps away. */
  async behind(runId: string): Promise<string[]> {
    return (await this.database.read<{ run_id: string }>(BEHIND, [runId])).map((row) => row.run_id);
  }

  /** Changes when anything is added to a run that has ended; null if there is no such run. */
  async mark(runId: string): Promise<string | null> {
    const [row] = await this.database.read<{ mark: string }>(MARK, [runId]);
    return row?.mark ?? null;
  }

  /** Does the work unless another server does it now, such as the archiving of a run; null: it does. */
  async alone<Result>(what: string, work: () => Promise<Result>): Promise<Result | null> {
    return this.database.withConnection(async (client) => {
      const [row] = await queryOn<{ locked: boolean }>(client, LOCK, [what]);
      if (!row!.locked) return null;
      const result = await work();
      await queryOn(client, UNLOCK, [what]);
      return result;
    });
  }

  /** The events as JSON lines, in their order. */
  async *events(runId: string): AsyncGenerator<string> {
    for (let after = 0; ;) {
      const rows = await this.database.read<{ seq: number; line: string }>(EVENTS, [runId, after, ROWS]);
      for (const { line } of rows) yield line;
      if (rows.length < ROWS) return;
      after = rows.at(-1)!.seq;
    }
  }

  /** The other rows as JSON lines, by table. */
  async *rows(runId: string): AsyncGenerator<{ readonly table: string; readonly lines: AsyncIterable<string> }> {
    for (const table of Object.keys(TABLES) as ArchivedTable[]) {
      const { database } = this;
      const lines = async function* (): AsyncGenerator<string> {
        for (let last = keyOf(table).map(({ type }) => FIRST[type]!); ;) {
          const values = [runId, table, last, ROWS];
          const rows = await database.read<{ line: string; key: string[] }>(ROWS_OF_TABLE, values);
          for (const { line } of rows) yield line;
          if (rows.length < ROWS) return;
          last = rows.at(-1)!.key;
        }
      };
      yield { table, lines: lines() };
    }
  }

  /** The attachments of attempts: where they are below the run's directory, and their hashes. */
  async *attachments(runId: string): AsyncGenerator<{ readonly path: string; readonly sha256: string }> {
    for (let after = ''; ;) {
      const rows = await this.database.read<{ path: string; sha256: string }>(ATTACHMENTS, [runId, after, ROWS]);
      yield* rows;
      if (rows.length < ROWS) return;
      after = rows.at(-1)!.path;
    }
  }
}
