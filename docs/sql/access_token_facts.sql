-- access_token_facts
-- src/lifecycle/tokens/token-facts.statements.ts: TOKEN_FACTS
--
-- $1 and $2 mutation and key; $3 the token, or null: the one that was made under the key; $4 a name, $5 projects.

select autopack_now() as now, to_jsonb(k) as remembered,
    (select to_jsonb(t) - 'write_id' - 'secret_hash' from access_token t where t.token_id = coalesce($3::text, k.entity)) as token,
    exists (select from access_token t where lower(t.name) = lower($4::text) and t.revoked_at is null) as name_taken,
    array(select named from unnest($5::text[]) as named where not exists (select from project p where p.project_id = named)) as missing
  from (select 1) as one left join idempotency_record k on k.mutation = $1 and k.key = $2;
