-- push_runs_to_collect
-- src/remotes/pushing.statements.ts: RUNS_TO_COLLECT
--
-- Runs of remotes that were set lately, with refs that are not known yet.

select n.run_id as "runId" from project_remote m cross join lateral (
    select r.run_id from run r where r.project_id = m.project_id order by r.created_at desc, r.run_id desc limit 100) as n
  where m.collect_until is not null and exists (select from snapshot s where s.run_id = n.run_id and s.commit is not null
    and (not exists (select from remote_ref f where f.run_id = s.run_id and f.ref = 'refs/heads/autonomous/' || s.run_id)
      or (s.tag_object is not null and not exists (select from remote_ref f where f.run_id = s.run_id and f.ref = 'refs/tags/' || s.tag))));
