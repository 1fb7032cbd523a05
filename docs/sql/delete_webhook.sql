-- delete_webhook
-- src/database/webhook-writes.ts: DELETE_WEBHOOK
--
-- With its secret and its deliveries. $1 record of the key, $2 webhook.

with written as (delete from webhook where webhook_id = $2 returning webhook_id),
  remembered as (insert into idempotency_record (mutation, key, input_hash, run_id, entity, errors, created_at)
    select n.mutation, n.key, n.input_hash, n.run_id, n.entity, n.errors, n.created_at
    from written, jsonb_to_record($1::jsonb) as n (mutation text, key text, input_hash text, run_id text, entity text, errors jsonb,
        created_at timestamptz(3)) where $1::jsonb is not null)
  select webhook_id from written;
