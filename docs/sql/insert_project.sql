-- insert_project
-- src/database/project-writes.ts: INSERT_PROJECT
--
-- Returns a row if there was no project with the id, ignoring case. $1 record of the key, $2 the project.

with written as (insert into project (project_id, name, repository_path, default_branch, allow_promotion, dispatching, dispatch_change,
    retention_days, ruleset_version, created_at, write_id)
    select n.project_id, n.name, n.repository_path, n.default_branch, n.allow_promotion, n.dispatching, n.dispatch_change, n.retention_days,
        n.ruleset_version, n.created_at, n.write_id
    from jsonb_to_record($2::jsonb) as n (project_id text, name text, repository_path text, default_branch text, allow_promotion boolean,
        dispatching boolean, dispatch_change jsonb, retention_days int, ruleset_version int, created_at timestamptz(3), write_id uuid)
    where not exists (select from project p where lower(p.project_id) = lower(n.project_id)) returning project_id),
  remembered as (insert into idempotency_record (mutation, key, input_hash, run_id, entity, errors, created_at)
    select n.mutation, n.key, n.input_hash, n.run_id, n.entity, n.errors, n.created_at
    from written, jsonb_to_record($1::jsonb) as n (mutation text, key text, input_hash text, run_id text, entity text, errors jsonb,
        created_at timestamptz(3)) where $1::jsonb is not null)
  select project_id from written;
