-- deletion_landed
-- src/database/run-writes.ts: DELETION_LANDED
--
-- $1 key of the run id.

select 1 as landed from run_id where run_key = $1 and deleted_at is not null;
