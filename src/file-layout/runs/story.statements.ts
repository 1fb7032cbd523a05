/**
 * The history of a run, as one column (see run-story.ts). For a live run only its promotion is read, so that a
 * transition does not cost more.
 */
import { REPORTED_ISSUES, REPORTED_SETBACKS, REPORTED_TESTS } from '../../domain/documents/run/run-story.js';

const SETBACKS = `
  select f.phase_index, a.number, 0 as place, json_build_object('phaseId', a.phase_id, 'attempt', a.number, 'by', 'gate', 'verdict', a.gate ->> 'verdict',
      'tests', '[]'::json, 'moreTests', 0, 'reason', left(a.gate #>> '{reasons,0,message}', 400)) as setback
    from attempt a join phase f on f.run_id = a.run_id and f.phase_id = a.phase_id
    where a.run_id = r.run_id and a.gate ->> 'verdict' = 'REJECT'
  union all
  select f.phase_index, y.attempt, 1, json_build_object('phaseId', y.phase_id, 'attempt', y.attempt, 'by', 'CI', 'verdict', y.verdict,
      'tests', coalesce(jsonb_path_query_array(y.judged, '$.failed[0 to ${REPORTED_TESTS - 1}].testId'), '[]'),
      'moreTests', coalesce(greatest(0, jsonb_array_length(y.judged -> 'failed') - ${REPORTED_TESTS}) + (y.judged ->> 'moreFailed')::int, 0),
      'reason', left(coalesce(case when y.judged #>> '{reasons,0,code}' in ('tests_failed', 'reported_red') then y.summary else y.judged #>> '{reasons,0,message}' end, y.summary), 400))
    from (select distinct on (t.phase_id, t.attempt) t.* from ci_try t where t.run_id = r.run_id
      order by t.phase_id, t.attempt, t.round desc, t.number desc) y
    join phase f on f.run_id = y.run_id and f.phase_id = y.phase_id
    where y.verdict in ('RED', 'MISSING')`;

const ISSUES = `
  select i.issue_key, i.effective_severity, i.phase_id, f.phase_index from phase_issue i join phase f on f.run_id = i.run_id and f.phase_id = i.phase_id
    where i.run_id = r.run_id and i.open and not i.expected_fail`;

/** A column for a statement whose run is `r`. */
export const STORY = `json_build_object(
  'promoted', (select json_build_object('branch', p.target_branch, 'commit', p.commit, 'at', p.promoted_at) from promotion p
    where p.run_id = r.run_id and p.promoted_at is not null),
  'setbacks', case when r.completed_at is not null then (select json_build_object('count', count(*), 'rows', json_agg(s.setback order by s.place_of_all)
      filter (where s.place_of_all <= ${REPORTED_SETBACKS}))
    from (select setback, row_number() over (order by phase_index, number, place) as place_of_all from (${SETBACKS}) as every_setback) as s) end,
  'issues', case when r.completed_at is not null then (select json_build_object('count', count(*), 'rows',
      json_agg(json_build_object('issueKey', s.issue_key, 'severity', s.effective_severity, 'phaseId', s.phase_id) order by s.place)
      filter (where s.place <= ${REPORTED_ISSUES}))
    from (select o.*, row_number() over (order by effective_severity, phase_index, issue_key collate "C") as place from (${ISSUES}) as o) as s) end)`;
