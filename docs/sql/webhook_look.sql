-- webhook_look
-- src/webhooks/webhook-sending.statements.ts: LOOK
--
-- What a server asks every second: whether there is anything to tell or to send. It writes nothing and takes no lock. $1 webhooks that this
-- server sends to already.

with clock as materialized (select autopack_now() as now)
  select exists (select from webhook_event) as has_events, exists (select from webhook w cross join lateral (
      select from webhook_delivery d where d.webhook_id = w.webhook_id and d.state = 'PENDING'
          and d.next_attempt_at <= (select now from clock) limit 1) d
    where (w.disabled_at is null and (w.paused_until is null or w.paused_until <= (select now from clock)))
        and w.webhook_id <> all($1::text[])) as has_due;
