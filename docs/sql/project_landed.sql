-- project_landed
-- src/database/project-writes.ts: PROJECT_LANDED
--
-- $1 project, $2 write.

select 1 as landed from project where project_id = $1 and write_id = $2;
