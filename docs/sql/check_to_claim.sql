-- check_to_claim
-- src/lifecycle/check-facts.store.ts: NEXT
--
-- $3 worker, $4 project, $5 run: as for phases, the project with the fewest live leases first, then the oldest (W1); what failed with a
-- worker last waits for another one (B6), and nothing of a project whose dispatch is stopped (A9). $1 and $2 mutation and key; what `asked`
-- needs comes after.

with clock as materialized (select autopack_now() as now),
    seen as (insert into worker (role, worker_id, last_seen_at) select 'CI', $3::text, now from clock
      on conflict on constraint pk_worker do update set last_seen_at = excluded.last_seen_at
      where worker.last_seen_at < excluded.last_seen_at - interval '5 seconds'),
    others as materialized (select exists (select from worker w, clock where w.role = 'CI' and w.worker_id <> $3
      and w.last_seen_at > clock.now - interval '60 seconds') as there),
          asked as materialized (select c.check_id, null::int as number from commit_check c join run r on r.run_id = c.run_id cross
          join clock cross join others
    where c.state = 'DUE' and c.ready_at <= clock.now and (c.kind <> 'BASE' or r.completed_at is null)
      and ($4::text is null or c.project_id = $4) and ($5::text is null or c.run_id = $5)
      and not exists (select from project s where s.project_id = c.project_id and not s.dispatching)
      and (c.avoid_worker is distinct from $3 or not others.there or c.ready_at <= clock.now - interval '60 seconds')
    order by (select count(*) from lease l where l.project_id = c.project_id and l.role = 'CI')
      + (select count(*) from commit_check h where h.project_id = c.project_id and h.state = 'LEASED'), c.created_at, c.check_id limit 1)
  select autopack_now() as now, (select to_jsonb(k) from idempotency_record k where k.mutation = $1 and k.key = $2) as remembered,
      to_jsonb(r) as run, to_jsonb(c) as check, asked.number, s.policies,
      (select jsonb_agg(distinct ps.document ->> 'ciProfile') from phase_strategy ps where ps.run_id = r.run_id) as profiles,
      (select t.judged -> 'redOnBase' from snapshot n join ci_try t on t.run_id = n.run_id and t.phase_id = n.phase_id
    where c.kind = 'MERGE' and n.run_id = c.run_id and n.ci_steps = c.steps_hash and t.judged is not null
    order by t.at desc, t.number desc limit 1) as red_before,
    (select jsonb_agg(to_jsonb(t) order by t.number) from commit_check_try t where t.check_id = c.check_id) as tries,
    (select ps.phase_id from phase_strategy ps join phase p on p.run_id = ps.run_id and p.phase_id = ps.phase_id
      where ps.run_id = r.run_id order by ps.document ->> 'ciProfile' desc, p.phase_index limit 1) as phase_id
  from (select 1) as one left join asked on true left join commit_check c on c.check_id = asked.check_id
  left join run r on r.run_id = c.run_id left join strategy s on s.run_id = r.run_id;
