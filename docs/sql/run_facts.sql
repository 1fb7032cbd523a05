-- run_facts
-- src/lifecycle/facts/facts.store.ts: RUN_FACTS
--
-- $1 mutations, $2 keys, $3 runs.

select requested.place::int as place, autopack_now() as now, (select row_to_json(k) from idempotency_record k
    where k.mutation = requested.mutation and k.key = requested.key) as remembered, row_to_json(r) as run
  from (select * from unnest($1::text[], $2::text[], $3::text[]) with ordinality as each (mutation, key, run_id,
      place) limit cardinality($1::text[])) as requested
  left join run r on r.run_id = requested.run_id;
