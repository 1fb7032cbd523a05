-- clock_of_runs
-- src/runs/runs.repository.ts: CLOCK

select autopack_now() as now;
