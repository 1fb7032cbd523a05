-- promotion_landed
-- src/database/promotion-writes.ts: PROMOTION_LANDED
--
-- $1 run, $2 commit.

select 1 as landed from promotion where run_id = $1 and commit = $2 and promoted_at is not null;
