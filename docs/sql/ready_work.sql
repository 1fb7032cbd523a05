-- ready_work
-- src/lifecycle/claims/work-queue.store.ts: READY
--
-- $1 roles, $2 projects, $3 runs. Each kind of place has a plan of its own: one for all would read the whole queue for one run.

select case
      when requested.run_id is not null then (select count(*)::int from (select from work_queue q where q.run_id = requested.run_id
          and (requested.project_id is null or q.project_id = requested.project_id) and q.role = requested.role
          and q.ready_at <= autopack_now() and (not exists (select from drain where draining)
          and not exists (select from project s where s.project_id = q.project_id and not s.dispatching)) limit 100) r)
      when requested.project_id is not null then (select count(*)::int from (select from work_queue q
          where q.project_id = requested.project_id and q.role = requested.role and q.ready_at <= autopack_now()
          and (not exists (select from drain where draining) and not exists (select from project s where s.project_id = q.project_id
          and not s.dispatching)) limit 100) r)
      else (select count(*)::int from (select from work_queue q where q.role = requested.role and q.ready_at <= autopack_now()
          and (not exists (select from drain where draining) and not exists (select from project s where s.project_id = q.project_id
          and not s.dispatching)) limit 100) r) end
    + case when requested.role = 'CI' then (select count(*)::int from (select from commit_check q where q.state = 'DUE'
        and q.ready_at <= autopack_now() and (not exists (select from drain where draining)
        and not exists (select from project s where s.project_id = q.project_id and not s.dispatching))
        and (requested.run_id is null or q.run_id = requested.run_id) and (requested.project_id is null
            or q.project_id = requested.project_id) limit 100) r) else 0 end as ready
    from unnest($1::text[], $2::text[], $3::text[]) with ordinality as requested (role, project_id, run_id, place) order by requested.place;
