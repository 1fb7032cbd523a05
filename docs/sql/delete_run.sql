-- delete_run
-- src/database/run-writes.ts: DELETE_RUN
--
-- Deletes a terminal run at the version seen; its id stays taken (I1). The rows go by cascade, the files follow; those of the run that it
-- continued name it no more.

with gone as (delete from run where run_id = $1 and version = $2 and completed_at is not null returning run_id, continues_run_id),
  kept as (update run_id i set deleted_at = autopack_now() from gone where i.run_key = lower(gone.run_id)),
  retold as (insert into run_outbox (run_id, first_seq, last_seq, written_at)
    select r.run_id, r.version, r.version, autopack_now() from gone join run r on r.run_id = gone.continues_run_id on conflict do nothing),
  remembered as (insert into idempotency_record select k.* from jsonb_populate_record(null::idempotency_record, $3::jsonb) k, gone
      where $3::jsonb is not null)
  select run_id from gone;
