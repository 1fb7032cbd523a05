-- access_tokens_of_operators
-- src/tokens/tokens.repository.ts: OPERATORS
--
-- Somebody can log in as an operator.

select exists (select from access_token t where t.role = 'OPERATOR' and t.project_ids is null
    and not (t.revoked_at is not null or coalesce(t.expires_at <= autopack_now(), false))) as found;
