-- ended_runs
-- src/lifecycle/claims/work-queue.store.ts: ENDED
--
-- $1 runs.

select id as run_id from unnest($1::text[]) as id where not exists (select from run where run_id = id and completed_at is null);
