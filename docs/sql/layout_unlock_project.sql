-- layout_unlock_project
-- src/file-layout/projects/project-files.statements.ts: UNLOCK_PROJECT
--
-- $1 project, $2 notes that its files show now. That they are gone need not be durable: a file that is rendered twice is the same.

with quick as materialized (
  select set_config('synchronous_commit', 'off', true)
), shown as (
  delete from project_outbox o using quick where o.project_id = $1 and o.write_id = any($2::uuid[])
)
select pg_advisory_unlock(hashtextextended($1, 20452)) from quick;
