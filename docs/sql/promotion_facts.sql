-- promotion_facts
-- src/lifecycle/facts/promotion-facts.store.ts: PROMOTION_FACTS
--
-- $1 runs, $2 and $3 mutation and key.

select autopack_now() as now, (select row_to_json(k) from idempotency_record k where k.mutation = $2 and k.key = $3) as remembered,
    requested.run_id as requested_id, to_jsonb(r) as run, to_jsonb(p) - 'write_id' as project,
    to_jsonb(m) as promotion, to_jsonb(c) - 'write_id' as change,
    (select coalesce(jsonb_agg(to_jsonb(t) order by t.tier_index), '[]') from tier t where t.run_id = r.run_id) as tiers
  from unnest($1::text[]) as requested (run_id)
  left join run r on r.run_id = requested.run_id
  left join project p on p.project_id = r.project_id
  left join promotion m on m.run_id = r.run_id
  left join promotion_change c on c.run_id = r.run_id;
