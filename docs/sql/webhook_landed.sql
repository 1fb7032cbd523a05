-- webhook_landed
-- src/database/webhook-writes.ts: WEBHOOK_LANDED
--
-- $1 webhook, $2 write.

select 1 as landed from webhook where webhook_id = $1 and write_id = $2;
