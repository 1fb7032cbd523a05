-- webhook_delivery_landed
-- src/database/webhook-writes.ts: DELIVERY_LANDED
--
-- $1 delivery, $2 write.

select 1 as landed from webhook_delivery where delivery_id = $1 and write_id = $2;
