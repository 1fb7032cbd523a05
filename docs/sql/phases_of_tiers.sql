-- phases_of_tiers
-- src/phases/phases.repository.ts: OF_TIERS
--
-- $1 runs and $2 tiers, pair by pair.

select row_to_json(p) as row from phase p where (p.run_id, p.tier_id) in (select * from unnest($1::text[], $2::text[]))
    order by p.phase_index;
