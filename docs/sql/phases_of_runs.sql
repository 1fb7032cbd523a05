-- phases_of_runs
-- src/phases/phases.repository.ts: OF_RUNS
--
-- $1 runs.

select row_to_json(p) as row from phase p where p.run_id = any($1::text[]) order by p.run_id, p.phase_index;
