-- retry_push
-- src/database/remote-writes.ts: RETRY_PUSH
--
-- What is not on the remote is pushed now; rows that a writer holds at this moment become due by that. $1 record of the key, $2 project, $3
-- write.

with written as (update project_remote set write_id = $3, next_attempt_at = case when push_id is null then autopack_now()
    else next_attempt_at end,
      failures = 0 where project_id = $2 returning project_id),
  missing as materialized (select f.run_id, f.ref from remote_ref f join written w on w.project_id = f.project_id
    where f.state <> 'PUSHED' for update of f skip locked),
  due as (update remote_ref f set state = 'DUE', attempts = 0, next_attempt_at = autopack_now() from missing m where f.run_id = m.run_id
      and f.ref = m.ref),
  remembered as (insert into idempotency_record (mutation, key, input_hash, run_id, entity, errors, created_at)
    select n.mutation, n.key, n.input_hash, n.run_id, n.entity, n.errors, n.created_at
    from written, jsonb_to_record($1::jsonb) as n (mutation text, key text, input_hash text, run_id text, entity text, errors jsonb,
        created_at timestamptz(3)) where $1::jsonb is not null)
  select project_id from written;
