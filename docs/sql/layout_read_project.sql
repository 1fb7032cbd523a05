-- layout_read_project
-- src/file-layout/projects/project-files.statements.ts: READ_PROJECT
--
-- $1 project. Includes the newest ruleset: it decides the status of backlog entries.

select p.ruleset_version, s.document::text as document
from project p left join ruleset s on s.project_id = p.project_id and s.version = p.ruleset_version
where p.project_id = $1;
