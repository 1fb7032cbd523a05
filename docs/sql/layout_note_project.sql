-- layout_note_project
-- src/file-layout/projects/project-files.statements.ts: NOTE_PROJECT
--
-- $1 project: its files are outdated, and no outbox row says so.

insert into project_outbox (project_id, write_id, written_at)
select p.project_id, gen_random_uuid(), autopack_now() from project p where p.project_id = $1;
