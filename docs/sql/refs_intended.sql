-- refs_intended
-- src/lifecycle/work/work-sweep.statements.ts: INTENDED
--
-- Pending moves of refs: the server crashed before it was done, or could not reach the repository and paused.

select r.run_id from run r left join phase h on h.run_id = r.run_id and h.phase_index = r.head_phase_index
    where r.ref_intent is not null and r.changed_at < autopack_now() - interval '2 seconds'
      and (h.not_before is null or h.not_before <= autopack_now()) limit 200;
