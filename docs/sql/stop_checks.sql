-- stop_checks
-- src/database/check-writes.ts: STOP_CHECKS
--
-- Checks whose run has ended or was deleted: their verdict is no longer needed. The next heartbeat tells their workers to stop.

with stopped as (update commit_check c set state = 'STOPPED', version = c.version + 1, ended_at = autopack_now()
      where c.state in ('DUE', 'LEASED') and not exists (select from run r where r.run_id = c.run_id
          and (c.kind <> 'BASE' or r.completed_at is null))
      returning c.check_id)
    update commit_check_try t set state = 'STOPPED', token = null, ended_at = autopack_now() from stopped s
    where t.check_id = s.check_id and t.state = 'LEASED';
