-- webhook_take_due
-- src/webhooks/webhook-sending.statements.ts: TAKE_DUE
--
-- Takes messages that are due, with what they are signed with. $1 webhooks that this server sends to already, $2 how many, $3 how many of
-- each webhook, $4 the write that takes them. Messages that another server takes at this moment are passed over.

with clock as materialized (select autopack_now() as now),
  due as materialized (select d.delivery_id, w.url, w.webhook_id, w.project_id from webhook w cross join lateral (
      select d.delivery_id from webhook_delivery d where d.webhook_id = w.webhook_id and d.state = 'PENDING'
          and d.next_attempt_at <= (select now from clock)
      order by d.next_attempt_at limit $3 for update of d skip locked) d
    where (w.disabled_at is null and (w.paused_until is null or w.paused_until <= (select now from clock)))
        and w.webhook_id <> all($1::text[]) limit $2)
  update webhook_delivery d set attempts = d.attempts + 1, last_attempt_at = clock.now, write_id = $4,
    next_attempt_at = clock.now + interval '60 seconds'
  from due, clock, webhook_secret s where d.delivery_id = due.delivery_id and s.webhook_id = due.webhook_id
  returning d.delivery_id, d.webhook_id, d.body, d.attempts, d.tried_since, due.url, due.project_id, s.secret,
    case when s.previous_until > clock.now then s.previous end as previous, clock.now;
