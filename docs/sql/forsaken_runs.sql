-- forsaken_runs
-- src/lifecycle/runs/deadline-sweep.statements.ts: FORSAKEN
--
-- Runs whose predecessor has ended or was deleted while they waited: the server that ended it crashed before it released them (P10).

select w.run_id from run w left join run p on p.run_id = w.previous_run_id
    where w.previous_run_id is not null and w.started_at is null and w.completed_at is null
      and (p.run_id is null or p.completed_at is not null) limit 200;
