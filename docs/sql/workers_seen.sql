-- workers_seen
-- src/explain/workers.repository.ts: WORKERS
--
-- $1 a project or null, $2 a role or null, $3 a worker or null.

select w.worker_id as "workerId", w.role, w.last_seen_at as "lastSeenAt", w.projects as "projectIds", l.run_id as "runId",
    l.phase_id as "phaseId",
    l.run_id is null and w.last_seen_at > autopack_now() - interval '60 seconds'
      and not (w.role = 'CI' and exists (select from commit_check k join commit_check_try c on c.check_id = k.check_id
          and c.number = k.try_number
        where k.state = 'LEASED' and c.worker_id = w.worker_id)) as waiting
  from (select k.role, k.worker_id, max(k.last_seen_at) as last_seen_at, bool_or($1::text is null or k.project_id in ('', $1)) as is_for,
      case when bool_or(k.project_id = '') then null else (array_agg(k.project_id order by k.project_id))[1:100] end as projects
    from worker k where ($2::text is null or k.role = $2) and ($3::text is null or k.worker_id = $3) group by k.role, k.worker_id) w
  left join lateral (
    select l.run_id, l.phase_id, l.project_id from lease l where l.role = w.role and l.worker_id = w.worker_id
    order by l.run_id limit 1) l on true
  where $1::text is null or l.project_id = $1 or (l.project_id is null and w.is_for)
  order by w.last_seen_at desc, w.role, w.worker_id limit 500;
