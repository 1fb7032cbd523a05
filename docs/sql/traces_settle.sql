-- traces_settle
-- src/traces/traces.repository.ts: SETTLE
--
-- $1 runs, $2 up to which event each was delivered, $3 this server.

update run_trace t set seq = greatest(t.seq, d.seq), claim = null, claimed_until = null
  from unnest($1::text[], $2::int[]) as d(run_id, seq) where t.run_id = d.run_id and t.claim = $3::uuid;
