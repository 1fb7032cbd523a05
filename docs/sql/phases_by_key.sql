-- phases_by_key
-- src/phases/phases.repository.ts: BY_KEY
--
-- $1 runs and $2 phases, pair by pair.

select row_to_json(p) as row from phase p where (p.run_id, p.phase_id) in (select * from unnest($1::text[], $2::text[]));
