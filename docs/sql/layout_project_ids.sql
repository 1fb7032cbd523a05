-- layout_project_ids
-- src/file-layout/projects/project-files.statements.ts: PROJECT_IDS
--
-- $1 limit, $2 the project after which to search.

select project_id from project where project_id > $2 order by project_id limit $1::int;
