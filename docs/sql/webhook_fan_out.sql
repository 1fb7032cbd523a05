-- webhook_fan_out
-- src/webhooks/webhook-sending.statements.ts: FAN_OUT
--
-- Makes the deliveries of what happened, once, whichever server is first. $1 events, $2 their messages: those that are told of.

with clock as materialized (select autopack_now() as now),
  taken as (delete from webhook_event where event_id = any($1::text[]) returning event_id),
  written as (insert into webhook_delivery (delivery_id, webhook_id, message_type, state, body, created_at, tried_since, attempts,
      next_attempt_at)
    select gen_random_uuid()::text, w.webhook_id, n.type, 'PENDING', n.body, clock.now, clock.now, 0, clock.now
    from clock, taken t join jsonb_to_recordset($2::jsonb) as n (event_id text, project_id text, type text,
        body text) on n.event_id = t.event_id
      join webhook w on w.project_id = n.project_id and w.disabled_at is null and w.event_types ? n.type
    returning delivery_id)
  select count(*)::int as deliveries from written;
