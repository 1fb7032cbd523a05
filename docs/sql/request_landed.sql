-- request_landed
-- src/database/promotion-change-writes.ts: REQUEST_LANDED
--
-- $1 run, $2 write.

select 1 as landed from promotion_change where run_id = $1 and write_id = $2;
