-- remote_gone
-- src/database/remote-writes.ts: REMOTE_GONE
--
-- $1 project.

select 1 as landed where not exists (select from project_remote where project_id = $1);
