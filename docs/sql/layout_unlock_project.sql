-- layout_unlock_project
-- src/file-layout/projects/project-files.statements.ts: UNLOCK_PROJECT
--
-- $1 project, $2 outbox rows whose changes its files show now. Their deletion need not be durable: rendering a file twice gives the same
-- file.

with quick as materialized (
  select set_config('synchronous_commit', 'off', true)
), rendered as (
  delete from project_outbox o using quick where o.project_id = $1 and o.write_id = any($2::uuid[])
)
select pg_advisory_unlock(hashtextextended($1, 20452)) from quick;
