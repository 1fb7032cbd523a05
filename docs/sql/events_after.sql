-- events_after
-- src/events/events.repository.ts: EVENTS
--
-- $1 runs, $2 the seq after which to begin, $3 the limit, $4 types with commas between them or null, one of each per read.

select q.run_id as "runId", q.after, q.first, q.types, to_jsonb(e) - 'write_id' as event
  from unnest($1::text[], $2::int[], $3::int[], $4::text[]) as q(run_id, after, first, types),
    lateral (select * from run_event e
      where e.run_id = q.run_id and e.seq > q.after and (q.types is null or e.type = any(string_to_array(q.types, ',')))
      order by e.seq limit q.first) e
  order by e.seq;
