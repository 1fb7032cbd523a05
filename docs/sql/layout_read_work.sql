-- layout_read_work
-- src/file-layout/runs/work.statements.ts: READ_WORK
--
-- $1 phases of runs, in JSON. Their rows are read in the same statement: they may be newer than READ_CHANGED has read, and then their write
-- is in the outbox.

select r.run_id,
  coalesce((select json_agg(f.rendered order by f.phase_index) from (select f.tier_id, f.phase_index,
      json_build_object('phase', row_to_json(f), 'strategy', s.document) as rendered
    from phase f left join phase_strategy s on s.run_id = r.run_id and s.phase_id = f.phase_id where f.run_id = r.run_id
        and f.phase_id = any(requested.phase_ids)) as f), '[]') as phases,

  coalesce((select json_agg(rendered order by rendered.phase_id collate "C", rendered.number) from (
    select a.phase_id, a.number, a.role, a.worker_id, a.state, a.tokens_used, a.tokens_estimated, a.given_back, a.commit, a.status,
        a.audit_verdict,
      a.confidence, a.ci_verdict, left(a.notes, 1001) as notes,
      case when a.gate is not null then json_build_object('verdict', a.gate -> 'verdict',
        'reasons', jsonb_path_query_array(a.gate, '$.reasons[0 to 9]'),
        'moreReasons', greatest(0, jsonb_array_length(a.gate -> 'reasons') - 10)) end as gate from attempt a
            join phase f on f.run_id = a.run_id and f.phase_id = a.phase_id where a.run_id = r.run_id
            and f.phase_id = any(requested.phase_ids) and (a.number = 0 or a.number > (f.work ->> 'attempts')::int - 50)) as rendered),
            '[]') as attempts,
  coalesce((select json_agg(rendered order by rendered.phase_id collate "C", rendered.round, rendered.attempt, rendered.number) from (
    select y.phase_id, y.attempt, y.round, y.number, y.verdict, y.commit, left(y.summary, 1001) as summary,
      (y.judged ->> 'executed')::int as executed, coalesce(jsonb_path_query_array(y.judged, '$.failed[0 to 4].testId'), '[]') as failed,
      coalesce(jsonb_path_query_array(y.judged, '$.reasons[0 to 2].message'), '[]') as reasons,
      coalesce(greatest(0, jsonb_array_length(y.judged -> 'failed') - 5) + (y.judged ->> 'moreFailed')::int, 0) as more_failed from ci_try y
          join phase f on f.run_id = y.run_id and f.phase_id = y.phase_id where y.run_id = r.run_id
          and f.phase_id = any(requested.phase_ids) and (y.attempt = 0 or y.attempt > (f.work ->> 'attempts')::int - 20)) as rendered),
          '[]') as tries,
  coalesce((select json_agg(rendered order by rendered.phase_id collate "C", rendered.attempt, rendered.place) from (
    select x.phase_id, x.attempt, x.try_number, x.path, x.kind, x.size_bytes, x.sha256, x.run_version, x.at,
        count(*) over attempts as of_attempt,
      row_number() over (attempts order by x.try_number nulls first, x.path collate "C") as place
    from attempt_artefact x join phase f on f.run_id = x.run_id and f.phase_id = x.phase_id where x.run_id = r.run_id
        and f.phase_id = any(requested.phase_ids) and x.late_result_id is null
        and (x.attempt = 0 or x.attempt > (f.work ->> 'attempts')::int - 20)
    window attempts as (partition by x.phase_id, x.attempt)) as rendered where rendered.place <= 10), '[]') as files,
  coalesce((select json_agg(json_build_object('phase_id', s.phase_id, 'commit', s.commit, 'tag', s.tag, 'executed', s.executed))
    from snapshot s join phase f on f.run_id = s.run_id and f.phase_id = s.phase_id where s.run_id = r.run_id
        and f.phase_id = any(requested.phase_ids)), '[]') as snapshots
from jsonb_to_recordset($1::jsonb) as requested (run_id text, phase_ids text[])
join run r on r.run_id = requested.run_id;
