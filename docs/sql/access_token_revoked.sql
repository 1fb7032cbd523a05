-- access_token_revoked
-- src/database/token-writes.ts: TOKEN_REVOKED
--
-- $1 token: whoever revoked it, it is done.

select 1 as landed from access_token where token_id = $1 and revoked_at is not null;
