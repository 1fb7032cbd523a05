-- phase_counts_of_runs
-- src/runs/runs.repository.ts: PHASE_COUNTS
--
-- $1 runs.

select run_id as "runId", state, count(*)::int as count from phase where run_id = any($1::text[]) group by run_id, state;
