-- queue_state_of_project
-- src/lifecycle/claims/work-queue.store.ts: STATE_OF_PROJECT
--
-- $3 project. $1 role, $2 worker; parameters of `within` begin at $3.

select (select count(*)::int from (select from work_queue q where q.role = $1 and q.ready_at <= autopack_now()
    and (not exists (select from drain where draining) and not exists (select from project s where s.project_id = q.project_id
    and not s.dispatching)) and q.project_id = $3 limit 100) r) as ready,
    (select count(*)::int from (select from work_queue q where q.role = $1 and q.ready_at <= autopack_now() and q.avoid_worker = $2
        and (not exists (select from drain where draining) and not exists (select from project s where s.project_id = q.project_id
        and not s.dispatching)) and q.project_id = $3 limit 100) r) as kept,
    (select q.project_id from work_queue q where q.role = $1 and not (not exists (select from drain where draining)
        and not exists (select from project s where s.project_id = q.project_id and not s.dispatching))
        and q.project_id = $3 limit 1) as stopped,
    (select count(*)::int from (select from work_queue q where q.role = $1 and q.ready_at > autopack_now()
        and q.project_id = $3 limit 100) r) as paused,
    (select min(q.ready_at) from work_queue q where q.role = $1 and q.ready_at > autopack_now() and q.project_id = $3) as "nextAt",
    (select count(*)::int from (select from lease q where q.role = $1 and q.project_id = $3 limit 100) r)
      + case when $1 = 'CI' then (select count(*)::int from (select from commit_check q where q.state = 'LEASED'
          and q.project_id = $3 limit 100) r) else 0 end as leased,
    exists (select from commit_check q where q.state in ('DUE', 'LEASED') and q.kind = 'BASE' and q.project_id = $3) as "baseChecks",
    (select count(*)::int from (select from run q where q.completed_at is null and q.project_id = $3 limit 100) r) as "liveRuns";
