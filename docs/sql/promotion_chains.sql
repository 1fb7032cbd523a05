-- promotion_chains
-- src/lifecycle/facts/promotion-facts.store.ts: CHAINS
--
-- $1 runs: they and the runs before them, back to the first that is promoted, each once; a deleted one without its row.

with recursive link (run_id) as (
    select unnest($1::text[])
    union
    select r.previous_run_id from link join run r on r.run_id = link.run_id where r.previous_run_id is not null
      and not exists (select from promotion m where m.run_id = r.run_id and m.promoted_at is not null))
  select link.run_id, to_jsonb(r) as run,
    exists (select from promotion m where m.run_id = link.run_id and m.promoted_at is not null) as is_promoted,
    case when r.head_commit is null or r.head_commit = r.base_commit then
      (select jsonb_agg(to_jsonb(t) order by t.tier_index) from tier t where t.run_id = link.run_id) end as tiers
  from link left join run r on r.run_id = link.run_id;
