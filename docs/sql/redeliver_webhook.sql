-- redeliver_webhook
-- src/database/webhook-writes.ts: REDELIVER
--
-- Sent again at once, and for a day from now. $1 record of the key, $2 delivery, $3 write.

with written as (update webhook_delivery set state = 'PENDING', tried_since = autopack_now(), attempts = 0,
    next_attempt_at = autopack_now(),
      ended_at = null, write_id = $3 where delivery_id = $2 returning delivery_id, webhook_id),
  pause_over as (update webhook w set paused_until = null from written where w.webhook_id = written.webhook_id
      and w.paused_until is not null),
  remembered as (insert into idempotency_record (mutation, key, input_hash, run_id, entity, errors, created_at)
    select n.mutation, n.key, n.input_hash, n.run_id, n.entity, n.errors, n.created_at
    from written, jsonb_to_record($1::jsonb) as n (mutation text, key text, input_hash text, run_id text, entity text, errors jsonb,
        created_at timestamptz(3)) where $1::jsonb is not null)
  select delivery_id from written;
