-- delete_run
-- src/database/run-writes.ts: DELETE_RUN
--
-- Deletes a terminal run at the version read; its id stays reserved (I1). The rows are deleted by cascade, the files afterwards; the files
-- of the run that it continued no longer name it. $1 run, $2 the version that was read, $3 record of the key.

with gone as (delete from run where run_id = $1 and version = $2 and completed_at is not null returning run_id, continues_run_id),
  kept as (update run_id i set deleted_at = autopack_now() from gone where i.run_key = lower(gone.run_id)),
  retold as (insert into run_outbox (run_id, first_seq, last_seq, written_at)
    select r.run_id, r.version, r.version, autopack_now() from gone join run r on r.run_id = gone.continues_run_id
    on conflict on constraint pk_run_outbox do update set written_at = greatest(excluded.written_at,
        run_outbox.written_at + interval '1 millisecond')),
  remembered as (insert into idempotency_record (mutation, key, input_hash, run_id, entity, errors, created_at)
    select n.mutation, n.key, n.input_hash, n.run_id, n.entity, n.errors, n.created_at
    from gone, jsonb_to_record($3::jsonb) as n (mutation text, key text, input_hash text, run_id text, entity text, errors jsonb,
        created_at timestamptz(3)) where $3::jsonb is not null)
  select run_id from gone;
