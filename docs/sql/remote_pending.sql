-- remote_pending
-- src/remotes/remotes.repository.ts: PENDING
--
-- $1 projects.

select p.project_id as "projectId", autopack_now() as now, due.count as due, due.next_at as "nextAt", due.failing as failing,
    conflicts.count as conflicts
  from unnest($1::text[]) as p (project_id)
    cross join lateral (select count(*)::int as count, min(f.next_attempt_at) as next_at,
        bool_or(f.last_fault is not null) is true as failing
      from (select f.next_attempt_at, f.last_fault from remote_ref f where f.project_id = p.project_id and f.state = 'DUE'
          order by f.next_attempt_at limit 1000) as f) as due
    cross join lateral (select count(*)::int as count
      from (select from remote_ref f where f.project_id = p.project_id and f.state = 'CONFLICT' limit 1000) as f) as conflicts;
