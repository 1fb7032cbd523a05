-- write_check
-- src/database/check-writes.ts: WRITE_CHECK
--
-- $1 the check, $2 the version that was read, $3 the check afterwards, $4 the try that begins or ends, $5 the record of the key, $6 whether
-- its lease begins: then it lands only while work is dispatched (A9).

with changed as (update commit_check c set version = c.version + 1, state = n.state, ready_at = n.ready_at, wait_until = n.wait_until,
    avoid_worker = n.avoid_worker, environment_failures = n.environment_failures, try_number = n.try_number, verdict = n.verdict,
    executed = n.executed, failing = n.failing, more_failing = n.more_failing, reasons = n.reasons, summary = n.summary,
    ended_at = n.ended_at
      from jsonb_to_record($3::jsonb) as n (state text, ready_at timestamptz(3), wait_until timestamptz(3), avoid_worker text,
          environment_failures int, try_number int, verdict text, executed int, failing jsonb, more_failing int, reasons jsonb,
          summary text, ended_at timestamptz(3)) where c.check_id = $1 and c.version = $2
          and (not $6::boolean or autopack_dispatches(c.project_id)) returning c.check_id),
    tried as (insert into commit_check_try (check_id, number, worker_id, holder_id, state, token, token_hash, started_at, ended_at,
        expires_at, hard_deadline_at, expiry_seconds, beaten, verdict, summary, judged, result_hash, log, begin_write_id, end_write_id)
    select n.check_id, n.number, n.worker_id, n.holder_id, n.state, n.token, n.token_hash, n.started_at, n.ended_at, n.expires_at,
        n.hard_deadline_at, n.expiry_seconds, n.beaten, n.verdict, n.summary, n.judged, n.result_hash, n.log, n.begin_write_id,
        n.end_write_id
    from changed, jsonb_to_record($4::jsonb) as n (check_id text, number int, worker_id text, holder_id text, state text, token text,
        token_hash text, started_at timestamptz(3), ended_at timestamptz(3), expires_at timestamptz(3), hard_deadline_at timestamptz(3),
        expiry_seconds int, beaten boolean, verdict text, summary text, judged jsonb, result_hash text, log text, begin_write_id uuid,
        end_write_id uuid)
      on conflict on constraint pk_commit_check_try do update set state = excluded.state, token = excluded.token,
          ended_at = excluded.ended_at, verdict = excluded.verdict, summary = excluded.summary, judged = excluded.judged,
          result_hash = excluded.result_hash, log = excluded.log, end_write_id = excluded.begin_write_id),
    remembered as (insert into idempotency_record (mutation, key, input_hash, run_id, entity, errors, created_at)
    select n.mutation, n.key, n.input_hash, n.run_id, n.entity, n.errors, n.created_at
    from changed, jsonb_to_record($5::jsonb) as n (mutation text, key text, input_hash text, run_id text, entity text, errors jsonb,
        created_at timestamptz(3)) where $5::jsonb is not null)
    select check_id from changed;
