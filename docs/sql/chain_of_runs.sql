-- chain_of_runs
-- src/lifecycle/facts/facts.store.ts: CHAIN
--
-- $1 runs.

select row_to_json(r) as run from unnest($1::text[]) with ordinality as linked (run_id, place)
    join run r on r.run_id = linked.run_id and (linked.place = 1 or r.previous_run_id is not null) order by linked.place;
