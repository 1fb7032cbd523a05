-- overdue_runs
-- src/lifecycle/runs/deadline-sweep.statements.ts: OVERDUE

select run_id from run where completed_at is null and deadline_at < autopack_now() order by deadline_at limit 200;
