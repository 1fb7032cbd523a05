-- projects_with_live_runs
-- src/lifecycle/claims/work-queue.store.ts: LIVE_PROJECTS
--
-- Projects with runs that live, by id. $1 how many at most.

select distinct r.project_id from run r where r.completed_at is null order by r.project_id limit $1::int;
