-- tiers_by_key
-- src/tiers/tiers.repository.ts: BY_KEY
--
-- $1 runs and $2 tiers, pair by pair.

select row_to_json(t) as row from tier t where (t.run_id, t.tier_id) in (select * from unnest($1::text[], $2::text[]));
