-- write_check
-- src/database/check-writes.ts: WRITE_CHECK
--
-- $1 the check, $2 the version that was seen, $3 it afterwards, $4 the try that begins or ends, $5 the record of the key.

with changed as (update commit_check c set version = c.version + 1, state = n.state, ready_at = n.ready_at, wait_until = n.wait_until,
    avoid_worker = n.avoid_worker, environment_failures = n.environment_failures, try_number = n.try_number, verdict = n.verdict,
    executed = n.executed, failing = n.failing, more_failing = n.more_failing, reasons = n.reasons, summary = n.summary,
    ended_at = n.ended_at
      from jsonb_populate_record(null::commit_check, $3::jsonb) n where c.check_id = $1 and c.version = $2 returning c.check_id),
    tried as (insert into commit_check_try select n.* from changed, jsonb_populate_record(null::commit_check_try, $4::jsonb) n
      on conflict on constraint pk_commit_check_try do update set state = excluded.state, token = excluded.token,
          ended_at = excluded.ended_at, verdict = excluded.verdict, summary = excluded.summary, judged = excluded.judged,
          result_hash = excluded.result_hash, log = excluded.log, end_write_id = excluded.begin_write_id),
    remembered as (insert into idempotency_record select k.* from jsonb_populate_record(null::idempotency_record, $5::jsonb) k, changed
        where $5::jsonb is not null)
    select check_id from changed;
