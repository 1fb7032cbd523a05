-- commit_work
-- src/database/work-writes.ts: COMMIT_WORK
--
-- $10 to $13 recorded issues and the project, $14 how many backlog entries were known, $15 to $17 what closes
-- (phase, round, resolved keys), $18 lease, $19 attempts, $20 artefacts, $21 tries, $22 snapshots, $23 the
-- project's files show something else.

with seen_entries as materialized (
    select b.issue_key from jsonb_to_recordset($11::jsonb) as e (issue_key text, seen_version int)
    join backlog_entry b on b.project_id = $13 and b.issue_key = e.issue_key and b.version = e.seen_version
    order by b.issue_key for update of b
  ), cleaned as materialized (
    select b.project_id, b.issue_key from backlog_entry b
    where b.project_id = $13 and b.issue_key = any($17::text[]) and b.resolved_at is null order by b.issue_key for update
  ), changed_run as (update run r set state = n.state, version = n.version, tokens_used = n.tokens_used, ci_runs_used = n.ci_runs_used,
      minor_issues_count = n.minor_issues_count, major_issues_count = n.major_issues_count, open_minor_issues = n.open_minor_issues,
      open_major_issues = n.open_major_issues, issues_version = n.issues_version, issues_at = n.issues_at,
      phases_complete = n.phases_complete, phases_failed = n.phases_failed, phases_skipped = n.phases_skipped,
      head_phase_index = n.head_phase_index, failure = n.failure, started_at = n.started_at, completed_at = n.completed_at,
      deadline_at = n.deadline_at, changed_at = n.changed_at, base_commit = n.base_commit, head_commit = n.head_commit,
      ref_intent = n.ref_intent, refs_put_back = n.refs_put_back, base_check = n.base_check
      from jsonb_populate_record(null::run, $3::jsonb) n
    where r.run_id = $1 and r.version = $2 and (select count(*) from seen_entries) = $14::int and (select count(*) from cleaned) >= 0
        returning r.run_id, r.project_id, r.version, r.changed_at, r.state, r.completed_at),
  changed_tiers as (update tier t set state = n.state, tokens_used = n.tokens_used, ci_runs_used = n.ci_runs_used,
      minor_issues_count = n.minor_issues_count, major_issues_count = n.major_issues_count, open_minor_issues = n.open_minor_issues,
      open_major_issues = n.open_major_issues, phases_complete = n.phases_complete, phases_failed = n.phases_failed,
      phases_skipped = n.phases_skipped, started_at = n.started_at, completed_at = n.completed_at, shown_version = n.shown_version,
      shown_at = n.shown_at
    from changed_run c, jsonb_populate_recordset(null::tier, $4::jsonb) n where t.run_id = c.run_id and t.tier_id = n.tier_id),
  changed_phases as (update phase p set state = n.state, builder_attempts = n.builder_attempts, auditor_attempts = n.auditor_attempts,
      tokens_used = n.tokens_used, minor_issues_count = n.minor_issues_count, major_issues_count = n.major_issues_count,
      issues_version = n.issues_version, issues_at = n.issues_at, note = n.note, started_at = n.started_at, completed_at = n.completed_at,
      shown_version = n.shown_version, shown_at = n.shown_at, round = n.round, work = n.work, not_before = n.not_before,
      wait_until = n.wait_until, max_builder_attempts = n.max_builder_attempts
    from changed_run c, jsonb_populate_recordset(null::phase, $5::jsonb) n where p.run_id = c.run_id and p.phase_id = n.phase_id),
  appended as (insert into run_event (run_id, seq, type, subject, actor, cause, at, from_state, to_state, data, write_id)
    select c.run_id, e.seq, e.type, e.subject, e.actor, e.cause, e.at, e.from_state, e.to_state, e.data, $7::uuid
    from changed_run c, jsonb_populate_recordset(null::run_event, $6::jsonb) e),
  noted as (insert into run_outbox (run_id, first_seq, last_seq, written_at) select run_id, $2::int + 1, version, changed_at
      from changed_run),
  withdrawn as (delete from work_queue q using changed_run c where q.run_id = c.run_id and jsonb_typeof($9::jsonb) = 'null'),
  offered as (insert into work_queue select n.* from changed_run, jsonb_populate_record(null::work_queue, $9::jsonb) n
    where jsonb_typeof($9::jsonb) = 'object'
    on conflict on constraint pk_work_queue do update set role = excluded.role, ready_at = excluded.ready_at,
      wait_until = excluded.wait_until, avoid_worker = excluded.avoid_worker),
  ended_lease as (delete from lease l using changed_run c where l.run_id = c.run_id and (c.completed_at is not null or exists (
      select from jsonb_populate_recordset(null::phase, $5::jsonb) n where n.phase_id = l.phase_id and n.work -> 'holder' = 'null'::jsonb))
    returning l.run_id, l.phase_id, l.attempt),
  stopped as (update attempt a set state = 'STOPPED', ended_at = c.changed_at from ended_lease l, changed_run c
    where a.run_id = l.run_id and a.phase_id = l.phase_id and a.number = l.attempt and a.state = 'LEASED'
        and not (exists (select from jsonb_populate_recordset(null::attempt, $19::jsonb) w where w.phase_id = a.phase_id
        and w.number = a.number))),
  remembered as (insert into idempotency_record select k.* from jsonb_populate_record(null::idempotency_record, $8::jsonb) k, changed_run
      where $8::jsonb is not null),
  phase_issues as (insert into phase_issue select n.* from changed_run, jsonb_populate_recordset(null::phase_issue, $10::jsonb) n
    on conflict on constraint pk_phase_issue do update set category = excluded.category, severity = excluded.severity,
      effective_severity = excluded.effective_severity, source = excluded.source, description = excluded.description,
      task_category = excluded.task_category, complexity = excluded.complexity, expected_fail = excluded.expected_fail,
      occurrence_count = excluded.occurrence_count, evidence_refs = excluded.evidence_refs, last_seen_run = excluded.last_seen_run,
      open = excluded.open, reported_attempt = excluded.reported_attempt, last_seen_at = excluded.last_seen_at),
  known_entries as (update backlog_entry b set base_severity = n.base_severity, occurrence_count = n.occurrence_count,
      age_in_runs = n.age_in_runs, age_in_tiers = n.age_in_tiers, episode = n.episode, last_seen_run_id = n.last_seen_run_id,
      last_seen_at = n.last_seen_at, resolved_at = n.resolved_at, version = n.version
    from seen_entries s, jsonb_populate_recordset(null::backlog_entry, $11::jsonb) n, changed_run
    where n.issue_key = s.issue_key and b.project_id = $13 and b.issue_key = s.issue_key),
  new_entries as (insert into backlog_entry select n.* from changed_run, jsonb_populate_recordset(null::backlog_entry, $11::jsonb) n
    where n.version = 1 order by n.issue_key),
  sightings as (insert into issue_sighting select n.* from changed_run, jsonb_populate_recordset(null::issue_sighting, $12::jsonb) n
    on conflict on constraint pk_issue_sighting do update set severity = excluded.severity, counted = excluded.counted,
      occurrences = excluded.occurrences, last_seen_at = excluded.last_seen_at),
  closed as (update phase_issue i set open = false from changed_run c
    where i.run_id = c.run_id and i.phase_id = $15 and i.open and i.reported_attempt <> $16::int
      and not exists (select from jsonb_to_recordset($10::jsonb) as n (issue_key text) where n.issue_key = i.issue_key)),
  resolved as (update backlog_entry b set resolved_at = c.changed_at, version = b.version + 1 from cleaned k, changed_run c
    where b.project_id = k.project_id and b.issue_key = k.issue_key),
  succeeded as (insert into successful_run (run_id, project_id, ended_at)
    select run_id, project_id, completed_at from changed_run where state = 'DONE_SUCCESS'),
  project_noted as (insert into project_outbox (project_id, write_id, written_at) select project_id, $7::uuid, changed_at from changed_run
      where $23::boolean),
  leased as (insert into lease select n.* from changed_run c, jsonb_populate_record(null::lease, $18::jsonb) n
    where $18::jsonb is not null and c.completed_at is null
    on conflict on constraint pk_lease do update set expires_at = excluded.expires_at, tokens_told = excluded.tokens_told,
        beaten = excluded.beaten),
  attempts as (insert into attempt select n.* from changed_run, jsonb_populate_recordset(null::attempt, $19::jsonb) n
    on conflict on constraint pk_attempt do update set state = excluded.state, ended_at = excluded.ended_at,
        tokens_used = excluded.tokens_used, tokens_estimated = excluded.tokens_estimated, given_back = excluded.given_back,
        commit = excluded.commit, status = excluded.status, gate = excluded.gate, audit_verdict = excluded.audit_verdict,
        confidence = excluded.confidence, agent = excluded.agent, ci_verdict = excluded.ci_verdict, notes = excluded.notes,
        patch_hash = excluded.patch_hash, result_hash = excluded.result_hash),
  artefacts as (insert into attempt_artefact select n.* from changed_run, jsonb_populate_recordset(null::attempt_artefact, $20::jsonb) n
    on conflict on constraint pk_attempt_artefact do nothing),
  tries as (insert into ci_try select n.* from changed_run, jsonb_populate_recordset(null::ci_try, $21::jsonb) n),
  snapshots as (insert into snapshot select n.* from changed_run, jsonb_populate_recordset(null::snapshot, $22::jsonb) n)
  select version from changed_run;
