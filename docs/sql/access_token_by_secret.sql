-- access_token_by_secret
-- src/tokens/tokens.repository.ts: BY_SECRET
--
-- $1 SHA-256 of its text. One that is over is not found.

select t.token_id as "tokenId", t.name, t.role, t.project_ids as "projectIds",
    (extract(epoch from t.expires_at - autopack_now()) * 1000)::float8 as "leftMs"
  from access_token t where t.secret_hash = $1 and not (t.revoked_at is not null or coalesce(t.expires_at <= autopack_now(), false));
