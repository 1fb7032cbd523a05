-- revoke_access_token
-- src/database/token-writes.ts: REVOKE_TOKEN
--
-- Every server is told with the commit, this one too: sockets of the token are closed and nobody is let in by what a server remembers. $1
-- record of the key, $2 token, $3 instant.

with written as (update access_token set revoked_at = $3::timestamptz where token_id = $2 and revoked_at is null returning token_id),
  remembered as (insert into idempotency_record (mutation, key, input_hash, run_id, entity, errors, created_at)
    select n.mutation, n.key, n.input_hash, n.run_id, n.entity, n.errors, n.created_at
    from written, jsonb_to_record($1::jsonb) as n (mutation text, key text, input_hash text, run_id text, entity text, errors jsonb,
        created_at timestamptz(3)) where $1::jsonb is not null)
  select token_id, pg_notify('autopack_events', 'tokens token:' || token_id) from written;
