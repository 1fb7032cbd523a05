-- forget_output
-- src/output/output.statements.ts: FORGET_OUTPUT
--
-- Output of attempts that have ended, a short time after their end.

delete from attempt_output o using attempt a
  where a.run_id = o.run_id and a.phase_id = o.phase_id and a.number = o.attempt
    and a.ended_at <= autopack_now() - interval '60 seconds';
