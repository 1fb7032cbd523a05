-- write_drain
-- src/database/drain-writes.ts: WRITE_DRAIN
--
-- No lease lands any more at the answer of one that begins a drain. $1 record of the key, $2 draining, $3 change, $4 write.

with settled as materialized (select pg_advisory_xact_lock(1796039700) from (select 1) as one where true),
  written as (update drain set draining = $2::boolean, change = $3::jsonb, write_id = $4::uuid returning one_row),
  remembered as (insert into idempotency_record (mutation, key, input_hash, run_id, entity, errors, created_at)
    select n.mutation, n.key, n.input_hash, n.run_id, n.entity, n.errors, n.created_at
    from written, jsonb_to_record($1::jsonb) as n (mutation text, key text, input_hash text, run_id text, entity text, errors jsonb,
        created_at timestamptz(3)) where $1::jsonb is not null)
  select one_row, (select count(*) from settled) from written;
