-- webhook_forget_deliveries
-- src/webhooks/webhook-sending.statements.ts: FORGET_DELIVERIES
--
-- Deletes what is no longer kept of the log, up to $1 of each kind.

with clock as materialized (select autopack_now() as now),
  old as (select delivery_id from webhook_delivery where ended_at < (select now from clock) - interval '7 days' order by ended_at limit $1),
  surplus as (select d.delivery_id from webhook w cross join lateral (
      select delivery_id from webhook_delivery d where d.webhook_id = w.webhook_id and d.ended_at is not null
      order by d.created_at desc, d.delivery_id desc limit $1 offset 1000) d limit $1)
  delete from webhook_delivery d where d.delivery_id in (select delivery_id from old union select delivery_id from surplus)
  returning d.delivery_id;
