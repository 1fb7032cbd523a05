/** The statements of the file layout's repository. */
import { statement } from '../../database/database.js';
import { LINES_BEFORE, LIST_LINES } from '../../domain/documents/parts/window.js';
import { RENDERED_PHASES } from './phase.statements.js';
import { STORY } from './story.statements.js';
import { workOf } from './work.statements.js';

/** Separates the locks of runs from other advisory locks. */
const LOCK_OF = (column: string): string => `hashtextextended(${column}, 20451)`;

/** $1 run ids. Returns those whose lock was free. */
export const LOCK_RUNS = statement({
  name: 'layout_lock_runs',
  text: `select requested.run_id from unnest($1::text[]) as requested(run_id) where pg_try_advisory_lock(${LOCK_OF('requested.run_id')})`,
});

/** The newest run that continues the plan of `r` (P11). */
const CONTINUED_BY = `(select n.run_id from run n where n.continues_run_id = r.run_id order by n.created_at desc, n.run_id desc limit 1)`;

/** Entries of the outbox as a rendering read them: it settles these, and no other that was written meanwhile (F3). */
const ENTRIES = `json_agg(json_build_object('run_id', o.run_id, 'first_seq', o.first_seq, 'written_at', o.written_at))`;

/**
 * $1 entries of the outbox whose files are in place; $2 ids of all locked runs. Settling the outbox need not be
 * durable, because rendering a write twice gives the same file: the commit does not wait for the disk.
 */
export const SETTLE_RUNS = statement({
  name: 'layout_settle_runs',
  text: `
with quick as materialized (
  select set_config('synchronous_commit', 'off', true)
), settled as (
  delete from run_outbox o using jsonb_to_recordset($1::jsonb) as done(run_id text, first_seq int, written_at timestamptz)
  where o.run_id = done.run_id and o.first_seq = done.first_seq and o.written_at = done.written_at
)
select pg_advisory_unlock(${LOCK_OF('held.run_id')}) from quick, unnest($2::text[]) as held(run_id)`,
});

/**
 * Runs as documents show them: each with its window of tiers, and the tiers and phases that are wanted, none of them in
 * a draft. The windows begin where windowAround of the domain begins them: in plan order, the first open phase is the
 * run's head or comes after it. `requested` gives the relation `requested` with the runs and `pending` with the first
 * seq that is rendered of them, `wanted` the requested documents of the run `r`.
 */
const runsRendered = (requested: string, wanted: string): string => `
select r.run_id, pending.first_seq, pending.entries, moved.whole, row_to_json(r) as run, ${CONTINUED_BY} as continued_by, ${STORY} as story,
  tier_window.first_tier,
  coalesce((select json_agg(line order by line.tier_index) from (
    select t.*, null as description from tier t
    where t.run_id = r.run_id and t.tier_index >= tier_window.first_tier order by t.tier_index limit ${LIST_LINES}
  ) as line), '[]') as tier_lines,
  unclean.amount as unclean_tiers, unclean.witness as unclean_witness,
  coalesce(documents.tiers, '[]') as tiers,
  coalesce(documents.phases, '[]') as phases
from ${requested}
cross join lateral (select found.* from run found where found.run_id = requested.run_id and pending.first_seq is not null offset 0) as r
cross join lateral (${wanted}) as moved
cross join lateral (
  select greatest(0, least(r.tier_count - ${LIST_LINES}, -${LINES_BEFORE} + case
    when r.state = 'PLAN_BOOTSTRAP' then 0
    when r.head_phase_index is null then r.tier_count - 1
    else (select t.tier_index from phase f join tier t on t.run_id = f.run_id and t.tier_id = f.tier_id
          where f.run_id = r.run_id and f.phase_index = r.head_phase_index)
  end)) as first_tier
) as tier_window
cross join lateral (
  select count(*)::int as amount,
    (array_agg(row_to_json(t) order by t.open_minor_issues > t.max_minor_issues_tolerated desc, t.tier_index))[1] as witness
  from tier t
  where t.run_id = r.run_id and (t.tokens_used > t.token_cap or t.ci_runs_used > t.ci_run_cap
    or t.open_minor_issues > t.max_minor_issues_tolerated or t.open_major_issues > t.max_major_issues_tolerated)
) as unclean
cross join lateral (
  with rendered_phase as materialized (
    ${RENDERED_PHASES} where moved.whole and f.run_id = r.run_id
    union all
    ${RENDERED_PHASES} where moved.sealed and not moved.whole and f.run_id = r.run_id and f.phase_id = any(moved.phase_ids)
  ), shown_tier as materialized (
    select t.* from tier t where moved.whole and t.run_id = r.run_id
    union all
    select t.* from tier t where moved.sealed and not moved.whole and t.run_id = r.run_id
      and t.tier_id = any(moved.tier_ids || array(select distinct f.tier_id from rendered_phase f))
  )
  select
    (select json_agg(f.rendered order by f.phase_index) from rendered_phase f) as phases,
    (select json_agg(json_build_object('tier', row_to_json(t), 'before', coalesce(span.from_index - span.first_index, 0),
        'lines', coalesce(lines.rows, '[]')) order by t.tier_index)
      from shown_tier t
      cross join lateral (
        select bounds.first_index, greatest(bounds.first_index, least(bounds.first_index + t.phase_count - ${LIST_LINES}, -${LINES_BEFORE} + coalesce(
          (select min(f.phase_index) from phase f where f.run_id = t.run_id and f.tier_id = t.tier_id
            and f.phase_index >= r.head_phase_index and f.state in ('QUEUED', 'EXECUTING', 'GATE', 'CI_RUNNING')),
          bounds.first_index + t.phase_count - 1))) as from_index
        from (select min(f.phase_index) as first_index from phase f where f.run_id = t.run_id and f.tier_id = t.tier_id) as bounds
      ) as span
      cross join lateral (
        select json_agg(line order by line.phase_index) as rows from (
          select f.phase_id, f.phase_index, f.name, f.state, f.builder_attempts, f.max_builder_attempts, f.tokens_used, f.incident_token_cap,
            f.started_at, f.completed_at
          from phase f where f.run_id = t.run_id and f.tier_id = t.tier_id and f.phase_index >= span.from_index
          order by f.phase_index limit ${LIST_LINES}
        ) as line
      ) as lines
    ) as tiers
) as documents`;

/**
 * $1 run ids. For each run with writes in the outbox: the documents that the events of these writes name; all documents
 * when the run leaves the draft or begins without one.
 *
 * The ids come from a subselect so that a custom plan has the same estimated cost as a generic one: otherwise
 * PostgreSQL would plan the statement anew every time, which takes three times as long as its execution.
 */
export const READ_CHANGED = statement({
  name: 'layout_read_changed',
  text: runsRendered(
    `unnest((select $1::text[])) as requested(run_id)
cross join lateral (select min(o.first_seq) as first_seq, ${ENTRIES} as entries from run_outbox o where o.run_id = requested.run_id) as pending`,
    `
  select r.state <> 'PLAN_BOOTSTRAP' as sealed,
    r.state <> 'PLAN_BOOTSTRAP' and coalesce(bool_or(e.subject = 'run' and e.to_state is not null
      and (e.from_state is null or e.from_state = 'PLAN_BOOTSTRAP')), false) as whole,
    coalesce(array_agg(distinct substr(e.subject, 7)) filter (where e.subject like 'phase/%'), '{}') as phase_ids,
    coalesce(array_agg(distinct substr(e.subject, 6)) filter (where e.subject like 'tier/%'), '{}') as tier_ids
  from run_event e where e.run_id = r.run_id and e.seq >= pending.first_seq
`,
  ),
});

/**
 * $1 run id, $2 index of a phase or null, $3 index of a tier or null: the run with these, and with the phase its tier.
 */
export const READ_PART = statement({
  name: 'layout_read_part',
  text: runsRendered(
    `(select $1::text as run_id, $2::int as phase_index, $3::int as tier_index) as requested
cross join lateral (select 0 as first_seq, '[]'::json as entries) as pending`,
    `
  select r.state <> 'PLAN_BOOTSTRAP' as sealed, false as whole,
    array(select p.phase_id from phase p where p.run_id = r.run_id and p.phase_index = requested.phase_index) as phase_ids,
    array(select p.tier_id from tier p where p.run_id = r.run_id and p.tier_index = requested.tier_index) as tier_ids
`,
  ),
});

/** A frozen strategy without what its file does not show. */
const STRATEGY = `(select json_build_object('run_id', s.run_id, 'version', s.version, 'hash', s.hash, 'document', s.document,
    'shown_version', s.shown_version, 'shown_at', s.shown_at) from strategy s where s.run_id = r.run_id)`;

/**
 * $1 the requested documents of runs, in JSON: `whole`, all of them; else the index, the strategy, and the files of
 * some phases. Each file's version is read in the same statement as its rows: it may be newer than READ_CHANGED has
 * read, and then its write is in the outbox.
 */
export const READ_ISSUES = statement({
  name: 'layout_read_issues',
  text: `
select r.run_id, r.issues_version, r.issues_at,
  case when requested.index and r.issues_version > 0 then (
    select coalesce(json_agg(json_build_object('issue_key', i.issue_key, 'phase_id', i.phase_id, 'tier_id', i.tier_id, 'category', i.category,
        'severity', i.severity, 'effective_severity', i.effective_severity, 'occurrence_count', i.occurrence_count,
        'phase_index', f.phase_index, 'tier_index', t.tier_index)), '[]')
    from phase_issue i
    join phase f on f.run_id = i.run_id and f.phase_id = i.phase_id
    join tier t on t.run_id = i.run_id and t.tier_id = i.tier_id
    where i.run_id = r.run_id
  ) end as index_rows,
  coalesce((
    select json_agg(json_build_object('phase', row_to_json(f), 'issues', coalesce(
        (select json_agg(row_to_json(i)) from phase_issue i where i.run_id = f.run_id and i.phase_id = f.phase_id), '[]')) order by f.phase_index)
    from (
      select f.* from phase f where requested.whole and f.run_id = r.run_id and f.issues_version > 0
      union all
      select f.* from phase f where not requested.whole and f.run_id = r.run_id and f.phase_id = any(requested.phase_ids) and f.issues_version > 0
    ) as f
  ), '[]') as phases,
  case when requested.whole or requested.strategy then ${STRATEGY} end as strategy
from jsonb_to_recordset($1::jsonb) as requested (run_id text, whole boolean, index boolean, strategy boolean, phase_ids text[])
join run r on r.run_id = requested.run_id`,
});

/** $1 run id: all its rows. */
export const READ_WHOLE = statement({
  name: 'layout_read_whole',
  text: `
select row_to_json(r) as run, ${CONTINUED_BY} as continued_by, ${STORY} as story,
  coalesce((select json_agg(row_to_json(t) order by t.tier_index) from tier t where t.run_id = r.run_id), '[]') as tiers,
  coalesce((select json_agg(f.rendered order by f.phase_index) from (${RENDERED_PHASES} where f.run_id = r.run_id) as f), '[]') as phases,
  coalesce((select json_agg(row_to_json(i)) from phase_issue i where i.run_id = r.run_id), '[]') as issues,
  ${workOf('r.run_id')},
  ${STRATEGY} as strategy,
  coalesce((select ${ENTRIES} from run_outbox o where o.run_id = r.run_id), '[]') as entries
from run r where r.run_id = $1`,
});

/** $1 age in milliseconds, $2 limit, $3 and $4 the place after which to search. */
export const STALE_RUNS = statement({
  name: 'layout_stale_runs',
  text: `
select o.run_id, min(o.written_at) as written_at from run_outbox o
where o.written_at < autopack_now() - $1::int * interval '1 millisecond'
group by o.run_id
having $3::timestamptz is null or (min(o.written_at), o.run_id) > ($3::timestamptz, $4::text)
order by 2, 1 limit $2::int`,
});

/** $1 limit, $2 the run key after which to search. */
export const RUNS_TO_REMOVE = statement({
  name: 'layout_runs_to_remove',
  text: `
select run_id from run_id where deleted_at is not null and files_removed_at is null and run_key > lower($2) order by run_key limit $1::int`,
});

/** $1 run key. May be repeated: the first instant remains. */
export const MARK_REMOVED = statement({
  name: 'layout_mark_removed',
  text: `update run_id set files_removed_at = autopack_now() where run_key = $1 and deleted_at is not null and files_removed_at is null`,
});

/** $1 limit, $2 the run id after which to search. */
export const RUN_IDS = statement({
  name: 'layout_run_ids',
  text: `select run_id from run where run_id > $2 order by run_id limit $1::int`,
});
