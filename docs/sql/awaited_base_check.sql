-- awaited_base_check
-- src/lifecycle/checks/base-checks.statements.ts: AWAITED_BY_RUN
--
-- $1 run.

select autopack_now() as now, r.run_id, r.project_id, r.base_commit, r.created_at, s.policies,
    (select jsonb_agg(distinct ps.document ->> 'ciProfile') from phase_strategy ps where ps.run_id = r.run_id) as profiles,
    (select jsonb_agg(to_jsonb(k)) from (select * from commit_check k where k.project_id = r.project_id and k.commit = r.base_commit
      and k.state = 'DONE' and k.verdict <> 'ENVIRONMENT' order by k.ended_at desc limit 20) as k) as known,
    (select jsonb_build_object('runId', n.run_id, 'executed', n.executed, 'at', n.at, 'failing',
        case when exists (select from commit_check c where c.run_id = n.run_id and c.kind = 'BASE' and c.steps_hash = n.ci_steps)
    then (select t.judged -> 'redOnBase' from ci_try t where t.run_id = n.run_id and t.phase_id = n.phase_id and t.judged is not null
      order by t.at desc, t.number desc limit 1) else b.base_check -> 'outcome' -> 'failing' end)
      from snapshot n join run b on b.run_id = n.run_id where n.run_id in (r.previous_run_id, r.continues_run_id)
          and n.commit = r.base_commit
      order by n.at desc limit 1) as before
  from run r join strategy s on s.run_id = r.run_id
  where r.base_check -> 'outcome' = 'null'::jsonb and r.completed_at is null and r.base_commit is not null
    and not exists (select from commit_check c where c.check_id = r.run_id || '/base/' || r.base_commit) and r.run_id = $1;
