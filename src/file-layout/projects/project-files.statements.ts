/** The statements of the project files' repository. */
import { statement } from '../../database/database.js';
import { isResolved } from '../../database/issue-sql.js';

/** Another class than that of runs. */
const LOCK = 'hashtextextended($1, 20452)';

/**
 * $1 project. Takes its lock, if it is free, and returns the outbox rows of its files: the statements that follow see
 * the changes of these rows.
 */
export const LOCK_PROJECT = statement({
  name: 'layout_lock_project',
  text: `
with lock as materialized (select pg_try_advisory_lock(${LOCK}) as held)
select lock.held, array(select o.write_id from project_outbox o where lock.held and o.project_id = $1) as notes from lock`,
});

/**
 * $1 project, $2 outbox rows whose changes its files show now. Their deletion need not be durable: rendering a file
 * twice gives the same file.
 */
export const UNLOCK_PROJECT = statement({
  name: 'layout_unlock_project',
  text: `
with quick as materialized (
  select set_config('synchronous_commit', 'off', true)
), rendered as (
  delete from project_outbox o using quick where o.project_id = $1 and o.write_id = any($2::uuid[])
)
select pg_advisory_unlock(${LOCK}) from quick`,
});

/** $1 project: its files are outdated, and no outbox row says so. */
export const NOTE_PROJECT = statement({
  name: 'layout_note_project',
  text: `
insert into project_outbox (project_id, write_id, written_at)
select p.project_id, gen_random_uuid(), autopack_now() from project p where p.project_id = $1`,
});

/** $1 project. Includes the newest ruleset: it decides the status of backlog entries. */
export const READ_PROJECT = statement({
  name: 'layout_read_project',
  text: `
select p.ruleset_version, s.document::text as document
from project p left join ruleset s on s.project_id = p.project_id and s.version = p.ruleset_version
where p.project_id = $1`,
});

/** $1 project, $2 successful runs after which an issue counts as resolved. */
export const READ_BACKLOG = statement({
  name: 'layout_read_backlog',
  text: `
select b.issue_key as "issueKey", b.category, b.base_severity as "baseSeverity", b.occurrence_count as "occurrenceCount",
  b.age_in_runs as "ageInRuns", b.age_in_tiers as "ageInTiers", b.first_seen_run_id as "firstSeenRunId",
  b.last_seen_run_id as "lastSeenRunId", b.last_seen_at as "lastSeenAt", ${isResolved('b', '$2::int')} as resolved
from backlog_entry b where b.project_id = $1 order by b.issue_key collate "C"`,
});

/** $1 project, $2 versions. */
export const READ_RULESETS = statement({
  name: 'layout_read_rulesets',
  text: `select version, document::text as document from ruleset where project_id = $1 and version = any($2::int[]) order by version`,
});

/** $1 age in milliseconds, $2 limit, $3 and $4 the place after which to search. */
export const STALE_PROJECTS = statement({
  name: 'layout_stale_projects',
  text: `
select o.project_id, min(o.written_at) as written_at from project_outbox o
where o.written_at < autopack_now() - $1::int * interval '1 millisecond'
group by o.project_id
having $3::timestamptz is null or (min(o.written_at), o.project_id) > ($3::timestamptz, $4::text)
order by 2, 1 limit $2::int`,
});

/** $1 limit, $2 the project after which to search. */
export const PROJECT_IDS = statement({
  name: 'layout_project_ids',
  text: `select project_id from project where project_id > $2 order by project_id limit $1::int`,
});
