-- traces_due
-- src/traces/traces.repository.ts: DUE
--
-- Runs with events whose spans were not delivered, and at which no server is, the newest first. Only live runs and those that ended within
-- the time are read, by index.

select r.run_id as "runId", r.version from run r left join run_trace t on t.run_id = r.run_id
  where (r.completed_at is null or r.completed_at > autopack_now() - interval '1 hour')
    and r.changed_at > autopack_now() - interval '1 hour'
    and r.version > coalesce(t.seq, 0) and (t.claim is null or t.claimed_until < autopack_now())
  order by r.changed_at desc limit 10000;
