-- renew_check
-- src/database/check-writes.ts: RENEW_CHECK
--
-- Renews the lease of a check (W6). $1 the hash of its token; returns it while it is live.

with clock as materialized (select autopack_now() as now)
    update commit_check_try t set expires_at = least(clock.now + make_interval(secs => t.expiry_seconds), t.hard_deadline_at), beaten = true
    from clock, commit_check c join run r on r.run_id = c.run_id
    where t.token_hash = $1 and t.state = 'LEASED' and t.expires_at > clock.now and t.hard_deadline_at > clock.now
      and c.check_id = t.check_id and c.state = 'LEASED' and c.try_number = t.number and (c.kind <> 'BASE' or r.completed_at is null)
    returning t.check_id;
