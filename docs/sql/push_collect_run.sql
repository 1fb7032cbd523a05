-- push_collect_run
-- src/remotes/pushing.statements.ts: COLLECT_RUN
--
-- Its branch first, as the trigger writes them: two writers never wait for each other. $1 run.

insert into remote_ref (run_id, ref, project_id, wanted, wanted_at, state, attempts, next_attempt_at)
    select w.run_id, w.ref, w.project_id, w.wanted, autopack_now(), 'DUE', 0, autopack_now() from (
      select r.run_id, r.project_id, 'refs/heads/autonomous/' || r.run_id as ref, r.head_commit as wanted, 0 as place from run r
          where r.run_id = $1
        and exists (select from snapshot s where s.run_id = r.run_id and s.commit is not null)
      union all select r.run_id, r.project_id, 'refs/tags/' || s.tag, s.tag_object, 1 from run r join snapshot s on s.run_id = r.run_id
        where r.run_id = $1 and s.tag is not null and s.tag_object is not null
      order by place, ref) as w
    where w.wanted is not null and exists (select from project_remote m where m.project_id = w.project_id)
  on conflict on constraint pk_remote_ref do nothing;
