-- check_by_commit
-- src/lifecycle/checks/check-facts.store.ts: BY_COMMIT
--
-- $3 run, $4 commit: the one that waits for its verdict. One check at most. $1 and $2 idempotency key; the parameters of `found` follow.

select requested.place::int as place, autopack_now() as now, (select row_to_json(k) from idempotency_record k
    where k.mutation = requested.mutation and k.key = requested.key) as remembered, row_to_json(r) as run, row_to_json(c) as check,
    requested.number, s.policies, (select jsonb_agg(distinct ps.document ->> 'ciProfile') from phase_strategy ps
    where ps.run_id = r.run_id) as profiles, (select t.judged -> 'redOnBase' from snapshot n join ci_try t on t.run_id = n.run_id
    and t.phase_id = n.phase_id
    where c.kind = 'MERGE' and n.run_id = c.run_id and n.ci_steps = c.steps_hash and t.judged is not null
    order by t.at desc, t.number desc limit 1) as red_before,
    (select json_agg(row_to_json(t) order by t.number) from commit_check_try t where t.check_id = c.check_id) as tries,
    (select ps.phase_id from phase_strategy ps join phase p on p.run_id = ps.run_id and p.phase_id = ps.phase_id
      where ps.run_id = r.run_id order by ps.document ->> 'ciProfile' desc, p.phase_index limit 1) as phase_id
  from (select 1 as place, $1::text as mutation, $2::text as key, found.* from (select 1) as one left
      join (select check_id, null::int as number from commit_check where run_id = $3 and commit = $4
      order by state in ('DUE', 'LEASED') desc, created_at desc limit 1) as found on true) as requested
  left join commit_check c on c.check_id = requested.check_id
  left join run r on r.run_id = c.run_id left join strategy s on s.run_id = r.run_id;
