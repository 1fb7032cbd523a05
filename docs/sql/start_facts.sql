-- start_facts
-- src/lifecycle/facts/facts.store.ts: START_FACTS
--
-- Includes the run that is recorded under the key: a repeated start answers with it. $1 keys of run ids, $2 and $3 mutation and key, $4
-- project.

select autopack_now() as now, row_to_json(k) as remembered, row_to_json(r) as run,
    array(select i.run_key from run_id i where i.run_key = any($1::text[])) as taken_ids,
    (select p.ruleset_version from project p where p.project_id = $4) as ruleset_version,
    (select jsonb_build_object('path', p.repository_path, 'defaultBranch', p.default_branch) from project p
      where p.project_id = $4 and p.repository_path is not null) as repository
  from (select $2::text as mutation, $3::text as key) requested
  left join idempotency_record k on k.mutation = requested.mutation and k.key = requested.key
  left join run r on r.run_id = k.run_id;
