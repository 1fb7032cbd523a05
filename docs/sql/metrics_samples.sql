-- metrics_samples
-- src/metrics/metrics.repository.ts: SAMPLES
--
-- Of queue and leases 10,000 rows at most are counted. Ended runs that are not folded yet are read by index.

with counted as (
    select t.name, t.runs from run_tally t where t.day = '' and t.kind = 'STATE'
    union all
    select r.state, 1 from ended_run e join run r on r.run_id = e.run_id where not e.tallied
    union all
    select r.state, count(*) from run r where r.completed_at is null group by r.state),
  roles as (select unnest(array['BUILDER', 'AUDITOR', 'CI']) as role),
  waiting as (
    (select q.role, greatest(q.ready_at, q.created_at) as since from work_queue q where q.ready_at <= autopack_now() limit 10000)
    union all
    (select 'CI', greatest(c.ready_at, c.created_at) from commit_check c where c.state = 'DUE'
        and c.ready_at <= autopack_now() limit 10000)),
  held as (
    (select l.role from lease l limit 10000)
    union all
    (select 'CI' from commit_check c where c.state = 'LEASED' limit 10000))
  select 'runs' as kind, name, sum(runs)::float8 as value from counted group by name having sum(runs) > 0
  union all
  select 'queue_waiting', o.role, count(w.role)::float8 from roles o left join waiting w on w.role = o.role group by o.role
  union all
  select 'queue_oldest_seconds', o.role, coalesce(greatest(0, extract(epoch from autopack_now() - min(w.since))), 0)::float8
    from roles o left join waiting w on w.role = o.role group by o.role
  union all
  select 'leases', o.role, count(h.role)::float8 from roles o left join held h on h.role = o.role group by o.role
  union all
  select 'webhook_deliveries', 'PENDING', count(*)::float8 from (select from webhook_delivery d
      where d.state = 'PENDING' limit 10000) as pending
  union all
  select 'remote_refs', 'DUE', count(*)::float8 from (select from remote_ref f where f.state = 'DUE' limit 10000) as due
  union all
  select 'remote_refs', 'CONFLICT', count(*)::float8 from (select from remote_ref f where f.state = 'CONFLICT' limit 10000) as conflicts;
