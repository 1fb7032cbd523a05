-- spare_lease
-- src/database/work-writes.ts: SPARE_LEASE
--
-- The extension of a lease each time its result cannot be stored; the run's deadline stays the limit. $1 token.

update lease l set
      hard_deadline_at = greatest(l.hard_deadline_at, least(clock.now + interval '5 minutes', r.deadline_at)),
      expires_at = greatest(l.expires_at, least(clock.now + interval '5 minutes', r.deadline_at))
    from (select autopack_now() as now) as clock, run r where l.token = $1 and r.run_id = l.run_id;
