-- projects_with_work
-- src/lifecycle/claims/work-queue.store.ts: PROJECTS_WITH_WORK
--
-- Those of the projects in which work is ready; the worker is seen in all of them. $1 role, $2 worker, $3 projects.

with clock as materialized (select autopack_now() as now), seen as (insert into worker (role, worker_id, project_id, last_seen_at)
    select distinct $1::text, w.id, w.project_id, clock.now from clock,
        (select id, unnest($3::text[]) as project_id from unnest(array[$2::text]) as u (id)) w
    where w.project_id is not null and not exists (select from worker k where k.role = $1 and k.worker_id = w.id
        and k.project_id = w.project_id
      and k.last_seen_at >= clock.now - interval '5 seconds') order by 2, 3
    on conflict on constraint pk_worker do update set last_seen_at = excluded.last_seen_at
    where worker.last_seen_at < excluded.last_seen_at - interval '5 seconds')
    select p.project_id from unnest($3::text[]) as p (project_id), clock
        where (not exists (select from drain where draining) and not exists (select from project s where s.project_id = p.project_id
        and not s.dispatching))
      and (exists (select from work_queue q where q.role = $1 and q.project_id = p.project_id and q.ready_at <= clock.now)
        or $1 = 'CI' and exists (select from commit_check q where q.state = 'DUE' and q.project_id = p.project_id
            and q.ready_at <= clock.now));
