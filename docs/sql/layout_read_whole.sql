-- layout_read_whole
-- src/file-layout/runs/file-layout.statements.ts: READ_WHOLE
--
-- $1 run id: all its rows.

select row_to_json(r) as run, (select n.run_id from run n where n.continues_run_id = r.run_id order by n.created_at desc,
    n.run_id desc limit 1) as continued_by, json_build_object(
  'promoted', (select json_build_object('branch', p.target_branch, 'commit', p.commit, 'at', p.promoted_at) from promotion p
    where p.run_id = r.run_id and p.promoted_at is not null),
  'setbacks', case when r.completed_at is not null then (select json_build_object('count', count(*), 'rows',
      json_agg(s.setback order by s.place_of_all)
      filter (where s.place_of_all <= 20))
    from (select setback, row_number() over (order by phase_index, number, place) as place_of_all from (
  select f.phase_index, a.number, 0 as place, json_build_object('phaseId', a.phase_id, 'attempt', a.number, 'by', 'gate', 'verdict',
      a.gate ->> 'verdict',
      'tests', '[]'::json, 'moreTests', 0, 'reason', left(a.gate #>> '{reasons,0,message}', 400)) as setback
    from attempt a join phase f on f.run_id = a.run_id and f.phase_id = a.phase_id
    where a.run_id = r.run_id and a.gate ->> 'verdict' = 'REJECT'
  union all
  select f.phase_index, y.attempt, 1, json_build_object('phaseId', y.phase_id, 'attempt', y.attempt, 'by', 'CI', 'verdict', y.verdict,
      'tests', coalesce(jsonb_path_query_array(y.judged, '$.failed[0 to 2].testId'), '[]'),
      'moreTests', coalesce(greatest(0, jsonb_array_length(y.judged -> 'failed') - 3) + (y.judged ->> 'moreFailed')::int, 0),
      'reason', left(coalesce(case when y.judged #>> '{reasons,0,code}' in ('tests_failed', 'reported_red') then y.summary
          else y.judged #>> '{reasons,0,message}' end, y.summary), 400))
    from (select distinct on (t.phase_id, t.attempt) t.* from ci_try t where t.run_id = r.run_id
      order by t.phase_id, t.attempt, t.round desc, t.number desc) y
    join phase f on f.run_id = y.run_id and f.phase_id = y.phase_id
    where y.verdict in ('RED', 'MISSING')) as every_setback) as s) end,
  'issues', case when r.completed_at is not null then (select json_build_object('count', count(*), 'rows',
      json_agg(json_build_object('issueKey', s.issue_key, 'severity', s.effective_severity, 'phaseId', s.phase_id) order by s.place)
      filter (where s.place <= 20))
    from (select o.*, row_number() over (order by effective_severity, phase_index, issue_key collate "C") as place from (
  select i.issue_key, i.effective_severity, i.phase_id, f.phase_index from phase_issue i join phase f on f.run_id = i.run_id
      and f.phase_id = i.phase_id
    where i.run_id = r.run_id and i.open and not i.expected_fail) as o) as s) end) as story,
  coalesce((select json_agg(row_to_json(t) order by t.tier_index) from tier t where t.run_id = r.run_id), '[]') as tiers,
  coalesce((select json_agg(f.rendered order by f.phase_index) from (select f.tier_id, f.phase_index,
      json_build_object('phase', row_to_json(f), 'strategy', s.document) as rendered
    from phase f left join phase_strategy s on s.run_id = r.run_id and s.phase_id = f.phase_id where f.run_id = r.run_id) as f),
        '[]') as phases,
  coalesce((select json_agg(row_to_json(i)) from phase_issue i where i.run_id = r.run_id), '[]') as issues,

  coalesce((select json_agg(rendered order by rendered.phase_id collate "C", rendered.number) from (
    select a.phase_id, a.number, a.role, a.worker_id, a.state, a.tokens_used, a.tokens_estimated, a.given_back, a.commit, a.status,
        a.audit_verdict,
      a.confidence, a.ci_verdict, left(a.notes, 1001) as notes,
      case when a.gate is not null then json_build_object('verdict', a.gate -> 'verdict',
        'reasons', jsonb_path_query_array(a.gate, '$.reasons[0 to 9]'),
        'moreReasons', greatest(0, jsonb_array_length(a.gate -> 'reasons') - 10)) end as gate from attempt a
            join phase f on f.run_id = a.run_id and f.phase_id = a.phase_id where a.run_id = r.run_id and true
            and (a.number = 0 or a.number > (f.work ->> 'attempts')::int - 50)) as rendered), '[]') as attempts,
  coalesce((select json_agg(rendered order by rendered.phase_id collate "C", rendered.round, rendered.attempt, rendered.number) from (
    select y.phase_id, y.attempt, y.round, y.number, y.verdict, y.commit, left(y.summary, 1001) as summary,
      (y.judged ->> 'executed')::int as executed, coalesce(jsonb_path_query_array(y.judged, '$.failed[0 to 4].testId'), '[]') as failed,
      coalesce(jsonb_path_query_array(y.judged, '$.reasons[0 to 2].message'), '[]') as reasons,
      coalesce(greatest(0, jsonb_array_length(y.judged -> 'failed') - 5) + (y.judged ->> 'moreFailed')::int, 0) as more_failed from ci_try y
          join phase f on f.run_id = y.run_id and f.phase_id = y.phase_id where y.run_id = r.run_id and true
          and (y.attempt = 0 or y.attempt > (f.work ->> 'attempts')::int - 20)) as rendered), '[]') as tries,
  coalesce((select json_agg(rendered order by rendered.phase_id collate "C", rendered.attempt, rendered.place) from (
    select x.phase_id, x.attempt, x.try_number, x.path, x.kind, x.size_bytes, x.sha256, x.run_version, x.at,
        count(*) over attempts as of_attempt,
      row_number() over (attempts order by x.try_number nulls first, x.path collate "C") as place
    from attempt_artefact x join phase f on f.run_id = x.run_id and f.phase_id = x.phase_id where x.run_id = r.run_id and true
        and x.late_result_id is null and (x.attempt = 0 or x.attempt > (f.work ->> 'attempts')::int - 20)
    window attempts as (partition by x.phase_id, x.attempt)) as rendered where rendered.place <= 10), '[]') as files,
  coalesce((select json_agg(json_build_object('phase_id', s.phase_id, 'commit', s.commit, 'tag', s.tag, 'executed', s.executed))
    from snapshot s join phase f on f.run_id = s.run_id and f.phase_id = s.phase_id where s.run_id = r.run_id and true), '[]') as snapshots,
  (select json_build_object('run_id', s.run_id, 'version', s.version, 'hash', s.hash, 'document', s.document,
    'shown_version', s.shown_version, 'shown_at', s.shown_at) from strategy s where s.run_id = r.run_id) as strategy,
  coalesce((select json_agg(json_build_object('run_id', o.run_id, 'first_seq', o.first_seq, 'written_at', o.written_at)) from run_outbox o
      where o.run_id = r.run_id), '[]') as entries
from run r where r.run_id = $1;
