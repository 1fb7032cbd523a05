-- withdraw_promotion
-- src/database/promotion-writes.ts: WITHDRAW_PROMOTION
--
-- $1 run, $2 commit, $3 from: this very intent is taken back.

delete from promotion where run_id = $1 and commit = $2 and from_commit = $3 and promoted_at is null returning run_id;
