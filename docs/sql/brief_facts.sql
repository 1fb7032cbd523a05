-- brief_facts
-- src/lifecycle/facts/brief-facts.store.ts: BRIEF_FACTS
--
-- One row for each claim. $1 runs, $2 phases, $3 the attempts that are claimed.

select requested.place::int as place, brief.* from (select * from unnest($1::text[], $2::text[], $3::int[]) with ordinality as each (run_id,
    phase_id, attempt, place) limit cardinality($1::text[])) as requested cross join lateral (
  with recursive line (run_id, continues_run_id, place) as (
    select r.run_id, r.continues_run_id, 0 from run r where r.run_id = requested.run_id
    union all
    select r.run_id, r.continues_run_id, l.place + 1 from line l cross join lateral (
      select * from run b where b.run_id = l.continues_run_id limit 1) as r where l.place < 20),
  earlier as materialized (
    select a.*, l.place from line l join attempt a on a.run_id = l.run_id and a.phase_id = requested.phase_id
        and (l.place > 0 or a.number < requested.attempt)
    order by l.place, a.number desc limit 80),
  first as materialized (select run_id, min(number) as number from earlier group by run_id)
  select (select ps.document from phase_strategy ps where ps.run_id = requested.run_id and ps.phase_id = requested.phase_id) as strategy,
    (select json_agg(row_to_json(e) order by e.place, e.number desc) from earlier e) as attempts,
    (select json_agg(row_to_json(y) order by y.round, y.attempt, y.number) from ci_try y join first on y.run_id = first.run_id
      where y.phase_id = requested.phase_id and y.attempt >= first.number) as tries,
    (select json_agg(row_to_json(f) order by f.attempt, f.path) from attempt_artefact f join first on f.run_id = first.run_id
      where f.phase_id = requested.phase_id and f.attempt >= first.number
          and (f.run_id <> requested.run_id or f.attempt < requested.attempt) and f.kind in ('patch', 'log')
        and f.late_result_id is null) as files,
    (select json_agg(row_to_json(i) order by i.issue_key) from (
      select * from phase_issue i where i.run_id = requested.run_id and i.phase_id = requested.phase_id and i.open
          order by i.issue_key limit 100) as i) as issues) as brief;
