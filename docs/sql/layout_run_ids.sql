-- layout_run_ids
-- src/file-layout/runs/file-layout.statements.ts: RUN_IDS
--
-- $1 limit, $2 the run id after which to search.

select run_id from run where run_id > $2 order by run_id limit $1::int;
