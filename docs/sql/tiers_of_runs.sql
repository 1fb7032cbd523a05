-- tiers_of_runs
-- src/tiers/tiers.repository.ts: OF_RUNS
--
-- $1 runs.

select row_to_json(t) as row from tier t where t.run_id = any($1::text[]) order by t.run_id, t.tier_index;
