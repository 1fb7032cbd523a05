-- explained_runs
-- src/explain/explain.repository.ts: EXPLAINED
--
-- $1 runs.

with present as materialized (
    select p.project_id, array(select roles.role from unnest(array['BUILDER', 'AUDITOR', 'CI']) as roles (role)
        where (exists (select from worker w where w.role = roles.role and w.project_id in ('', p.project_id)
        and w.last_seen_at > autopack_now() - interval '60 seconds')
    or exists (select from lease l where l.role = roles.role and (l.project_id = p.project_id
      or exists (select from worker w where w.role = roles.role and w.project_id in ('', p.project_id) and w.worker_id = l.worker_id)))
    or roles.role = 'CI' and exists (select from commit_check c join commit_check_try t on t.check_id = c.check_id
        and t.number = c.try_number
      where c.state = 'LEASED' and (c.project_id = p.project_id or exists (select from worker w where w.role = roles.role
          and w.project_id in ('', p.project_id) and w.worker_id = t.worker_id))))) as roles
    from (select distinct project_id from run where run_id = any($1::text[])) p)
  select r.run_id as "runId", row_to_json(r) as run, row_to_json(p) as head, row_to_json(l) as lease,
    b.state = 'LEASED' as "baseLeased", b.wait_until as "baseWaitUntil", t.expires_at as "baseLeaseUntil",
    s.dispatching, s.dispatch_change as "dispatchChange", row_to_json(d) as drain, present.roles as present,
    (select min(o.written_at) from run_outbox o where o.run_id = r.run_id) as "filesBehindSince",
    m.refs as "refsNotPushed", m.since as "notPushedSince", m.fault as "pushFault", autopack_now() as now
  from run r cross join (select draining, change from drain) d
    join project s on s.project_id = r.project_id join present on present.project_id = r.project_id
    left join phase p on p.run_id = r.run_id and p.phase_index = r.head_phase_index
    left join lease l on l.run_id = r.run_id
    left join commit_check b on b.run_id = r.run_id and b.kind = 'BASE' and b.state in ('DUE', 'LEASED')
    left join commit_check_try t on t.check_id = b.check_id and t.number = b.try_number and b.state = 'LEASED'
    cross join lateral (select count(*)::int as refs, min(f.wanted_at) as since,
        (array_agg(f.last_fault order by (f.state = 'CONFLICT') desc, f.wanted_at))[1] as fault
      from remote_ref f where f.run_id = r.run_id and f.state <> 'PUSHED' and f.last_fault is not null) as m
  where r.run_id = any($1::text[]);
