-- remote_facts
-- src/lifecycle/remotes/remote-facts.statements.ts: REMOTE_FACTS
--
-- $1 and $2 mutation and key, $3 project.

select autopack_now() as now, (select row_to_json(k) from idempotency_record k where k.mutation = $1 and k.key = $2) as remembered,
    exists (select from project p where p.project_id = $3) as has_project,
    (select to_jsonb(r) - 'write_id' from project_remote r where r.project_id = $3) as remote;
