-- layout_runs_to_remove
-- src/file-layout/runs/file-layout.statements.ts: RUNS_TO_REMOVE
--
-- $1 limit, $2 the run key after which to search.

select run_id from run_id where deleted_at is not null and files_removed_at is null and run_key > lower($2) order by run_key limit $1::int;
