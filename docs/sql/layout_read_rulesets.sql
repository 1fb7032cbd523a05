-- layout_read_rulesets
-- src/file-layout/projects/project-files.statements.ts: READ_RULESETS
--
-- $1 project, $2 versions.

select version, document::text as document from ruleset where project_id = $1 and version = any($2::int[]) order by version;
