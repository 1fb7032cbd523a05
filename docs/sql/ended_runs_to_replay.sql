-- ended_runs_to_replay
-- src/foresight/recorded-runs.repository.ts: ENDED
--
-- $1 project or null, $2 and $3 the run before, $4 how many. Newest first; drafts that were never sealed have no strategy.

select r.run_id as "runId", r.completed_at as "completedAt" from run r
    where r.completed_at is not null and ($1::text is null or r.project_id = $1)
      and ($2::timestamptz is null or (r.completed_at, r.run_id) < ($2::timestamptz, $3::text))
      and exists (select from strategy s where s.run_id = r.run_id)
    order by r.completed_at desc, r.run_id desc limit $4;
