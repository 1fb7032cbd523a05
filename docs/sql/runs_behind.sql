-- runs_behind
-- src/lifecycle/facts/continue-facts.store.ts: BEHIND
--
-- $1 a run: it, and those that wait for it.

with recursive line (run_id, place) as (
    select $1::text, 0
    union all
    select r.next_run_id, l.place + 1 from line l join run r on r.run_id = l.run_id where r.next_run_id is not null and l.place < 100)
  select row_to_json(r) as run from line l join run r on r.run_id = l.run_id order by l.place;
