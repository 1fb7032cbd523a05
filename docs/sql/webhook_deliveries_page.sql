-- webhook_deliveries_page
-- src/webhooks/webhooks.repository.ts: PAGE
--
-- $1 webhook, $2 states or null, $3 and $4 the delivery behind which to go on, $5 how many.

select to_jsonb(d) - 'write_id' || jsonb_build_object('next_attempt_at', greatest(d.next_attempt_at, w.paused_until)) as delivery
    from webhook_delivery d join webhook w on w.webhook_id = d.webhook_id where d.webhook_id = $1
        and ($2::text[] is null or d.state = any($2::text[]))
    and ($3::timestamptz is null or (d.created_at, d.delivery_id) < ($3::timestamptz, $4::text))
    order by d.created_at desc, d.delivery_id desc limit $5::int;
