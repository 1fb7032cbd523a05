-- work_to_claim_of_project
-- src/lifecycle/claims/work-offers.store.ts: NEXT_OF_PROJECT
--
-- $1 and $2 idempotency key, $3 role, $4 worker, $5 runs held by other claims, $6 their projects, $7 project. The next work for one worker.
-- An item that failed with this worker last waits for another worker if one is present: for one minute, because the other worker may have
-- another scope. $1 and $2 idempotency key, $3 role, $4 worker, $5 runs held by other claims, $6 their projects, null for those that are
-- set aside.

with recursive clock as materialized (select autopack_now() as now), seen as (insert into worker (role, worker_id, project_id, last_seen_at)
    select distinct $3::text, w.id, w.project_id, clock.now from clock,
        (select id, $7::text as project_id from unnest(array[$4::text]) as u (id)) w
    where w.project_id is not null and not exists (select from worker k where k.role = $3 and k.worker_id = w.id
        and k.project_id = w.project_id
      and k.last_seen_at >= clock.now - interval '5 seconds') order by 2, 3
    on conflict on constraint pk_worker do update set last_seen_at = excluded.last_seen_at
    where worker.last_seen_at < excluded.last_seen_at - interval '5 seconds'),
    others as materialized (select exists (select from worker w, clock where w.role = $3 and w.worker_id <> $4
      and w.last_seen_at > clock.now - interval '60 seconds') as there),
    projects as (select $7::text as project_id),
    found as materialized (
      select next.run_id, null::text as phase_id, 0 as number from projects p, clock, others
      cross join lateral (select (select count(*) from lease l where l.project_id = p.project_id and l.role = $3)
    + (select count(*) from unnest($5::text[], $6::text[]) as t (run_id, project_id)
      where t.project_id = p.project_id and not exists (select from lease l where l.run_id = t.run_id)) as live) as load
      cross join lateral (select q.run_id, q.project_id, q.created_at from work_queue q
        where q.role = $3 and q.project_id = p.project_id  and q.ready_at <= clock.now and q.run_id <> all($5::text[])
          and (q.avoid_worker is distinct from $4 or not others.there or q.ready_at <= clock.now - interval '60 seconds')
        order by q.created_at, q.run_id limit 1) as next
      where p.project_id is not null and (not exists (select from drain where draining)
          and not exists (select from project s where s.project_id = p.project_id and not s.dispatching))
      order by load.live, next.created_at, next.run_id limit 1)
    select requested.place::int as place, autopack_now() as now, (select row_to_json(k) from idempotency_record k
        where k.mutation = requested.mutation and k.key = requested.key) as remembered, row_to_json(r) as run, row_to_json(p) as phase,
        row_to_json(t) as tier,
    ps.document as strategy, s.policies, s.issue_policy, s.hash as strategy_hash, row_to_json(l) as lease, row_to_json(a) as attempt,
        row_to_json(c) as candidate,
    h.phase_id as head_phase_id,
    case when p.state = 'CI_RUNNING' and p.phase_index = r.head_phase_index then (
      select b.phase_index from phase b where b.run_id = r.run_id and b.phase_index > r.head_phase_index and b.state = 'QUEUED'
      order by b.phase_index limit 1) end as behind_head_index,
    case when p.state = 'CI_RUNNING' and (p.issues_version > 0 or exists (select from aged_issue a
      where a.run_id = p.run_id and a.debt_phase_id = p.phase_id)) then (
    select jsonb_build_object('closes', exists (select from phase_issue i where i.run_id = p.run_id and i.phase_id = p.phase_id and i.open
        and i.reported_attempt <> p.round),
      'openInTier', jsonb_build_object('minor', count(*) filter (where in_tier = 'MINOR'), 'major',
          count(*) filter (where in_tier = 'MAJOR')),
      'openInRun', jsonb_build_object('minor', count(*) filter (where in_run = 'MINOR'), 'major', count(*) filter (where in_run = 'MAJOR')))
    from (select min(i.effective_severity) as in_run, min(i.effective_severity) filter (where i.tier_id = p.tier_id) as in_tier
      from phase_issue i where i.run_id = p.run_id and i.open and not i.expected_fail
        and not (i.phase_id = p.phase_id and i.reported_attempt <> p.round)
      group by i.issue_key) as remaining) end as closing,
    case when p.state = 'CI_RUNNING' then array(select a.issue_key from aged_issue a
      where a.run_id = p.run_id and a.debt_phase_id = p.phase_id and not exists (select from phase_issue i
        where i.run_id = p.run_id and i.phase_id = p.phase_id and i.issue_key = a.issue_key and i.reported_attempt = p.round)
        and not exists (select from phase_issue i where i.run_id = p.run_id and i.issue_key = a.issue_key and i.phase_id <> p.phase_id
          and i.last_seen_at >= p.started_at)
        and not exists (select from issue_sighting g where g.project_id = r.project_id and g.issue_key = a.issue_key
          and g.run_id <> p.run_id and g.last_seen_at >= p.started_at)
      order by a.issue_key) end as resolved_keys,
    case when p.state = 'CI_RUNNING' then (select json_agg(row_to_json(y) order by y.number) from ci_try y where y.run_id = p.run_id
      and y.phase_id = p.phase_id and y.round = p.round and y.attempt = coalesce((p.work -> 'candidate' ->> 'attempt')::int,
          0)) end as tries,
    null::jsonb as known
  from (select 1 as place, $1::text as mutation, $2::text as key, found.* from (select 1) as one left
      join found as found on true) as requested
  left join run r on r.run_id = requested.run_id
  left join phase h on h.run_id = r.run_id and h.phase_index = r.head_phase_index
  left join phase p on p.run_id = r.run_id and p.phase_id = coalesce(requested.phase_id, h.phase_id)
  left join tier t on t.run_id = p.run_id and t.tier_id = p.tier_id
  left join strategy s on s.run_id = r.run_id
  left join phase_strategy ps on ps.run_id = p.run_id and ps.phase_id = p.phase_id
  left join lease l on l.run_id = p.run_id and l.phase_id = p.phase_id
  left join attempt a on a.run_id = p.run_id and a.phase_id = p.phase_id and a.number = coalesce(requested.number, l.attempt)
  left join attempt c on c.run_id = p.run_id and c.phase_id = p.phase_id and c.number = (p.work -> 'candidate' ->> 'attempt')::int
  cross join lateral (select coalesce((s.issue_policy ->> 'resolvedAfterRuns')::int, 5) as resolved_after_runs) as rules;
