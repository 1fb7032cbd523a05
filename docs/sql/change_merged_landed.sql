-- change_merged_landed
-- src/database/promotion-change-writes.ts: MERGED_LANDED
--
-- $1 run, $2 round: it is recorded.

select 1 as landed from promotion_change where run_id = $1 and round = $2 and state = 'MERGED';
