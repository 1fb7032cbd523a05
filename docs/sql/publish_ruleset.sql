-- publish_ruleset
-- src/database/project-writes.ts: PUBLISH_RULESET
--
-- $2 project, $3 the newest version that the decision read, $4 document, $5 instant, $6 write. Lands only on that version (P1). $1 record
-- of the key.

with written as (update project set ruleset_version = $3::int + 1 where project_id = $2 and ruleset_version = $3::int
    returning project_id, ruleset_version),
  published as (insert into ruleset (project_id, version, document, created_at, write_id)
    select project_id, ruleset_version, $4::json, $5::timestamptz, $6::uuid from written),
  outbox_row as (insert into project_outbox (project_id, write_id, written_at) select project_id, $6::uuid, $5::timestamptz from written),
  remembered as (insert into idempotency_record (mutation, key, input_hash, run_id, entity, errors, created_at)
    select n.mutation, n.key, n.input_hash, n.run_id, n.entity, n.errors, n.created_at
    from written, jsonb_to_record($1::jsonb) as n (mutation text, key text, input_hash text, run_id text, entity text, errors jsonb,
        created_at timestamptz(3)) where $1::jsonb is not null)
  select project_id from written;
