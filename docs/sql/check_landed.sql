-- check_landed
-- src/database/check-writes.ts: CHECK_LANDED
--
-- $1 the check, $2 the try, $3 the write.

select 1 as landed from commit_check_try where check_id = $1 and number = $2 and ($3::uuid in (begin_write_id, end_write_id));
