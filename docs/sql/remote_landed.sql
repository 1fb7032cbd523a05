-- remote_landed
-- src/database/remote-writes.ts: REMOTE_LANDED
--
-- $1 project, $2 write.

select 1 as landed from project_remote where project_id = $1 and write_id = $2;
