-- insert_webhook_delivery
-- src/database/webhook-writes.ts: INSERT_DELIVERY
--
-- A message that only this webhook gets. $1 record of the key, $2 webhook, $3 delivery, $4 type, $5 body, $6 write.

with written as (insert into webhook_delivery (delivery_id, webhook_id, message_type, state, body, created_at, tried_since, attempts,
    next_attempt_at, write_id)
    select $3, w.webhook_id, $4, 'PENDING', $5, autopack_now(), autopack_now(), 0, autopack_now(), $6
    from webhook w where w.webhook_id = $2 returning delivery_id, webhook_id),
  pause_over as (update webhook w set paused_until = null from written where w.webhook_id = written.webhook_id
      and w.paused_until is not null),
  remembered as (insert into idempotency_record (mutation, key, input_hash, run_id, entity, errors, created_at)
    select n.mutation, n.key, n.input_hash, n.run_id, n.entity, n.errors, n.created_at
    from written, jsonb_to_record($1::jsonb) as n (mutation text, key text, input_hash text, run_id text, entity text, errors jsonb,
        created_at timestamptz(3)) where $1::jsonb is not null)
  select delivery_id from written;
