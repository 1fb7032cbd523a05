-- insert_webhook
-- src/database/webhook-writes.ts: INSERT_WEBHOOK
--
-- Lands only while the project has room for one more. $1 record of the key, $2 the webhook, $3 its secret.

with written as (insert into webhook (webhook_id, project_id, url, event_types, created_at, disabled_at, disabled_reason, paused_until,
    write_id)
    select n.webhook_id, n.project_id, n.url, n.event_types, n.created_at, n.disabled_at, n.disabled_reason, n.paused_until, n.write_id
    from jsonb_to_record($2::jsonb) as n (webhook_id text, project_id text, url text, event_types jsonb, created_at timestamptz(3),
        disabled_at timestamptz(3), disabled_reason text, paused_until timestamptz(3), write_id text)
    where (select count(*) from webhook w where w.project_id = n.project_id) < 20 returning webhook_id),
  kept as (insert into webhook_secret (webhook_id, secret, previous, previous_until) select webhook_id, $3, null, null from written),
  remembered as (insert into idempotency_record (mutation, key, input_hash, run_id, entity, errors, created_at)
    select n.mutation, n.key, n.input_hash, n.run_id, n.entity, n.errors, n.created_at
    from written, jsonb_to_record($1::jsonb) as n (mutation text, key text, input_hash text, run_id text, entity text, errors jsonb,
        created_at timestamptz(3)) where $1::jsonb is not null)
  select webhook_id from written;
