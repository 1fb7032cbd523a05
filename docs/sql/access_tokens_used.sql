-- access_tokens_used
-- src/tokens/tokens.repository.ts: USED
--
-- $1 tokens. Another server may have noted it a moment ago.

update access_token set last_used_at = autopack_now()
    where token_id = any($1::text[]) and (last_used_at is null or last_used_at < autopack_now() - interval '30 seconds');
