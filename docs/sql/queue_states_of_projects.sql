-- queue_states_of_projects
-- src/lifecycle/claims/work-queue.store.ts: STATES_OF_PROJECTS
--
-- $1 roles, $2 projects in which runs live.

select (select count(*)::int from (select from work_queue q where q.role = requested.role and q.ready_at <= autopack_now()
    and (not exists (select from drain where draining) and not exists (select from project s where s.project_id = q.project_id
    and not s.dispatching)) and q.project_id = requested.project_id limit 100) r) as ready,
    (select count(*)::int from (select from work_queue q where q.role = requested.role and q.ready_at <= autopack_now()
        and q.avoid_worker = '' and (not exists (select from drain where draining)
        and not exists (select from project s where s.project_id = q.project_id and not s.dispatching))
        and q.project_id = requested.project_id limit 100) r) as kept,
    (select q.project_id from work_queue q where q.role = requested.role
        and not (not exists (select from drain where draining) and not exists (select from project s where s.project_id = q.project_id
        and not s.dispatching)) and q.project_id = requested.project_id limit 1) as stopped,
    (select count(*)::int from (select from work_queue q where q.role = requested.role and q.ready_at > autopack_now()
        and q.project_id = requested.project_id limit 100) r) as paused,
    (select min(q.ready_at) from work_queue q where q.role = requested.role and q.ready_at > autopack_now()
        and q.project_id = requested.project_id) as "nextAt",
    (select count(*)::int from (select from lease q where q.role = requested.role and q.project_id = requested.project_id limit 100) r)
      + case when requested.role = 'CI' then (select count(*)::int from (select from commit_check q where q.state = 'LEASED'
          and q.project_id = requested.project_id limit 100) r) else 0 end as leased,
    exists (select from commit_check q where q.state in ('DUE', 'LEASED') and q.kind = 'BASE'
        and q.project_id = requested.project_id) as "baseChecks",
    1 as "liveRuns"
    from unnest($1::text[], $2::text[]) with ordinality as requested (role, project_id, place) order by requested.place;
