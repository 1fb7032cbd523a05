-- access_tokens
-- src/tokens/tokens.repository.ts: TOKENS
--
-- The newest first; those that are good before those that are over.

select to_jsonb(t) - 'write_id' - 'secret_hash' as token from access_token t
    order by (t.revoked_at is not null or coalesce(t.expires_at <= autopack_now(), false)), t.created_at desc, t.token_id desc limit 1000;
