-- project_facts
-- src/lifecycle/projects/project-facts.statements.ts: PROJECT_FACTS
--
-- $1 project, $2 and $3 mutation and key.

select autopack_now() as now, to_jsonb(p) - 'write_id' as project,
    (select to_jsonb(k) from idempotency_record k where k.mutation = $2 and k.key = $3) as remembered,
    (select o.project_id from project o where lower(o.project_id) = lower($1) limit 1) as taken_as
  from (select $1::text as project_id) requested left join project p on p.project_id = requested.project_id;
