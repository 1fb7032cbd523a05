-- layout_read_part
-- src/file-layout/runs/file-layout.statements.ts: READ_PART
--
-- $1 run id, $2 index of a phase or null, $3 index of a tier or null: the run with these, and with the phase its tier.

select r.run_id, pending.first_seq, pending.entries, moved.whole, row_to_json(r) as run,
    (select n.run_id from run n where n.continues_run_id = r.run_id order by n.created_at desc, n.run_id desc limit 1) as continued_by,
    json_build_object(
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
  tier_window.first_tier,
  coalesce((select json_agg(line order by line.tier_index) from (
    select t.*, null as description from tier t
    where t.run_id = r.run_id and t.tier_index >= tier_window.first_tier order by t.tier_index limit 50
  ) as line), '[]') as tier_lines,
  unclean.amount as unclean_tiers, unclean.witness as unclean_witness,
  coalesce(documents.tiers, '[]') as tiers,
  coalesce(documents.phases, '[]') as phases
from (select $1::text as run_id, $2::int as phase_index, $3::int as tier_index) as requested
cross join lateral (select 0 as first_seq, '[]'::json as entries) as pending
cross join lateral (select found.* from run found where found.run_id = requested.run_id and pending.first_seq is not null offset 0) as r
cross join lateral (
  select r.state <> 'PLAN_BOOTSTRAP' as sealed, false as whole,
    array(select p.phase_id from phase p where p.run_id = r.run_id and p.phase_index = requested.phase_index) as phase_ids,
    array(select p.tier_id from tier p where p.run_id = r.run_id and p.tier_index = requested.tier_index) as tier_ids
) as moved
cross join lateral (
  select greatest(0, least(r.tier_count - 50, -25 + case
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
    select f.tier_id, f.phase_index, json_build_object('phase', row_to_json(f), 'strategy', s.document) as rendered
    from phase f left join phase_strategy s on s.run_id = r.run_id and s.phase_id = f.phase_id where moved.whole and f.run_id = r.run_id
    union all
    select f.tier_id, f.phase_index, json_build_object('phase', row_to_json(f), 'strategy', s.document) as rendered
    from phase f left join phase_strategy s on s.run_id = r.run_id and s.phase_id = f.phase_id where moved.sealed and not moved.whole
        and f.run_id = r.run_id and f.phase_id = any(moved.phase_ids)
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
        select bounds.first_index, greatest(bounds.first_index, least(bounds.first_index + t.phase_count - 50, -25 + coalesce(
          (select min(f.phase_index) from phase f where f.run_id = t.run_id and f.tier_id = t.tier_id
            and f.phase_index >= r.head_phase_index and f.state in ('QUEUED', 'EXECUTING', 'GATE', 'CI_RUNNING')),
          bounds.first_index + t.phase_count - 1))) as from_index
        from (select min(f.phase_index) as first_index from phase f where f.run_id = t.run_id and f.tier_id = t.tier_id) as bounds
      ) as span
      cross join lateral (
        select json_agg(line order by line.phase_index) as rows from (
          select f.phase_id, f.phase_index, f.name, f.state, f.builder_attempts, f.max_builder_attempts, f.tokens_used,
              f.incident_token_cap,
            f.started_at, f.completed_at
          from phase f where f.run_id = t.run_id and f.tier_id = t.tier_id and f.phase_index >= span.from_index
          order by f.phase_index limit 50
        ) as line
      ) as lines
    ) as tiers
) as documents;
