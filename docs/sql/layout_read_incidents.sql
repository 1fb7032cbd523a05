-- layout_read_incidents
-- src/file-layout/runs/work.statements.ts: READ_INCIDENTS
--
-- $1 run ids. The contents of the incident packs of those that ended as failed: they never change again (S3), so that the time of the read
-- does not matter.

select r.run_id, row_to_json(r) as run, row_to_json(ending.*) as phase,
  (select row_to_json(t) from tier t where t.run_id = r.run_id and t.tier_id = coalesce(ending.tier_id, r.failure ->> 'tierId')) as tier,

  coalesce((select json_agg(rendered order by rendered.phase_id collate "C", rendered.number) from (
    select a.phase_id, a.number, a.role, a.worker_id, a.state, a.tokens_used, a.tokens_estimated, a.given_back, a.commit, a.status,
        a.audit_verdict,
      a.confidence, a.ci_verdict, left(a.notes, 1001) as notes,
      case when a.gate is not null then json_build_object('verdict', a.gate -> 'verdict',
        'reasons', jsonb_path_query_array(a.gate, '$.reasons[0 to 9]'),
        'moreReasons', greatest(0, jsonb_array_length(a.gate -> 'reasons') - 10)) end as gate from attempt a
            join phase f on f.run_id = a.run_id and f.phase_id = a.phase_id where a.run_id = r.run_id and f.phase_id = ending.phase_id
            and (a.number = 0 or a.number > (f.work ->> 'attempts')::int - 50)) as rendered), '[]') as attempts,
  coalesce((select json_agg(rendered order by rendered.phase_id collate "C", rendered.round, rendered.attempt, rendered.number) from (
    select y.phase_id, y.attempt, y.round, y.number, y.verdict, y.commit, left(y.summary, 1001) as summary,
      (y.judged ->> 'executed')::int as executed, coalesce(jsonb_path_query_array(y.judged, '$.failed[0 to 49].testId'), '[]') as failed,
      coalesce(jsonb_path_query_array(y.judged, '$.reasons[0 to 2].message'), '[]') as reasons,
      coalesce(greatest(0, jsonb_array_length(y.judged -> 'failed') - 50) + (y.judged ->> 'moreFailed')::int, 0) as more_failed
          from ci_try y join phase f on f.run_id = y.run_id and f.phase_id = y.phase_id where y.run_id = r.run_id
          and f.phase_id = ending.phase_id and (y.attempt = 0 or y.attempt > (f.work ->> 'attempts')::int - 20)) as rendered),
          '[]') as tries,
  coalesce((select json_agg(rendered order by rendered.phase_id collate "C", rendered.attempt, rendered.place) from (
    select x.phase_id, x.attempt, x.try_number, x.path, x.kind, x.size_bytes, x.sha256, x.run_version, x.at,
        count(*) over attempts as of_attempt,
      row_number() over (attempts order by x.try_number nulls first, x.path collate "C") as place
    from attempt_artefact x join phase f on f.run_id = x.run_id and f.phase_id = x.phase_id where x.run_id = r.run_id
        and f.phase_id = ending.phase_id and x.late_result_id is null and (x.attempt = 0 or x.attempt > (f.work ->> 'attempts')::int - 20)
    window attempts as (partition by x.phase_id, x.attempt)) as rendered where rendered.place <= 10), '[]') as files,
  coalesce((select json_agg(json_build_object('phase_id', s.phase_id, 'commit', s.commit, 'tag', s.tag, 'executed', s.executed))
    from snapshot s join phase f on f.run_id = s.run_id and f.phase_id = s.phase_id where s.run_id = r.run_id
        and f.phase_id = ending.phase_id), '[]') as snapshots,
  (select json_agg(rendered order by rendered.seq) from (
    select e.seq, e.type, e.subject, e.actor, e.cause, e.at, e.from_state, e.to_state,
      case when octet_length(e.data::text) <= 4096 then e.data end as data
    from run_event e where e.run_id = r.run_id and not (e.seq > last_write.first_seq and e.to_state is not distinct from 'SKIPPED')
        order by e.seq desc limit 200) as rendered) as events,
  (select count(*)::int from run_event e where e.run_id = r.run_id and e.seq > last_write.first_seq
      and e.to_state is not distinct from 'SKIPPED') as skipped_by_end,
  coalesce((select json_agg(rendered order by rendered.place) from (
    select i.issue_key, i.phase_id, i.tier_id, i.category, i.severity, i.effective_severity, i.source,
        left(i.description, 1001) as description,
      i.expected_fail, i.occurrence_count, f.phase_index,
      row_number() over (order by i.effective_severity, f.phase_index, i.issue_key collate "C") as place
    from phase_issue i join phase f on f.run_id = i.run_id and f.phase_id = i.phase_id where i.run_id = r.run_id and i.open
    order by place limit 200) as rendered), '[]') as issues,
  (select count(*)::int from phase_issue i where i.run_id = r.run_id and i.open) as open_issues,
  (select json_build_object('phase_id', s.phase_id, 'commit', s.commit, 'tag', s.tag, 'executed', s.executed)
    from snapshot s join phase f on f.run_id = s.run_id and f.phase_id = s.phase_id
    where s.run_id = r.run_id order by f.phase_index desc limit 1) as snapshot
from unnest((select $1::text[])) as requested(run_id)
join run r on r.run_id = requested.run_id
left join lateral (select f.* from phase f where f.run_id = r.run_id
    and case when r.failure ->> 'phaseId' is null then f.state = 'FAILED' else f.phase_id = r.failure ->> 'phaseId' end
  order by f.phase_index limit 1) as ending on true
cross join lateral (select min(e.seq) as first_seq from run_event e
  where e.run_id = r.run_id and e.seq > r.version - r.phase_count - r.tier_count - 20
    and e.write_id = (select l.write_id from run_event l where l.run_id = r.run_id and l.seq = r.version)) as last_write
where r.state like 'DONE\_FAILED\_%';
