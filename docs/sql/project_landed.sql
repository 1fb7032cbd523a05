-- project_landed
-- src/database/project-writes.ts: PROJECT_LANDED

select 1 as landed from project where project_id = $1 and write_id = $2;
