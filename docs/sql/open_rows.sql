-- open_rows
-- src/lifecycle/facts/facts.store.ts: OPEN_ROWS
--
-- $1 run.

select
    (select coalesce(json_agg(row_to_json(p) order by p.phase_index), '[]') from phase p where p.run_id = $1
        and p.completed_at is null) as phases,
    (select coalesce(json_agg(row_to_json(t) order by t.tier_index), '[]') from tier t where t.run_id = $1
        and t.completed_at is null) as tiers;
