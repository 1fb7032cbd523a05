-- webhook_record_try
-- src/webhooks/webhook-sending.statements.ts: RECORD_TRY
--
-- What became of a try, if the message still belongs to the write that took it. $1 delivery, $2 that write, $3 state, $4 milliseconds until
-- the next try, $5 status, $6 fault, $7 milliseconds for which the receiver asks to be left alone, or null. A receiver that is gone for
-- good is told no more.

with clock as materialized (select autopack_now() as now),
  recorded as (update webhook_delivery d set state = $3, last_status = $5::int, last_fault = $6, write_id = null,
      next_attempt_at = clock.now + $4::int * interval '1 millisecond', ended_at = case when $3 = 'PENDING' then null else clock.now end
    from clock where d.delivery_id = $1 and d.write_id = $2 returning d.delivery_id, d.webhook_id),
  disabled as (update webhook w set disabled_at = clock.now, disabled_reason = 'GONE'
    from clock, recorded r where w.webhook_id = r.webhook_id and w.disabled_at is null and $6 = 'GONE'),
  paused as (update webhook w set paused_until = greatest(w.paused_until, clock.now + $7::int * interval '1 millisecond')
    from clock, recorded r where w.webhook_id = r.webhook_id and $7::int is not null)
  select delivery_id from recorded;
