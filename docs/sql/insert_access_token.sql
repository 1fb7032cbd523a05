-- insert_access_token
-- src/database/token-writes.ts: INSERT_TOKEN
--
-- Lands if no live token has the name. $1 record of the key, $2 the token.

with written as (insert into access_token (token_id, name, role, project_ids, secret_hash, created_at, expires_at, last_used_at, revoked_at,
    write_id)
    select n.token_id, n.name, n.role, n.project_ids, n.secret_hash, n.created_at, n.expires_at, n.last_used_at, n.revoked_at, n.write_id
    from jsonb_to_record($2::jsonb) as n (token_id text, name text, role text, project_ids jsonb, secret_hash text,
        created_at timestamptz(3), expires_at timestamptz(3), last_used_at timestamptz(3), revoked_at timestamptz(3),
        write_id uuid) on conflict do nothing returning token_id),
  remembered as (insert into idempotency_record (mutation, key, input_hash, run_id, entity, errors, created_at)
    select n.mutation, n.key, n.input_hash, n.run_id, n.entity, n.errors, n.created_at
    from written, jsonb_to_record($1::jsonb) as n (mutation text, key text, input_hash text, run_id text, entity text, errors jsonb,
        created_at timestamptz(3)) where $1::jsonb is not null)
  select token_id from written;
