-- brief_facts
-- src/lifecycle/brief-facts.store.ts: BRIEF_FACTS
--
-- $1 run, $2 phase, $3 the attempt that is claimed.

with recursive line (run_id, continues_run_id, place) as (
    select r.run_id, r.continues_run_id, 0 from run r where r.run_id = $1
    union all
    select r.run_id, r.continues_run_id, l.place + 1 from line l join run r on r.run_id = l.continues_run_id where l.place < 20),
  earlier as materialized (
    select a.*, l.place from line l join attempt a on a.run_id = l.run_id and a.phase_id = $2 and (l.place > 0 or a.number < $3::int)
    order by l.place, a.number desc limit 80),
  first as materialized (select run_id, min(number) as number from earlier group by run_id)
  select (select ps.document from phase_strategy ps where ps.run_id = $1 and ps.phase_id = $2) as strategy,
    (select jsonb_agg(to_jsonb(e) - 'place' order by e.place, e.number desc) from earlier e) as attempts,
    (select jsonb_agg(to_jsonb(y) order by y.round, y.attempt, y.number) from ci_try y join first on y.run_id = first.run_id
      where y.phase_id = $2 and y.attempt >= first.number) as tries,
    (select jsonb_agg(to_jsonb(f) order by f.attempt, f.path) from attempt_artefact f join first on f.run_id = first.run_id
      where f.phase_id = $2 and f.attempt >= first.number and (f.run_id <> $1 or f.attempt < $3::int) and f.kind in ('patch', 'log')
        and f.late_result_id is null) as files,
    (select jsonb_agg(to_jsonb(i) order by i.issue_key) from (
      select * from phase_issue i where i.run_id = $1 and i.phase_id = $2 and i.open order by i.issue_key limit 100) as i) as issues;
