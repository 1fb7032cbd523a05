-- role_seen_within_a_day
-- src/strategy/workers-seen.repository.ts: SEEN
--
-- $1 role.

select exists (select from worker w where w.role = $1 and w.last_seen_at > autopack_now() - interval '1 day') as seen;
