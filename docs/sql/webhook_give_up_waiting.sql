-- webhook_give_up_waiting
-- src/webhooks/webhook-sending.statements.ts: GIVE_UP_WAITING
--
-- Messages that wait for a webhook that is not told, a day long, are given up. $1 the day in milliseconds.

with clock as materialized (select autopack_now() as now)
  update webhook_delivery d set state = 'GIVEN_UP', ended_at = clock.now, write_id = null from clock, webhook w
  where w.webhook_id = d.webhook_id and w.disabled_at is not null and d.state = 'PENDING'
      and d.tried_since < clock.now - $1::int * interval '1 millisecond'
  returning d.delivery_id;
