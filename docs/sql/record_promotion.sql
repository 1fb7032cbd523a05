-- record_promotion
-- src/database/promotion-writes.ts: RECORD_PROMOTION
--
-- The same without an intent, if no ref has to move; $8 the idempotency record. $1 to $7 as in intend_promotion.

with written as (insert into promotion (run_id, target_branch, from_commit, commit, actor, kind, intended_at, promoted_at)
    select r.run_id, $3, $4, $5, $6, 'MERGE', $7::timestamptz, autopack_now() from run r where r.run_id = $1 and r.version = $2
        and r.state = 'DONE_SUCCESS' on conflict on constraint pk_promotion do nothing returning run_id),
  retold as (insert into run_outbox (run_id, first_seq, last_seq, written_at)
    select r.run_id, r.version, r.version, autopack_now() from written join run r on r.run_id = written.run_id
    on conflict on constraint pk_run_outbox do update set written_at = greatest(excluded.written_at,
        run_outbox.written_at + interval '1 millisecond')),
  remembered as (insert into idempotency_record (mutation, key, input_hash, run_id, entity, errors, created_at)
    select n.mutation, n.key, n.input_hash, n.run_id, n.entity, n.errors, n.created_at
    from written, jsonb_to_record($8::jsonb) as n (mutation text, key text, input_hash text, run_id text, entity text, errors jsonb,
        created_at timestamptz(3)) where $8::jsonb is not null)
  select run_id from written;
