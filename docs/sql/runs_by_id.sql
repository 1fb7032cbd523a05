-- runs_by_id
-- src/runs/runs.repository.ts: BY_ID
--
-- $1 runs.

select row_to_json(r) as row from run r where r.run_id = any($1::text[]);
