-- confirm_promotion
-- src/database/promotion-writes.ts: CONFIRM_PROMOTION
--
-- $1 run, $2 commit: this very intent was carried out; $3 the idempotency record.

with written as (update promotion set promoted_at = autopack_now() where run_id = $1 and commit = $2 and promoted_at is null
    returning run_id),
  retold as (insert into run_outbox (run_id, first_seq, last_seq, written_at)
    select r.run_id, r.version, r.version, autopack_now() from written join run r on r.run_id = written.run_id
    on conflict on constraint pk_run_outbox do update set written_at = greatest(excluded.written_at,
        run_outbox.written_at + interval '1 millisecond')),
  remembered as (insert into idempotency_record (mutation, key, input_hash, run_id, entity, errors, created_at)
    select n.mutation, n.key, n.input_hash, n.run_id, n.entity, n.errors, n.created_at
    from written, jsonb_to_record($3::jsonb) as n (mutation text, key text, input_hash text, run_id text, entity text, errors jsonb,
        created_at timestamptz(3)) where $3::jsonb is not null)
  select run_id from written;
