/**
 * Counts over all runs (O1, O4): sums of ended runs that were folded once into `run_tally`, runs that ended since the
 * last fold, and live runs, read in one statement and so at one instant.
 */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../database/database.js';
import type { TallyRow } from '../domain/rules/calibration/budget-report.js';

/** Runs of one fold. */
export const FOLDED_AT_ONCE = 500;

/**
 * Folds runs that have ended, and what deletions took out, into the sums. These are locked in the order of the key, runs
 * and parts that another server folds are left to it: two folds do not wait for each other in a circle. $1 how many at
 * most.
 */
const FOLD = statement({
  name: 'fold_run_tally',
  text: `with taken as materialized (select run_id from ended_run where not tallied order by run_id limit $1::int for update skip locked),
  marked as (update ended_run e set tallied = true from taken t where e.run_id = t.run_id),
  parts as materialized (select day, kind, project_id, name, detail, part from run_tally where part <> '' order by part limit $1::int for update skip locked),
  gone as (delete from run_tally t using parts p where t.day = p.day and t.kind = p.kind and t.project_id = p.project_id and t.name = p.name
      and t.detail = p.detail and t.part = p.part
    returning t.day, t.kind, t.project_id, t.name, t.detail, t.runs, t.phases, t.completed, t.failed, t.tokens),
  summed as (select day, kind, project_id, name, detail, sum(runs)::bigint as runs, sum(phases)::bigint as phases, sum(completed)::bigint as completed,
      sum(failed)::bigint as failed, sum(tokens)::bigint as tokens
    from (select * from autopack_run_tally(array(select run_id from taken)) union all select * from gone) as added
    group by day, kind, project_id, name, detail),
  folded as (insert into run_tally (day, kind, project_id, name, detail, part, runs, phases, completed, failed, tokens)
    select day, kind, project_id, name, detail, '', runs, phases, completed, failed, tokens from summed order by day, kind, project_id, name, detail
    on conflict on constraint pk_run_tally do update set runs = run_tally.runs + excluded.runs, phases = run_tally.phases + excluded.phases,
      completed = run_tally.completed + excluded.completed, failed = run_tally.failed + excluded.failed, tokens = run_tally.tokens + excluded.tokens)
  select ((select count(*) from taken) + (select count(*) from parts))::int as amount`,
});

/** $1 project or null. */
const COUNTS = statement({
  name: 'run_counts',
  text: `with counted as (
    select t.project_id, t.name as state, t.runs from run_tally t
      where t.day = '' and t.kind = 'STATE' and ($1::text is null or t.project_id = $1)
    union all
    select r.project_id, r.state, 1 from ended_run e join run r on r.run_id = e.run_id where not e.tallied and ($1::text is null or e.project_id = $1)
    union all
    select r.project_id, r.state, count(*) from run r where r.completed_at is null and ($1::text is null or r.project_id = $1) group by r.project_id, r.state)
  select project_id as "projectId", state, sum(runs)::int as count from counted group by project_id, state having sum(runs) > 0 order by project_id, state`,
});

/**
 * $1 project or null; $2 the first instant or null. With one: $3 the first hour of UTC that lies after it as a whole, as
 * an instant, $4 its key, $5 the first whole day, $6 the key of its first hour. What is left of the hour before $3 is
 * read from rows.
 */
const REPORT = statement({
  name: 'budget_report',
  text: `with counted as (
    select t.kind, t.name, t.detail, t.runs, t.phases, t.completed, t.failed, t.tokens from run_tally t
      where $5::text is null and t.day = '' and ($1::text is null or t.project_id = $1)
    union all
    select t.kind, t.name, t.detail, t.runs, t.phases, t.completed, t.failed, t.tokens from run_tally t
      where t.day >= $5::text and ($1::text is null or t.project_id = $1)
    union all
    select t.kind, t.name, t.detail, t.runs, t.phases, t.completed, t.failed, t.tokens from run_tally t
      where t.day >= $4::text and t.day < $6::text and ($1::text is null or t.project_id = $1)
    union all
    select t.kind, t.name, t.detail, t.runs, t.phases, t.completed, t.failed, t.tokens from autopack_run_tally(array(
      select e.run_id from ended_run e where not e.tallied and ($1::text is null or e.project_id = $1) and ($3::timestamptz is null or e.completed_at >= $3)
      union all
      select r.run_id from run r where r.completed_at >= $2::timestamptz and r.completed_at < $3::timestamptz and ($1::text is null or r.project_id = $1))) t
      where t.day = '')
  select kind, name, detail, sum(runs)::float8 as runs, sum(phases)::float8 as phases, sum(completed)::float8 as completed,
    sum(failed)::float8 as failed, sum(tokens)::float8 as tokens
  from counted group by kind, name, detail having sum(runs) > 0 or sum(phases) > 0 order by kind, name, detail`,
});

export interface StoredCount {
  readonly projectId: string;
  readonly state: string;
  readonly count: number;
}

type StoredTally = TallyRow & Record<string, unknown>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Years of a key have four digits; no run ends later. */
const LATEST = new Date('9999-12-31T00:00:00Z');

const firstWhole = (since: Date, ms: number): Date => new Date(Math.ceil(since.getTime() / ms) * ms);
/** As in `run_tally`. */
const hourKey = (hour: Date): string => `0${hour.toISOString().slice(0, 13)}`;

@Injectable()
export class TallyRepository {
  constructor(private readonly database: Database) {}

  /** Runs by project and state. */
  counts(projectId: string | null): Promise<StoredCount[]> {
    return this.database.read<StoredCount & Record<string, unknown>>(COUNTS, [projectId]);
  }

  /** The sums over runs that ended at `since` or later; null: over all. */
  report(projectId: string | null, since: Date | null): Promise<TallyRow[]> {
    if (since === null) return this.database.read<StoredTally>(REPORT, [projectId, null, null, null, null, null]);
    const first = since > LATEST ? LATEST : since;
    const hour = firstWhole(first, HOUR_MS);
    const day = firstWhole(first, DAY_MS);
    const values = [projectId, first, hour, hourKey(hour), day.toISOString().slice(0, 10), hourKey(day)];
    return this.database.read<StoredTally>(REPORT, values);
  }

  /** Folds once; answers how many runs and parts it took. */
  async fold(): Promise<number> {
    const [row] = await this.database.write<{ amount: number }>(FOLD, [FOLDED_AT_ONCE]);
    return row!.amount;
  }
}
