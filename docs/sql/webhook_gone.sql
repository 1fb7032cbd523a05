-- webhook_gone
-- src/database/webhook-writes.ts: WEBHOOK_GONE
--
-- $1 webhook.

select 1 as landed where not exists (select from webhook where webhook_id = $1);
