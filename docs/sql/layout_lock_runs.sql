-- layout_lock_runs
-- src/file-layout/runs/file-layout.statements.ts: LOCK_RUNS
--
-- $1 run ids. Returns those whose lock was free.

select requested.run_id from unnest($1::text[]) as requested(run_id) where pg_try_advisory_lock(hashtextextended(requested.run_id, 20451));
