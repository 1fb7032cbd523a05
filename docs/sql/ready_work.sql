-- ready_work
-- src/work/work.repository.ts: READY
--
-- $1 roles.

select asked.role, (select count(*)::int from (select from work_queue q where q.role = asked.role and q.ready_at <= autopack_now()
    and not exists (select from project s where s.project_id = q.project_id and not s.dispatching) limit 100) r)
      + case when asked.role = 'CI' then (select count(*)::int from (select from commit_check q where q.state = 'DUE'
          and q.ready_at <= autopack_now()
        and not exists (select from project s where s.project_id = q.project_id and not s.dispatching) limit 100) d) else 0 end as ready
    from unnest($1::text[]) as asked (role);
