/**
 * The work on phases, and the incident pack of a run that ended as failed: the contents of their documents, read once
 * for all requested phases. No token and no hash of a token is selected here (W2).
 */
import { statement } from '../../database/database.js';
import {
  KEPT_DATA_BYTES,
  KEPT_EVENTS,
  KEPT_FAILED_TESTS,
  KEPT_ISSUES,
} from '../../domain/documents/incident/incident-view.js';
import { LIST_LINES } from '../../domain/documents/parts/window.js';
import {
  DETAILED_ATTEMPTS,
  RENDERED_CHARACTERS,
  RENDERED_FAILED_TESTS,
  RENDERED_FILES,
  RENDERED_REASONS,
  RENDERED_TRY_REASONS,
} from '../../domain/documents/parts/work-view.js';
import { RENDERED_PHASES } from './phase.statements.js';

/** The beginning of a text, with one character more than is rendered, so that truncation can be detected. */
const beginning = (column: string): string => `left(${column}, ${RENDERED_CHARACTERS + 1})`;
/** Attempts of the phase `f` from a place among its newest on, and 0: attachments without an attempt. */
const newest = (attempt: string, count: number): string =>
  `(${attempt} = 0 or ${attempt} > (f.work ->> 'attempts')::int - ${count})`;

const ATTEMPT = `a.phase_id, a.number, a.role, a.worker_id, a.state, a.tokens_used, a.tokens_estimated, a.given_back, a.commit, a.status, a.audit_verdict,
      a.confidence, a.ci_verdict, ${beginning('a.notes')} as notes,
      case when a.gate is not null then json_build_object('verdict', a.gate -> 'verdict',
        'reasons', jsonb_path_query_array(a.gate, '$.reasons[0 to ${RENDERED_REASONS - 1}]'),
        'moreReasons', greatest(0, jsonb_array_length(a.gate -> 'reasons') - ${RENDERED_REASONS})) end as gate`;

const ciTry = (
  tests: number,
): string => `y.phase_id, y.attempt, y.round, y.number, y.verdict, y.commit, ${beginning('y.summary')} as summary,
      (y.judged ->> 'executed')::int as executed, coalesce(jsonb_path_query_array(y.judged, '$.failed[0 to ${tests - 1}].testId'), '[]') as failed,
      coalesce(jsonb_path_query_array(y.judged, '$.reasons[0 to ${RENDERED_TRY_REASONS - 1}].message'), '[]') as reasons,
      coalesce(greatest(0, jsonb_array_length(y.judged -> 'failed') - ${tests}) + (y.judged ->> 'moreFailed')::int, 0) as more_failed`;

/**
 * Columns with the work on the phases of the run `run` that `which` chooses by `f`. The rows are found by the run, so
 * that those of a whole run are found together.
 */
export const workOf = (run: string, which = 'true', tests = RENDERED_FAILED_TESTS): string => {
  const ofPhases = (table: string, row: string) =>
    `${table} ${row} join phase f on f.run_id = ${row}.run_id and f.phase_id = ${row}.phase_id where ${row}.run_id = ${run} and ${which}`;
  return `
  coalesce((select json_agg(rendered order by rendered.phase_id collate "C", rendered.number) from (
    select ${ATTEMPT} from ${ofPhases('attempt', 'a')} and ${newest('a.number', LIST_LINES)}) as rendered), '[]') as attempts,
  coalesce((select json_agg(rendered order by rendered.phase_id collate "C", rendered.round, rendered.attempt, rendered.number) from (
    select ${ciTry(tests)} from ${ofPhases('ci_try', 'y')} and ${newest('y.attempt', DETAILED_ATTEMPTS)}) as rendered), '[]') as tries,
  coalesce((select json_agg(rendered order by rendered.phase_id collate "C", rendered.attempt, rendered.place) from (
    select x.phase_id, x.attempt, x.try_number, x.path, x.kind, x.size_bytes, x.sha256, x.run_version, x.at, count(*) over attempts as of_attempt,
      row_number() over (attempts order by x.try_number nulls first, x.path collate "C") as place
    from ${ofPhases('attempt_artefact', 'x')} and x.late_result_id is null and ${newest('x.attempt', DETAILED_ATTEMPTS)}
    window attempts as (partition by x.phase_id, x.attempt)) as rendered where rendered.place <= ${RENDERED_FILES}), '[]') as files,
  coalesce((select json_agg(json_build_object('phase_id', s.phase_id, 'commit', s.commit, 'tag', s.tag, 'executed', s.executed))
    from ${ofPhases('snapshot', 's')}), '[]') as snapshots`;
};

/**
 * $1 phases of runs, in JSON. Their rows are read in the same statement: they may be newer than READ_CHANGED has read,
 * and then their write is in the outbox.
 */
export const READ_WORK = statement({
  name: 'layout_read_work',
  text: `
select r.run_id,
  coalesce((select json_agg(f.rendered order by f.phase_index) from (${RENDERED_PHASES} where f.run_id = r.run_id and f.phase_id = any(requested.phase_ids)) as f), '[]') as phases,
  ${workOf('r.run_id', 'f.phase_id = any(requested.phase_ids)')}
from jsonb_to_recordset($1::jsonb) as requested (run_id text, phase_ids text[])
join run r on r.run_id = requested.run_id`,
});

/** The phase that ended the run `r`: the one that its failure names, else the one that was at work. */
const ENDING_PHASE = `select f.* from phase f where f.run_id = r.run_id
    and case when r.failure ->> 'phaseId' is null then f.state = 'FAILED' else f.phase_id = r.failure ->> 'phaseId' end
  order by f.phase_index limit 1`;

/**
 * What the command that ended the run `r` skipped, as a condition on an event `e`: one event for each phase and tier
 * that was waiting, but for the command's first, which may be what it was about. Never null, so that it can be negated:
 * an event without a move has no `to_state`.
 */
const SKIPPED_BY_END = `e.seq > last_write.first_seq and e.to_state is not distinct from 'SKIPPED'`;
/** Its events are at the end, one after the other; there are no more of them than rows, and some for the run itself. */
const LAST_WRITE = `select min(e.seq) as first_seq from run_event e
  where e.run_id = r.run_id and e.seq > r.version - r.phase_count - r.tier_count - 20
    and e.write_id = (select l.write_id from run_event l where l.run_id = r.run_id and l.seq = r.version)`;

/**
 * $1 run ids. The contents of the incident packs of those that ended as failed: they never change again (S3), so that
 * the time of the read does not matter.
 */
export const READ_INCIDENTS = statement({
  name: 'layout_read_incidents',
  text: `
select r.run_id, row_to_json(r) as run, row_to_json(ending.*) as phase,
  (select row_to_json(t) from tier t where t.run_id = r.run_id and t.tier_id = coalesce(ending.tier_id, r.failure ->> 'tierId')) as tier,
  ${workOf('r.run_id', 'f.phase_id = ending.phase_id', KEPT_FAILED_TESTS)},
  (select json_agg(rendered order by rendered.seq) from (
    select e.seq, e.type, e.subject, e.actor, e.cause, e.at, e.from_state, e.to_state,
      case when octet_length(e.data::text) <= ${KEPT_DATA_BYTES} then e.data end as data
    from run_event e where e.run_id = r.run_id and not (${SKIPPED_BY_END}) order by e.seq desc limit ${KEPT_EVENTS}) as rendered) as events,
  (select count(*)::int from run_event e where e.run_id = r.run_id and ${SKIPPED_BY_END}) as skipped_by_end,
  coalesce((select json_agg(rendered order by rendered.place) from (
    select i.issue_key, i.phase_id, i.tier_id, i.category, i.severity, i.effective_severity, i.source, ${beginning('i.description')} as description,
      i.expected_fail, i.occurrence_count, f.phase_index,
      row_number() over (order by i.effective_severity, f.phase_index, i.issue_key collate "C") as place
    from phase_issue i join phase f on f.run_id = i.run_id and f.phase_id = i.phase_id where i.run_id = r.run_id and i.open
    order by place limit ${KEPT_ISSUES}) as rendered), '[]') as issues,
  (select count(*)::int from phase_issue i where i.run_id = r.run_id and i.open) as open_issues,
  (select json_build_object('phase_id', s.phase_id, 'commit', s.commit, 'tag', s.tag, 'executed', s.executed)
    from snapshot s join phase f on f.run_id = s.run_id and f.phase_id = s.phase_id
    where s.run_id = r.run_id order by f.phase_index desc limit 1) as snapshot
from unnest((select $1::text[])) as requested(run_id)
join run r on r.run_id = requested.run_id
left join lateral (${ENDING_PHASE}) as ending on true
cross join lateral (${LAST_WRITE}) as last_write
where r.state like 'DONE\\_FAILED\\_%'`,
});

/** $1 run id, $2 path below its directory: what proves the bytes of an attachment. */
export const READ_ATTACHMENT = statement({
  name: 'layout_read_attachment',
  text: `select row_to_json(x) as attachment from attempt_artefact x where x.run_id = $1 and x.path = $2`,
});
