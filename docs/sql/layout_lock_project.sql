-- layout_lock_project
-- src/file-layout/projects/project-files.statements.ts: LOCK_PROJECT
--
-- $1 project. Takes its lock, if it is free, and returns the outbox rows of its files: the statements that follow see the changes of these
-- rows.

with lock as materialized (select pg_try_advisory_lock(hashtextextended($1, 20452)) as held)
select lock.held, array(select o.write_id from project_outbox o where lock.held and o.project_id = $1) as notes from lock;
