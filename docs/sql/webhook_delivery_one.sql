-- webhook_delivery_one
-- src/webhooks/webhooks.repository.ts: ONE
--
-- $1 delivery.

select to_jsonb(d) - 'write_id' as delivery from webhook_delivery d where d.delivery_id = $1;
