-- access_token_landed
-- src/database/token-writes.ts: TOKEN_LANDED
--
-- $1 token, $2 write.

select 1 as landed from access_token where token_id = $1 and write_id = $2;
