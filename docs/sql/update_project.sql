-- update_project
-- src/database/project-writes.ts: UPDATE_PROJECT
--
-- Changes the given columns only. No lease of the project lands any more at the answer of one that stops its dispatch (A9). $1 record of
-- the key, $2 the columns of the project.

with settled as materialized (select pg_advisory_xact_lock(1796039700) from (select 1) as one where $2::jsonb ? 'dispatching'),
  written as (update project p set name = case when $2::jsonb ? 'name' then n.name else p.name end,
      repository_path = case when $2::jsonb ? 'repository_path' then n.repository_path else p.repository_path end,
      default_branch = case when $2::jsonb ? 'default_branch' then n.default_branch else p.default_branch end,
      allow_promotion = case when $2::jsonb ? 'allow_promotion' then n.allow_promotion else p.allow_promotion end,
      dispatching = case when $2::jsonb ? 'dispatching' then n.dispatching else p.dispatching end,
      dispatch_change = case when $2::jsonb ? 'dispatch_change' then n.dispatch_change else p.dispatch_change end,
      retention_days = case when $2::jsonb ? 'retention_days' then n.retention_days else p.retention_days end, write_id = n.write_id
    from jsonb_to_record($2::jsonb) as n (project_id text, name text, repository_path text, default_branch text, allow_promotion boolean,
        dispatching boolean, dispatch_change jsonb, retention_days int, ruleset_version int, created_at timestamptz(3), write_id uuid)
        where p.project_id = n.project_id returning p.project_id),
  remembered as (insert into idempotency_record (mutation, key, input_hash, run_id, entity, errors, created_at)
    select n.mutation, n.key, n.input_hash, n.run_id, n.entity, n.errors, n.created_at
    from written, jsonb_to_record($1::jsonb) as n (mutation text, key text, input_hash text, run_id text, entity text, errors jsonb,
        created_at timestamptz(3)) where $1::jsonb is not null)
  select project_id, (select count(*) from settled) from written;
