-- commit_growth
-- src/database/plan-writes.ts: COMMIT_GROWTH
--
-- The write of a growing draft, and of its sealing: besides the changed rows, new tiers and phases, and the frozen strategy. Phases behind
-- the new ones make room: their index moves back by one, which their documents and those of their tiers show.

with changed_run as (update run r set state = n.state, version = n.version, tokens_used = n.tokens_used, ci_runs_used = n.ci_runs_used,
    minor_issues_count = n.minor_issues_count, major_issues_count = n.major_issues_count, open_minor_issues = n.open_minor_issues,
    open_major_issues = n.open_major_issues, issues_version = n.issues_version, issues_at = n.issues_at,
    phases_complete = n.phases_complete, phases_failed = n.phases_failed, phases_skipped = n.phases_skipped,
    head_phase_index = n.head_phase_index, failure = n.failure, started_at = n.started_at, completed_at = n.completed_at,
    deadline_at = n.deadline_at, changed_at = n.changed_at, base_commit = n.base_commit, head_commit = n.head_commit,
    ref_intent = n.ref_intent, refs_put_back = n.refs_put_back, base_check = n.base_check, safety_profile = n.safety_profile,
    run_scope = n.run_scope, token_cap = n.token_cap, max_phases = n.max_phases, max_duration_minutes = n.max_duration_minutes,
    max_minor_issues_total = n.max_minor_issues_total, tier_count = n.tier_count, phase_count = n.phase_count,
    repository_path = n.repository_path from jsonb_populate_record(null::run, $3::jsonb) n
    where r.run_id = $1 and r.version = $2 returning r.run_id, r.project_id, r.version, r.changed_at, r.state, r.completed_at),
  changed_tiers as (update tier t set state = n.state, tokens_used = n.tokens_used, ci_runs_used = n.ci_runs_used,
      minor_issues_count = n.minor_issues_count, major_issues_count = n.major_issues_count, open_minor_issues = n.open_minor_issues,
      open_major_issues = n.open_major_issues, phases_complete = n.phases_complete, phases_failed = n.phases_failed,
      phases_skipped = n.phases_skipped, started_at = n.started_at, completed_at = n.completed_at, shown_version = n.shown_version,
      shown_at = n.shown_at, token_cap = n.token_cap, ci_run_cap = n.ci_run_cap, max_minor_issues_tolerated = n.max_minor_issues_tolerated,
      max_major_issues_tolerated = n.max_major_issues_tolerated, phase_count = n.phase_count
    from changed_run c, jsonb_populate_recordset(null::tier, $4::jsonb) n where t.run_id = c.run_id and t.tier_id = n.tier_id),
  changed_phases as (update phase p set state = n.state, builder_attempts = n.builder_attempts, auditor_attempts = n.auditor_attempts,
      tokens_used = n.tokens_used, minor_issues_count = n.minor_issues_count, major_issues_count = n.major_issues_count,
      issues_version = n.issues_version, issues_at = n.issues_at, note = n.note, started_at = n.started_at, completed_at = n.completed_at,
      shown_version = n.shown_version, shown_at = n.shown_at, round = n.round, work = n.work, not_before = n.not_before,
      wait_until = n.wait_until, max_builder_attempts = n.max_builder_attempts, complexity = n.complexity, builder_mode = n.builder_mode,
      max_auditor_attempts = n.max_auditor_attempts, incident_token_cap = n.incident_token_cap
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
  remembered as (insert into idempotency_record select k.* from jsonb_populate_record(null::idempotency_record, $8::jsonb) k, changed_run
      where $8::jsonb is not null),
  moved_phases as (update phase p set phase_index = p.phase_index + 1, shown_version = c.version, shown_at = c.changed_at
    from changed_run c where p.run_id = c.run_id and p.phase_index >= $12::int returning p.tier_id),
  renumbered_tiers as (update tier t set shown_version = c.version, shown_at = c.changed_at from changed_run c
    where t.run_id = c.run_id and t.tier_id in (select tier_id from moved_phases)),
  new_tiers as (insert into tier select n.* from changed_run, jsonb_populate_recordset(null::tier, $10::jsonb) n),
  new_phases as (insert into phase select n.* from changed_run, jsonb_populate_recordset(null::phase, $11::jsonb) n),
  frozen as (insert into strategy (run_id, version, ruleset_version, hash, document, issue_policy, policies, shown_version, shown_at)
    select n.run_id, n.version, n.ruleset_version, n.hash, d.document, n.issue_policy, n.policies, n.shown_version, n.shown_at
    from changed_run, jsonb_populate_recordset(null::strategy, $13::jsonb) n
    join unnest($15::text[], $16::text[]) as d (run_id, document) on d.run_id = n.run_id),
  sliced as (insert into phase_strategy (run_id, phase_id, document) select d.run_id, part ->> 'phaseId', part
    from changed_run, unnest($15::text[], $16::text[]) as d (run_id, document),
      jsonb_array_elements(d.document::jsonb -> 'phases') as part),
  aged as (insert into aged_issue select n.* from changed_run, jsonb_populate_recordset(null::aged_issue, $14::jsonb) n)
  select version from changed_run;
