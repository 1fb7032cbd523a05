-- events_after
-- src/events/events.repository.ts: EVENTS
--
-- $1 runs, $2 the seq after which to begin, $3 the limit, one of each per read.

select q.run_id as "runId", q.after, q.first, to_jsonb(e) - 'write_id' as event
  from unnest($1::text[], $2::int[], $3::int[]) as q(run_id, after, first),
    lateral (select * from run_event e where e.run_id = q.run_id and e.seq > q.after order by e.seq limit q.first) e
  order by e.seq;
