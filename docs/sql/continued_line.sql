-- continued_line
-- src/lifecycle/facts/continue-facts.store.ts: LINE
--
-- $1 the run.

with recursive line (run_id, place) as (
    select r.run_id, 0 from run r where r.run_id = $1
    union all
    select n.run_id, l.place + 1 from line l join run r on r.run_id = l.run_id
      join run n on n.run_id = r.next_run_id and n.previous_run_id = r.run_id where l.place < 100)
  select row_to_json(r) as run,
    (select coalesce(json_agg(row_to_json(t) order by t.tier_index), '[]') from tier t where t.run_id = r.run_id) as tiers,
    (select coalesce(json_agg(row_to_json(p) order by p.phase_index), '[]') from phase p where p.run_id = r.run_id) as phases,
    (select jsonb_path_query_array(s.document::jsonb, '$.debtCleanup.phases[*].phaseId') from strategy s
        where s.run_id = r.run_id) as cleanup,
    (with recursive heirs (run_id) as (
      select c.run_id from run c where c.continues_run_id = r.run_id
      union select n.run_id from heirs h join run n on n.continues_run_id = h.run_id)
    select jsonb_build_object('runId', n.run_id, 'state', n.state) from heirs h join run n on n.run_id = h.run_id
    where n.completed_at is null or n.state = 'DONE_SUCCESS' order by n.created_at desc, n.run_id desc limit 1) as heir,
    (with recursive heirs (run_id) as (
      select r.previous_run_id where r.previous_run_id is not null
      union select n.run_id from heirs h join run n on n.continues_run_id = h.run_id)
    select jsonb_build_object('runId', n.run_id, 'state', n.state) from heirs h join run n on n.run_id = h.run_id
    where n.completed_at is null or n.state = 'DONE_SUCCESS' order by n.created_at desc, n.run_id desc limit 1) as forerunner
  from line l join run r on r.run_id = l.run_id order by l.place;
