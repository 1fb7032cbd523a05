-- keep_late_result
-- src/database/work-writes.ts: KEEP_LATE_RESULT
--
-- Stores a result that arrived too late (W4), once for its content. $1 the row, $2 its attachments.

with kept as (insert into late_result (id, run_id, phase_id, attempt, role, worker_id, received_at, reason, tokens_used)
    select n.id, n.run_id, n.phase_id, n.attempt, n.role, n.worker_id, n.received_at, n.reason, n.tokens_used
    from jsonb_to_record($1::jsonb) as n (id text, run_id text, phase_id text, attempt int, role text, worker_id text,
        received_at timestamptz(3), reason jsonb, tokens_used bigint)
    where exists (select from run r where r.run_id = n.run_id) on conflict on constraint pk_late_result do nothing returning run_id)
  insert into attempt_artefact (run_id, path, phase_id, attempt, try_number, late_result_id, kind, size_bytes, sha256, run_version, at)
    select n.run_id, n.path, n.phase_id, n.attempt, n.try_number, n.late_result_id, n.kind, n.size_bytes, n.sha256, n.run_version, n.at
    from kept, jsonb_to_recordset($2::jsonb) as n (run_id text, path text, phase_id text, attempt int, try_number int, late_result_id text,
        kind text, size_bytes int, sha256 text, run_version int, at timestamptz(3))
    on conflict on constraint pk_attempt_artefact do nothing;
