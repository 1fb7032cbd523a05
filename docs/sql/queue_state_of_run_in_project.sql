-- queue_state_of_run_in_project
-- src/work/work.repository.ts: QUEUE_OF_RUN_IN_PROJECT
--
-- $1 role, $2 project, $3 run.

select (select count(*)::int from (select from work_queue q where project_id = $2 and run_id = $3 and role = $1
    and ready_at <= autopack_now() and not exists (select from project s where s.project_id = q.project_id
    and not s.dispatching) limit 100) r) as ready,
    (select q.project_id from work_queue q where project_id = $2 and run_id = $3 and role = $1
        and not not exists (select from project s where s.project_id = q.project_id and not s.dispatching) limit 1) as stopped,
    (select count(*)::int from (select from work_queue where project_id = $2 and run_id = $3 and role = $1
        and ready_at > autopack_now() limit 100) r) as paused, (select min(ready_at) from work_queue where project_id = $2 and run_id = $3
        and role = $1 and ready_at > autopack_now()) as "nextAt",
    (select count(*)::int from lease where project_id = $2 and run_id = $3)
      + (select count(*)::int from commit_check where project_id = $2 and run_id = $3 and state = 'LEASED') as leased,
    exists (select from commit_check where project_id = $2 and run_id = $3 and state in ('DUE', 'LEASED')
        and kind = 'BASE') as "baseChecks",
    (select count(*)::int from (select from run where project_id = $2 and run_id = $3 and completed_at is null limit 100) r) as "liveRuns";
