-- events_to_replay
-- src/foresight/recorded-runs.repository.ts: EVENTS
--
-- $1 run, $2 the rows that were read, $3 how many more.

select to_jsonb(e) - 'write_id' as row from run_event e where e.run_id = $1 and e.seq > $2 order by e.seq limit $3;
