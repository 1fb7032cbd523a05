-- commit_issues
-- src/database/run-writes.ts: COMMIT_ISSUES
--
-- The write of recorded issues (Q2): besides the run's rows the phase's issues, the backlog entries and their sightings. It lands only if
-- every backlog entry still has the version that the decision saw; an entry that appeared meanwhile breaks the key of the new one.

with seen_entries as materialized (
    select b.issue_key from jsonb_to_recordset($11::jsonb) as e (issue_key text, seen_version int)
    join backlog_entry b on b.project_id = $13 and b.issue_key = e.issue_key and b.version = e.seen_version
    order by b.issue_key for update of b
  ), changed_run as (update run r set state = n.state, version = n.version, tokens_used = n.tokens_used, ci_runs_used = n.ci_runs_used,
      minor_issues_count = n.minor_issues_count, major_issues_count = n.major_issues_count, open_minor_issues = n.open_minor_issues,
      open_major_issues = n.open_major_issues, issues_version = n.issues_version, issues_at = n.issues_at,
      phases_complete = n.phases_complete, phases_failed = n.phases_failed, phases_skipped = n.phases_skipped,
      head_phase_index = n.head_phase_index, failure = n.failure, started_at = n.started_at, completed_at = n.completed_at,
      deadline_at = n.deadline_at, changed_at = n.changed_at, base_commit = n.base_commit, head_commit = n.head_commit,
      ref_intent = n.ref_intent, refs_put_back = n.refs_put_back, base_check = n.base_check
      from jsonb_populate_record(null::run, $3::jsonb) n
    where r.run_id = $1 and r.version = $2 and (select count(*) from seen_entries) = $14::int returning r.run_id, r.project_id, r.version,
        r.changed_at, r.state, r.completed_at),
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
    where a.run_id = l.run_id and a.phase_id = l.phase_id and a.number = l.attempt and a.state = 'LEASED' and not (false)),
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
  project_noted as (insert into project_outbox (project_id, write_id, written_at) select project_id, $7::uuid, changed_at from changed_run)
  select version from changed_run;
