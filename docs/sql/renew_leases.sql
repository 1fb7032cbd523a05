-- renew_leases
-- src/database/work-writes.ts: RENEW_LEASES
--
-- Renews leases, many at a time (W6): without new tokens a heartbeat touches nothing but its lease. $1 tokens, $2 running totals; returns
-- the live ones.

with clock as materialized (select autopack_now() as now),
  requested as (select distinct on (token) token, reported from unnest($1::text[], $2::bigint[]) as a (token, reported) order by token,
      reported desc nulls last),
  renewed as (update lease l set expires_at = least(clock.now + make_interval(secs => l.expiry_seconds), l.hard_deadline_at), beaten = true,
      tokens_told = greatest(l.tokens_told, requested.reported)
    from requested, clock where l.token = requested.token and l.expires_at > clock.now and l.hard_deadline_at > clock.now
      and (requested.reported is null or requested.reported <= coalesce(l.tokens_told, 0))
    returning l.*)
  select to_jsonb(l) as lease, to_jsonb(r) as run, to_jsonb(t) as tier, to_jsonb(p) as phase, clock.now from renewed l, clock, run r,
      phase p, tier t
  where r.run_id = l.run_id and p.run_id = l.run_id and p.phase_id = l.phase_id and t.run_id = l.run_id and t.tier_id = p.tier_id;
