-- insert_project
-- src/database/project-writes.ts: INSERT_PROJECT
--
-- Answers a row if there was no project with the id, in whatever case.

with written as (insert into project select n.* from jsonb_populate_record(null::project, $2::jsonb) n
    where not exists (select from project p where lower(p.project_id) = lower(n.project_id)) returning project_id),
  remembered as (insert into idempotency_record select k.* from jsonb_populate_record(null::idempotency_record, $1::jsonb) k, written
      where $1::jsonb is not null)
  select project_id from written;
