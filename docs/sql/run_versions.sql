-- run_versions
-- src/events/events.repository.ts: VERSIONS
--
-- Live runs, and those that ended a moment ago: their last events may not have reached every subscriber yet.

select run_id as "runId", version
  from run where completed_at is null or completed_at > autopack_now() - interval '60 seconds';
