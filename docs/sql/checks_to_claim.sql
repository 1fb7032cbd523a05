-- checks_to_claim
-- src/lifecycle/checks/check-facts.store.ts: NEXT
--
-- The next check for each of several workers, in the same order as work on phases: first the project with the fewest live leases, where
-- each entry counts as one for the entries after it, then the oldest check (W1). Projects whose dispatch is stopped are left out (A9). A
-- check that failed with a worker waits for another worker (B6): a single claimant gets the next check instead; for one of several
-- claimants `is_kept` requests a read of its own. $1 mutations, $2 keys, $3 workers, $4 project, $5 run, $6 checks held by other claims, $7
-- their projects.

with clock as materialized (select autopack_now() as now),
    seen as (insert into worker (role, worker_id, project_id, last_seen_at)
    select distinct 'CI'::text, w.id, w.project_id, clock.now from clock,
        (select id, case when $5::text is null then coalesce($4::text, '')
        else (select r.project_id from run r where r.run_id = $5) end as project_id from unnest($3::text[]) as u (id)) w
    where w.project_id is not null and not exists (select from worker k where k.role = 'CI' and k.worker_id = w.id
        and k.project_id = w.project_id
      and k.last_seen_at >= clock.now - interval '5 seconds') order by 2, 3
    on conflict on constraint pk_worker do update set last_seen_at = excluded.last_seen_at
    where worker.last_seen_at < excluded.last_seen_at - interval '5 seconds'),
    others as materialized (select cardinality($3::text[]) > 1 or exists (select from worker w, clock where w.role = 'CI'
        and w.worker_id <> ($3::text[])[1]
      and w.last_seen_at > clock.now - interval '60 seconds') as there),
    claimants as materialized (
      select c.claimant::int, c.mutation, c.key, c.worker_id from unnest($1::text[], $2::text[], $3::text[]) with ordinality as c (mutation,
          key, worker_id, claimant)),
    due as materialized (
      select c.check_id, c.project_id, c.created_at, others.there and c.ready_at > clock.now - interval '60 seconds' as is_fresh,
          c.avoid_worker,
        row_number() over (partition by c.project_id order by c.created_at, c.check_id) as behind
      from commit_check c join run r on r.run_id = c.run_id cross join clock cross join others
      where c.state = 'DUE' and c.ready_at <= clock.now and (c.kind <> 'BASE' or r.completed_at is null) and c.check_id <> all($6::text[])
        and ($4::text is null or c.project_id = $4) and ($5::text is null or c.run_id = $5)
        and (not exists (select from drain where draining) and not exists (select from project s where s.project_id = c.project_id
            and not s.dispatching))
        and (cardinality($3::text[]) > 1 or c.avoid_worker is distinct from ($3::text[])[1] or not others.there
          or c.ready_at <= clock.now - interval '60 seconds')),
    loads as materialized (select p.project_id, (select count(*) from lease l where l.project_id = p.project_id and l.role = 'CI')
        + (select count(*) from commit_check h where h.project_id = p.project_id and (h.state = 'LEASED'
          or exists (select from unnest($6::text[], $7::text[]) as t (check_id, project_id) where t.check_id = h.check_id
              and t.project_id is not null))) as live
      from (select distinct project_id from due) as p),
    entries as (select d.*, row_number() over (order by l.live + d.behind, d.created_at, d.check_id) as turn from due d
        join loads l on l.project_id = d.project_id),
    kept as materialized (select distinct c.claimant from claimants c join entries e on e.avoid_worker = c.worker_id and e.is_fresh
        and e.turn <= 16),
    turns as (select c.claimant, row_number() over (order by c.claimant) as turn from claimants c
      where c.claimant not in (select claimant from kept)
        and not exists (select from idempotency_record k where k.mutation = c.mutation and k.key = c.key)),
    requested as materialized (select c.claimant as place, c.mutation, c.key, c.claimant in (select claimant from kept) as is_kept,
        e.check_id, null::int as number
      from claimants c left join turns t on t.claimant = c.claimant left join entries e on e.turn = t.turn order by c.claimant limit 16)
    select requested.place::int as place, autopack_now() as now, (select row_to_json(k) from idempotency_record k
        where k.mutation = requested.mutation and k.key = requested.key) as remembered, requested.is_kept, row_to_json(r) as run,
        row_to_json(c) as check, requested.number, s.policies, (select jsonb_agg(distinct ps.document ->> 'ciProfile')
        from phase_strategy ps where ps.run_id = r.run_id) as profiles,
        (select t.judged -> 'redOnBase' from snapshot n join ci_try t on t.run_id = n.run_id and t.phase_id = n.phase_id
    where c.kind = 'MERGE' and n.run_id = c.run_id and n.ci_steps = c.steps_hash and t.judged is not null
    order by t.at desc, t.number desc limit 1) as red_before,
    (select json_agg(row_to_json(t) order by t.number) from commit_check_try t where t.check_id = c.check_id) as tries,
    (select ps.phase_id from phase_strategy ps join phase p on p.run_id = ps.run_id and p.phase_id = ps.phase_id
      where ps.run_id = r.run_id order by ps.document ->> 'ciProfile' desc, p.phase_index limit 1) as phase_id
  from requested
  left join commit_check c on c.check_id = requested.check_id
  left join run r on r.run_id = c.run_id left join strategy s on s.run_id = r.run_id;
