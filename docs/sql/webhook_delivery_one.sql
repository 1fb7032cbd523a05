-- webhook_delivery_one
-- src/webhooks/webhooks.repository.ts: ONE
--
-- $1 delivery.

select to_jsonb(d) - 'write_id' || jsonb_build_object('next_attempt_at', greatest(d.next_attempt_at, w.paused_until)) as delivery
    from webhook_delivery d join webhook w on w.webhook_id = d.webhook_id where d.delivery_id = $1;
