-- commit_work
-- src/database/work-writes.ts: COMMIT_WORK
--
-- Changes of different runs by commands about work, which touch no issues. Answers those that landed. $1 to $9 as in commit_changes, $10
-- leases, $11 attempts, $12 attachments, $13 tries, $14 snapshots, $15 runs in which a lease begins: their changes land only while work is
-- dispatched (A9). What changes by commands about work write besides: `$10` leases, `$11` attempts, `$12` attachments, `$13` tries, `$14`
-- snapshots.

with locked as materialized (select r.run_id, a.seen, a.write_id
    from unnest($1::text[], $2::int[], $7::uuid[]) as a (run_id, seen, write_id) join run r on r.run_id = a.run_id and r.version = a.seen
        and (r.run_id <> all($15::text[]) or autopack_dispatches(r.project_id)) order by r.run_id for no key update of r),
  changed_run as (update run r set state = n.state, version = n.version, tokens_used = n.tokens_used, ci_runs_used = n.ci_runs_used,
      minor_issues_count = n.minor_issues_count, major_issues_count = n.major_issues_count, open_minor_issues = n.open_minor_issues,
      open_major_issues = n.open_major_issues, issues_version = n.issues_version, issues_at = n.issues_at,
      phases_complete = n.phases_complete, phases_failed = n.phases_failed, phases_skipped = n.phases_skipped,
      head_phase_index = n.head_phase_index, failure = n.failure, base_commit = n.base_commit, head_commit = n.head_commit,
      ref_intent = n.ref_intent, base_check = n.base_check, refs_put_back = n.refs_put_back, started_at = n.started_at,
      completed_at = n.completed_at, deadline_at = n.deadline_at, changed_at = n.changed_at
    from locked l, jsonb_to_recordset($3::jsonb) as n (run_id text, state text, version int, tokens_used bigint, ci_runs_used int,
        minor_issues_count int, major_issues_count int, open_minor_issues int, open_major_issues int, issues_version int,
        issues_at timestamptz(3), phases_complete int, phases_failed int, phases_skipped int, head_phase_index int, failure jsonb,
        base_commit text, head_commit text, ref_intent jsonb, base_check jsonb, refs_put_back jsonb, started_at timestamptz(3),
        completed_at timestamptz(3), deadline_at timestamptz(3), changed_at timestamptz(3))
    where r.run_id = l.run_id and n.run_id = l.run_id
    returning r.run_id, r.project_id, r.version, r.changed_at, r.state, r.completed_at, l.seen, l.write_id),
  changed_tiers as (update tier t set state = n.state, tokens_used = n.tokens_used, ci_runs_used = n.ci_runs_used,
      minor_issues_count = n.minor_issues_count, major_issues_count = n.major_issues_count, open_minor_issues = n.open_minor_issues,
      open_major_issues = n.open_major_issues, phases_complete = n.phases_complete, phases_failed = n.phases_failed,
      phases_skipped = n.phases_skipped, started_at = n.started_at, completed_at = n.completed_at, shown_version = n.shown_version,
      shown_at = n.shown_at
    from changed_run c, jsonb_to_recordset($4::jsonb) as n (run_id text, tier_id text, state text, tokens_used bigint, ci_runs_used int,
        minor_issues_count int, major_issues_count int, open_minor_issues int, open_major_issues int, phases_complete int,
        phases_failed int, phases_skipped int, started_at timestamptz(3), completed_at timestamptz(3), shown_version int,
        shown_at timestamptz(3))
    where n.run_id = c.run_id and t.run_id = c.run_id and t.tier_id = n.tier_id),
  changed_phases as (update phase p set state = n.state, max_builder_attempts = n.max_builder_attempts,
      builder_attempts = n.builder_attempts, auditor_attempts = n.auditor_attempts, round = n.round, work = n.work,
      not_before = n.not_before, wait_until = n.wait_until, tokens_used = n.tokens_used, minor_issues_count = n.minor_issues_count,
      major_issues_count = n.major_issues_count, issues_version = n.issues_version, issues_at = n.issues_at, note = n.note,
      started_at = n.started_at, completed_at = n.completed_at, shown_version = n.shown_version, shown_at = n.shown_at
    from changed_run c, jsonb_to_recordset($5::jsonb) as n (run_id text, phase_id text, state text, max_builder_attempts int,
        builder_attempts int, auditor_attempts int, round int, work jsonb, not_before timestamptz(3), wait_until timestamptz(3),
        tokens_used bigint, minor_issues_count int, major_issues_count int, issues_version int, issues_at timestamptz(3), note text,
        started_at timestamptz(3), completed_at timestamptz(3), shown_version int, shown_at timestamptz(3))
    where n.run_id = c.run_id and p.run_id = c.run_id and p.phase_id = n.phase_id
    returning p.run_id, p.phase_id, p.work -> 'holder' = 'null'::jsonb as is_free),
  appended as (insert into run_event (run_id, seq, type, subject, actor, cause, at, from_state, to_state, data, write_id)
    select n.run_id, n.seq, n.type, n.subject, n.actor, n.cause, n.at, n.from_state, n.to_state, n.data, c.write_id
    from changed_run c, jsonb_to_recordset($6::jsonb) as n (run_id text, seq int, type text, subject text, actor text, cause text,
        at timestamptz(3), from_state text, to_state text, data jsonb) where n.run_id = c.run_id),
  outbox_row as (insert into run_outbox (run_id, first_seq, last_seq, written_at) select run_id, seen + 1, version, changed_at
      from changed_run),
  withdrawn as (delete from work_queue q using changed_run c, jsonb_to_recordset($9::jsonb) as n (run_id text, role text)
    where n.run_id = c.run_id and q.run_id = c.run_id and n.role is null),
  offered as (insert into work_queue (run_id, project_id, role, ready_at, wait_until, avoid_worker, created_at)
    select n.run_id, n.project_id, n.role, n.ready_at, n.wait_until, n.avoid_worker, n.created_at
    from changed_run c, jsonb_to_recordset($9::jsonb) as n (run_id text, project_id text, role text, ready_at timestamptz(3),
        wait_until timestamptz(3), avoid_worker text, created_at timestamptz(3))
    where n.run_id = c.run_id and n.role is not null
    on conflict on constraint pk_work_queue do update set role = excluded.role, ready_at = excluded.ready_at,
        wait_until = excluded.wait_until, avoid_worker = excluded.avoid_worker),
  remembered as (insert into idempotency_record (mutation, key, input_hash, run_id, entity, errors, created_at)
    select n.mutation, n.key, n.input_hash, n.run_id, n.entity, n.errors, n.created_at
    from changed_run c, jsonb_to_recordset($8::jsonb) as n (mutation text, key text, input_hash text, run_id text, entity text,
        errors jsonb, created_at timestamptz(3)) where n.run_id = c.run_id),
  ended_lease as (delete from lease l using changed_run c
    where l.run_id = c.run_id and (c.completed_at is not null
      or exists (select from changed_phases n where n.run_id = l.run_id and n.phase_id = l.phase_id and n.is_free))
    returning l.run_id, l.phase_id, l.attempt),
  stopped as (update attempt a set state = 'STOPPED', ended_at = c.changed_at from ended_lease l, changed_run c
    where l.run_id = c.run_id and a.run_id = l.run_id and a.phase_id = l.phase_id and a.number = l.attempt and a.state = 'LEASED'
        and not (exists (select from jsonb_to_recordset($11::jsonb) as w (run_id text, phase_id text, number int)
      where w.run_id = a.run_id and w.phase_id = a.phase_id and w.number = a.number))),
  leased as (insert into lease (run_id, project_id, phase_id, attempt, role, worker_id, token, expires_at, hard_deadline_at, expiry_seconds,
      token_allowance, tokens_told, beaten)
    select n.run_id, n.project_id, n.phase_id, n.attempt, n.role, n.worker_id, n.token, n.expires_at, n.hard_deadline_at, n.expiry_seconds,
        n.token_allowance, n.tokens_told, n.beaten
    from changed_run c, jsonb_to_recordset($10::jsonb) as n (run_id text, project_id text, phase_id text, attempt int, role text,
        worker_id text, token text, expires_at timestamptz(3), hard_deadline_at timestamptz(3), expiry_seconds int, token_allowance bigint,
        tokens_told bigint, beaten boolean)
    where n.run_id = c.run_id and c.completed_at is null
    on conflict on constraint pk_lease do update set expires_at = excluded.expires_at, tokens_told = excluded.tokens_told,
        beaten = excluded.beaten),
  attempts as (insert into attempt (run_id, phase_id, number, role, worker_id, holder_id, agent, state, token_hash, round, started_at,
      ended_at, tokens_used, tokens_estimated, given_back, base_commit, commit, status, gate, audit_verdict, confidence, ci_verdict, notes,
      patch_hash, result_hash)
    select n.run_id, n.phase_id, n.number, n.role, n.worker_id, n.holder_id, n.agent, n.state, n.token_hash, n.round, n.started_at,
        n.ended_at, n.tokens_used, n.tokens_estimated, n.given_back, n.base_commit, n.commit, n.status, n.gate, n.audit_verdict,
        n.confidence, n.ci_verdict, n.notes, n.patch_hash, n.result_hash
    from changed_run c, jsonb_to_recordset($11::jsonb) as n (run_id text, phase_id text, number int, role text, worker_id text,
        holder_id text, agent text, state text, token_hash text, round int, started_at timestamptz(3), ended_at timestamptz(3),
        tokens_used bigint, tokens_estimated boolean, given_back boolean, base_commit text, commit text, status text, gate jsonb,
        audit_verdict text, confidence text, ci_verdict text, notes text, patch_hash text, result_hash text)
    where n.run_id = c.run_id
    on conflict on constraint pk_attempt do update set agent = excluded.agent, state = excluded.state, ended_at = excluded.ended_at,
        tokens_used = excluded.tokens_used, tokens_estimated = excluded.tokens_estimated, given_back = excluded.given_back,
        commit = excluded.commit, status = excluded.status, gate = excluded.gate, audit_verdict = excluded.audit_verdict,
        confidence = excluded.confidence, ci_verdict = excluded.ci_verdict, notes = excluded.notes, patch_hash = excluded.patch_hash,
        result_hash = excluded.result_hash),
  attachments as (insert into attempt_artefact (run_id, path, phase_id, attempt, try_number, late_result_id, kind, size_bytes, sha256,
      run_version, at)
    select n.run_id, n.path, n.phase_id, n.attempt, n.try_number, n.late_result_id, n.kind, n.size_bytes, n.sha256, n.run_version, n.at
    from changed_run c, jsonb_to_recordset($12::jsonb) as n (run_id text, path text, phase_id text, attempt int, try_number int,
        late_result_id text, kind text, size_bytes int, sha256 text, run_version int, at timestamptz(3))
    where n.run_id = c.run_id
    on conflict on constraint pk_attempt_artefact do nothing),
  tries as (insert into ci_try (run_id, phase_id, attempt, round, number, ci_attempt, verdict, commit, at, summary, judged)
    select n.run_id, n.phase_id, n.attempt, n.round, n.number, n.ci_attempt, n.verdict, n.commit, n.at, n.summary, n.judged
    from changed_run c, jsonb_to_recordset($13::jsonb) as n (run_id text, phase_id text, attempt int, round int, number int, ci_attempt int,
        verdict text, commit text, at timestamptz(3), summary text, judged jsonb)
    where n.run_id = c.run_id),
  snapshots as (insert into snapshot (run_id, phase_id, commit, tag, tag_object, executed, at, ci_steps)
    select n.run_id, n.phase_id, n.commit, n.tag, n.tag_object, n.executed, n.at, n.ci_steps
    from changed_run c, jsonb_to_recordset($14::jsonb) as n (run_id text, phase_id text, commit text, tag text, tag_object text,
        executed int, at timestamptz(3), ci_steps text)
    where n.run_id = c.run_id)
  select run_id from changed_run;
