-- layout_lock_runs
-- src/file-layout/runs/file-layout.statements.ts: LOCK_RUNS
--
-- $1 run ids. Answers those whose lock was free.

select asked.run_id from unnest($1::text[]) as asked(run_id) where pg_try_advisory_lock(hashtextextended(asked.run_id, 20451));
