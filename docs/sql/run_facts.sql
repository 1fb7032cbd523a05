-- run_facts
-- src/lifecycle/facts.store.ts: RUN_FACTS
--
-- $1 run, $2 and $3 mutation and key.

select autopack_now() as now, (select to_jsonb(k) from idempotency_record k where k.mutation = $2 and k.key = $3) as remembered,
    to_jsonb(r) as run
  from (select $1::text as run_id) asked left join run r on r.run_id = asked.run_id;
