-- update_webhook
-- src/database/webhook-writes.ts: UPDATE_WEBHOOK
--
-- $1 record of the key, $2 webhook, $3 write, $4 address, $5 types, $6 the new secret; each null: it stays. $7 true: it is told, false: it
-- is not, null: as it is.

with written as (update webhook set write_id = $3, url = coalesce($4, url), event_types = coalesce($5::jsonb, event_types),
      disabled_at = case $7::boolean when true then null when false then coalesce(disabled_at, autopack_now()) else disabled_at end,
      disabled_reason = case $7::boolean when true then null when false then coalesce(disabled_reason, 'OPERATOR') else disabled_reason end,
      paused_until = case when $4::text is not null or $7::boolean then null else paused_until end
    where webhook_id = $2 returning webhook_id),
  changed as (update webhook_secret s set previous = s.secret, previous_until = autopack_now() + interval '1 day', secret = $6
    from written w where s.webhook_id = w.webhook_id and $6::text is not null),
  remembered as (insert into idempotency_record (mutation, key, input_hash, run_id, entity, errors, created_at)
    select n.mutation, n.key, n.input_hash, n.run_id, n.entity, n.errors, n.created_at
    from written, jsonb_to_record($1::jsonb) as n (mutation text, key text, input_hash text, run_id text, entity text, errors jsonb,
        created_at timestamptz(3)) where $1::jsonb is not null)
  select webhook_id from written;
