-- versions_of_runs
-- src/events/events.repository.ts: VERSIONS_OF_RUNS
--
-- $1 runs.

select run_id as "runId", version, completed_at is not null as ended from run where run_id = any($1::text[]);
