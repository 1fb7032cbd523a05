-- commit_ending
-- src/database/run-writes.ts: COMMIT_ENDING
--
-- The write of a change that ends a phase as COMPLETE, or the run: issues that the completing attempt did not report are closed (Q8), aged
-- ones that the phase was to clean up are resolved, and a success is kept for the age of issues (Q6).

with cleaned as materialized (
    select b.project_id, b.issue_key from backlog_entry b
    where b.project_id = $12 and b.issue_key = any($13::text[]) and b.resolved_at is null order by b.issue_key for update
  ), changed_run as (update run r set state = n.state, version = n.version, tokens_used = n.tokens_used, ci_runs_used = n.ci_runs_used,
      minor_issues_count = n.minor_issues_count, major_issues_count = n.major_issues_count, open_minor_issues = n.open_minor_issues,
      open_major_issues = n.open_major_issues, issues_version = n.issues_version, issues_at = n.issues_at,
      phases_complete = n.phases_complete, phases_failed = n.phases_failed, phases_skipped = n.phases_skipped,
      head_phase_index = n.head_phase_index, failure = n.failure, started_at = n.started_at, completed_at = n.completed_at,
      deadline_at = n.deadline_at, changed_at = n.changed_at, base_commit = n.base_commit, head_commit = n.head_commit,
      ref_intent = n.ref_intent, refs_put_back = n.refs_put_back, base_check = n.base_check
      from jsonb_populate_record(null::run, $3::jsonb) n
    where r.run_id = $1 and r.version = $2 and (select count(*) from cleaned) >= 0 returning r.run_id, r.project_id, r.version,
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
  closed as (update phase_issue i set open = false from changed_run c
    where i.run_id = c.run_id and i.phase_id = $10 and i.open and i.reported_attempt <> $11::int),
  resolved as (update backlog_entry b set resolved_at = c.changed_at, version = b.version + 1 from cleaned k, changed_run c
    where b.project_id = k.project_id and b.issue_key = k.issue_key),
  succeeded as (insert into successful_run (run_id, project_id, ended_at)
    select run_id, project_id, completed_at from changed_run where state = 'DONE_SUCCESS'),
  project_noted as (insert into project_outbox (project_id, write_id, written_at) select project_id, $7::uuid, changed_at from changed_run)
  select version from changed_run;
