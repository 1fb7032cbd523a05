-- waiting_run
-- src/lifecycle/facts/facts.store.ts: WAITING
--
-- $1 run.

select autopack_now() as now, null as remembered, row_to_json(r) as run, p.state as predecessor_state, p.head_commit as predecessor_head
  from (select $1::text as run_id) requested
  left join run r on r.run_id = requested.run_id
  left join run p on p.run_id = r.previous_run_id;
