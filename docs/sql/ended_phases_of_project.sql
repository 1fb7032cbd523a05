-- ended_phases_of_project
-- src/views/calibration.repository.ts: ENDED_PHASES
--
-- $1 project, $2 runs that ended at this instant or later, or null; $3 how many runs at most, the newest. One plan serves every $3, and
-- PostgreSQL takes a parameter of `limit` for a tenth of all rows: joins by value would scan the phases of all runs. So the rows of each
-- run are looked up by the run, and `offset 0` keeps the planner from undoing that.

with ended as materialized (select r.run_id, r.completed_at, coalesce(e.phase_times, autopack_phase_times(r.run_id)) as times
    from run r left join ended_run e on e.run_id = r.run_id
    where r.project_id = $1 and r.completed_at is not null and r.completed_at >= coalesce($2::timestamptz, '-infinity')
    order by r.completed_at desc, r.run_id desc limit $3::int),
  phases as materialized (select p.*, ended.times -> p.phase_id as times
    from ended cross join lateral (select p.* from phase p where p.run_id = ended.run_id and p.state in ('COMPLETE', 'FAILED') offset 0) p
    order by ended.completed_at desc, ended.run_id desc, p.phase_index limit 20000)
  select p.task_category as "taskCategory", p.complexity, p.state = 'COMPLETE' as "isComplete", p.builder_attempts as "builderAttempts",
    p.tokens_used::float8 as "tokensUsed", p.incident_token_cap::float8 as "incidentTokenCap",
    (extract(epoch from p.completed_at - p.started_at) / 60)::float8 as minutes, coalesce(p.times, '{}') as times,
        p.completed_at as "endedAt",
    coalesce(t.commits, 0) as "ciRuns", coalesce(j.decided, 0) as "ciJudged", coalesce(j.flaky, 0) as "ciFlaky",
    coalesce(j.verdicts, '[]') as "ciVerdicts", coalesce(j.audits, '[]') as "auditVerdicts", coalesce(j.rejections, '[]') as rejections
  from phases p
    left join lateral (select
        count(*) filter (where a.role <> 'CI' and a.ci_verdict in ('GREEN', 'FLAKY', 'RED', 'MISSING'))::int as decided,
        count(*) filter (where a.role <> 'CI' and a.ci_verdict = 'FLAKY')::int as flaky,
        jsonb_agg(a.ci_verdict order by a.number) filter (where a.role <> 'CI' and a.ci_verdict is not null) as verdicts,
        jsonb_agg(a.audit_verdict order by a.number) filter (where a.audit_verdict is not null) as audits,
        jsonb_agg(a.gate -> 'reasons') filter (where a.gate ->> 'verdict' = 'REJECT') as rejections
      from attempt a where a.run_id = p.run_id and a.phase_id = p.phase_id) j on true
    left join lateral (select count(distinct (c.attempt, c.round))::int as commits
      from ci_try c where c.run_id = p.run_id and c.phase_id = p.phase_id) t on true;
