-- whole_draft
-- src/lifecycle/facts/facts.store.ts: WHOLE_DRAFT
--
-- $1 run, $2 and $3 mutation and key.

select autopack_now() as now, (select row_to_json(k) from idempotency_record k where k.mutation = $2 and k.key = $3) as remembered,
    row_to_json(r) as run,
    (select p.ruleset_version from project p where p.project_id = r.project_id) as ruleset_version,
    (select jsonb_build_object('path', p.repository_path, 'defaultBranch', p.default_branch) from project p
      where p.project_id = r.project_id and p.repository_path is not null) as repository,
    (select coalesce(json_agg(row_to_json(t) order by t.tier_index), '[]') from tier t
      where t.run_id = r.run_id and r.state = 'PLAN_BOOTSTRAP') as tiers,
    (select coalesce(json_agg(row_to_json(p) order by p.phase_index), '[]') from phase p
      where p.run_id = r.run_id and r.state = 'PLAN_BOOTSTRAP') as phases
  from (select $1::text as run_id) requested left join run r on r.run_id = requested.run_id;
