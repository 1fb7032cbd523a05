-- ruleset_landed
-- src/database/project-writes.ts: RULESET_LANDED
--
-- $1 project, $2 version, $3 write.

select 1 as landed from ruleset where project_id = $1 and version = $2 and write_id = $3;
