-- heads_of_runs
-- src/phases/phases.repository.ts: HEADS
--
-- $1 runs.

select row_to_json(p) as row from run r join phase p on p.run_id = r.run_id and p.phase_index = r.head_phase_index
    where r.run_id = any($1::text[]);
