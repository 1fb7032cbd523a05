-- access_tokens_over
-- src/tokens/tokens.repository.ts: OVER
--
-- $1 tokens: those of them that are no longer good.

select id as "tokenId" from unnest($1::text[]) as id
    where not exists (select from access_token t where t.token_id = id and not (t.revoked_at is not null
        or coalesce(t.expires_at <= autopack_now(), false)));
