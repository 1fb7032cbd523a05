-- archive_events
-- src/archive/archive.repository.ts: EVENTS
--
-- $1 the run, $2 the last number that was read, $3 how many.

select e.seq, to_jsonb(e)::text as line from run_event e where e.run_id = $1 and e.seq > $2 order by e.seq limit $3;
