-- forge_remote_of_project
-- src/forges/forge-messages.repository.ts: REMOTE
--
-- $1 project.

select m.url, m.forge from project_remote m where m.project_id = $1 and m.forge is not null;
