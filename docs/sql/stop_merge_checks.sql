-- stop_merge_checks
-- src/database/check-writes.ts: STOP_MERGE_CHECKS
--
-- Stops checks for earlier states of a promotion's target: they are no longer needed. $1 the run, $2 the new check.

with stopped as (update commit_check c set state = 'STOPPED', version = c.version + 1, ended_at = autopack_now()
      where c.run_id = $1 and c.kind = 'MERGE' and c.check_id <> $2 and c.state in ('DUE', 'LEASED') returning c.check_id)
    update commit_check_try t set state = 'STOPPED', token = null, ended_at = autopack_now() from stopped s
    where t.check_id = s.check_id and t.state = 'LEASED';
