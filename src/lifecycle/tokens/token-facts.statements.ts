/** The SQL of what commands on tokens read. */
import { statement } from '../../database/database.js';
import { PUBLIC_TOKEN } from '../../database/token-writes.js';

/** $1 and $2 mutation and key; $3 the token, or null: the one that was made under the key; $4 a name, $5 projects. */
export const TOKEN_FACTS = statement({
  name: 'access_token_facts',
  text: `select autopack_now() as now, to_jsonb(k) as remembered,
    (select ${PUBLIC_TOKEN} from access_token t where t.token_id = coalesce($3::text, k.entity)) as token,
    exists (select from access_token t where lower(t.name) = lower($4::text) and t.revoked_at is null) as name_taken,
    array(select named from unnest($5::text[]) as named where not exists (select from project p where p.project_id = named)) as missing
  from (select 1) as one left join idempotency_record k on k.mutation = $1 and k.key = $2`,
});
