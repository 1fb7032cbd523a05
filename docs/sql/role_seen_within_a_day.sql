-- role_seen_within_a_day
-- src/strategy/workers-seen.repository.ts: SEEN
--
-- $1 role, $2 project.

select exists (select from worker w where w.role = $1 and w.project_id in ('', $2)
    and w.last_seen_at > autopack_now() - interval '1 day') as seen;
