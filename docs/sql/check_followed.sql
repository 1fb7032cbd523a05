-- check_followed
-- src/database/check-writes.ts: CHECK_FOLLOWED
--
-- What follows from a verdict is done. $1 the check.

update commit_check set followed_at = autopack_now() where check_id = $1 and followed_at is null;
