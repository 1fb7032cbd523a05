-- runs_that_continue
-- src/runs/runs.repository.ts: CONTINUATIONS
--
-- $1 runs that other runs may continue.

select row_to_json(r) as row from run r where r.continues_run_id = any($1::text[]) order by r.created_at desc, r.run_id desc;
