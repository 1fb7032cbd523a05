-- rows_and_events_of_run
-- src/events/row-differences.repository.ts: STORY
--
-- $1 run. One statement sees one state of the database, also while the run goes on.

select to_jsonb(r) as run,
    (select coalesce(jsonb_agg(to_jsonb(t) order by t.tier_index), '[]') from tier t where t.run_id = r.run_id) as tiers,
    (select coalesce(jsonb_agg(to_jsonb(p) order by p.phase_index), '[]') from phase p where p.run_id = r.run_id) as phases,
    (select coalesce(jsonb_agg(to_jsonb(e) - 'write_id' order by e.seq), '[]') from run_event e where e.run_id = r.run_id) as events
  from run r where r.run_id = $1;
