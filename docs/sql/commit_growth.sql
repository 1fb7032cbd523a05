-- commit_growth
-- src/database/plan-writes.ts: COMMIT_GROWTH
--
-- The write of a growing draft, and of its sealing: besides the changed rows, new tiers and phases, and the frozen strategy. The index of
-- phases after the new ones increases by one to make room, which their documents and those of their tiers show. $1 to $9 as in
-- commit_changes, $10 new tiers, $11 new phases, $12 index from which phases make room, $13 frozen strategy, $14 aged issues, $15 and $16
-- run and document of the strategy.

with locked as materialized (select r.run_id, a.seen, a.write_id
    from unnest($1::text[], $2::int[], $7::uuid[]) as a (run_id, seen, write_id) join run r on r.run_id = a.run_id and r.version = a.seen
        order by r.run_id for no key update of r),
  changed_run as (update run r set state = n.state, version = n.version, safety_profile = n.safety_profile, run_scope = n.run_scope,
      token_cap = n.token_cap, max_phases = n.max_phases, max_duration_minutes = n.max_duration_minutes,
      max_minor_issues_total = n.max_minor_issues_total, tokens_used = n.tokens_used, ci_runs_used = n.ci_runs_used,
      minor_issues_count = n.minor_issues_count, major_issues_count = n.major_issues_count, open_minor_issues = n.open_minor_issues,
      open_major_issues = n.open_major_issues, issues_version = n.issues_version, issues_at = n.issues_at, tier_count = n.tier_count,
      phase_count = n.phase_count, phases_complete = n.phases_complete, phases_failed = n.phases_failed, phases_skipped = n.phases_skipped,
      head_phase_index = n.head_phase_index, failure = n.failure, repository_path = n.repository_path, base_commit = n.base_commit,
      head_commit = n.head_commit, ref_intent = n.ref_intent, base_check = n.base_check, refs_put_back = n.refs_put_back,
      started_at = n.started_at, completed_at = n.completed_at, deadline_at = n.deadline_at, changed_at = n.changed_at
    from locked l, jsonb_to_recordset($3::jsonb) as n (run_id text, state text, version int, safety_profile text, run_scope text,
        token_cap bigint, max_phases int, max_duration_minutes int, max_minor_issues_total int, tokens_used bigint, ci_runs_used int,
        minor_issues_count int, major_issues_count int, open_minor_issues int, open_major_issues int, issues_version int,
        issues_at timestamptz(3), tier_count int, phase_count int, phases_complete int, phases_failed int, phases_skipped int,
        head_phase_index int, failure jsonb, repository_path text, base_commit text, head_commit text, ref_intent jsonb, base_check jsonb,
        refs_put_back jsonb, started_at timestamptz(3), completed_at timestamptz(3), deadline_at timestamptz(3), changed_at timestamptz(3))
    where r.run_id = l.run_id and n.run_id = l.run_id
    returning r.run_id, r.project_id, r.version, r.changed_at, r.state, r.completed_at, l.seen, l.write_id),
  changed_tiers as (update tier t set state = n.state, token_cap = n.token_cap, ci_run_cap = n.ci_run_cap,
      max_minor_issues_tolerated = n.max_minor_issues_tolerated, max_major_issues_tolerated = n.max_major_issues_tolerated,
      tokens_used = n.tokens_used, ci_runs_used = n.ci_runs_used, minor_issues_count = n.minor_issues_count,
      major_issues_count = n.major_issues_count, open_minor_issues = n.open_minor_issues, open_major_issues = n.open_major_issues,
      phase_count = n.phase_count, phases_complete = n.phases_complete, phases_failed = n.phases_failed, phases_skipped = n.phases_skipped,
      started_at = n.started_at, completed_at = n.completed_at, shown_version = n.shown_version, shown_at = n.shown_at
    from changed_run c, jsonb_to_recordset($4::jsonb) as n (run_id text, tier_id text, state text, token_cap bigint, ci_run_cap int,
        max_minor_issues_tolerated int, max_major_issues_tolerated int, tokens_used bigint, ci_runs_used int, minor_issues_count int,
        major_issues_count int, open_minor_issues int, open_major_issues int, phase_count int, phases_complete int, phases_failed int,
        phases_skipped int, started_at timestamptz(3), completed_at timestamptz(3), shown_version int, shown_at timestamptz(3))
    where n.run_id = c.run_id and t.run_id = c.run_id and t.tier_id = n.tier_id),
  changed_phases as (update phase p set state = n.state, complexity = n.complexity, builder_mode = n.builder_mode,
      max_builder_attempts = n.max_builder_attempts, max_auditor_attempts = n.max_auditor_attempts,
      incident_token_cap = n.incident_token_cap, builder_attempts = n.builder_attempts, auditor_attempts = n.auditor_attempts,
      round = n.round, work = n.work, not_before = n.not_before, wait_until = n.wait_until, tokens_used = n.tokens_used,
      minor_issues_count = n.minor_issues_count, major_issues_count = n.major_issues_count, issues_version = n.issues_version,
      issues_at = n.issues_at, note = n.note, started_at = n.started_at, completed_at = n.completed_at, shown_version = n.shown_version,
      shown_at = n.shown_at
    from changed_run c, jsonb_to_recordset($5::jsonb) as n (run_id text, phase_id text, state text, complexity text, builder_mode text,
        max_builder_attempts int, max_auditor_attempts int, incident_token_cap bigint, builder_attempts int, auditor_attempts int,
        round int, work jsonb, not_before timestamptz(3), wait_until timestamptz(3), tokens_used bigint, minor_issues_count int,
        major_issues_count int, issues_version int, issues_at timestamptz(3), note text, started_at timestamptz(3),
        completed_at timestamptz(3), shown_version int, shown_at timestamptz(3))
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
  moved_phases as (update phase p set phase_index = p.phase_index + 1, shown_version = c.version, shown_at = c.changed_at
    from changed_run c where p.run_id = c.run_id and p.phase_index >= $12::int returning p.tier_id),
  renumbered_tiers as (update tier t set shown_version = c.version, shown_at = c.changed_at from changed_run c
    where t.run_id = c.run_id and t.tier_id in (select tier_id from moved_phases)),
  new_tiers as (insert into tier (run_id, tier_id, tier_index, name, description, state, token_cap, ci_run_cap, max_minor_issues_tolerated,
      max_major_issues_tolerated, tokens_used, ci_runs_used, minor_issues_count, major_issues_count, open_minor_issues, open_major_issues,
      phase_count, phases_complete, phases_failed, phases_skipped, started_at, completed_at, shown_version, shown_at)
    select n.run_id, n.tier_id, n.tier_index, n.name, n.description, n.state, n.token_cap, n.ci_run_cap, n.max_minor_issues_tolerated,
        n.max_major_issues_tolerated, n.tokens_used, n.ci_runs_used, n.minor_issues_count, n.major_issues_count, n.open_minor_issues,
        n.open_major_issues, n.phase_count, n.phases_complete, n.phases_failed, n.phases_skipped, n.started_at, n.completed_at,
        n.shown_version, n.shown_at
    from changed_run, jsonb_to_recordset($10::jsonb) as n (run_id text, tier_id text, tier_index int, name text, description text,
        state text, token_cap bigint, ci_run_cap int, max_minor_issues_tolerated int, max_major_issues_tolerated int, tokens_used bigint,
        ci_runs_used int, minor_issues_count int, major_issues_count int, open_minor_issues int, open_major_issues int, phase_count int,
        phases_complete int, phases_failed int, phases_skipped int, started_at timestamptz(3), completed_at timestamptz(3),
        shown_version int, shown_at timestamptz(3))),
  new_phases as (insert into phase (run_id, phase_id, tier_id, phase_index, name, description, state, task_category, complexity,
      builder_mode, asked, allowed_paths, acceptance_criteria, allow_noop, max_builder_attempts, max_auditor_attempts, incident_token_cap,
      builder_attempts, auditor_attempts, round, work, not_before, wait_until, tokens_used, minor_issues_count, major_issues_count,
      issues_version, issues_at, note, started_at, completed_at, shown_version, shown_at)
    select n.run_id, n.phase_id, n.tier_id, n.phase_index, n.name, n.description, n.state, n.task_category, n.complexity, n.builder_mode,
        n.asked, n.allowed_paths, n.acceptance_criteria, n.allow_noop, n.max_builder_attempts, n.max_auditor_attempts, n.incident_token_cap,
        n.builder_attempts, n.auditor_attempts, n.round, n.work, n.not_before, n.wait_until, n.tokens_used, n.minor_issues_count,
        n.major_issues_count, n.issues_version, n.issues_at, n.note, n.started_at, n.completed_at, n.shown_version, n.shown_at
    from changed_run, jsonb_to_recordset($11::jsonb) as n (run_id text, phase_id text, tier_id text, phase_index int, name text,
        description text, state text, task_category text, complexity text, builder_mode text, asked jsonb, allowed_paths jsonb,
        acceptance_criteria jsonb, allow_noop boolean, max_builder_attempts int, max_auditor_attempts int, incident_token_cap bigint,
        builder_attempts int, auditor_attempts int, round int, work jsonb, not_before timestamptz(3), wait_until timestamptz(3),
        tokens_used bigint, minor_issues_count int, major_issues_count int, issues_version int, issues_at timestamptz(3), note text,
        started_at timestamptz(3), completed_at timestamptz(3), shown_version int, shown_at timestamptz(3))),
  frozen as (insert into strategy (run_id, version, ruleset_version, hash, document, issue_policy, policies, shown_version, shown_at)
    select n.run_id, n.version, n.ruleset_version, n.hash, d.document, n.issue_policy, n.policies, n.shown_version, n.shown_at
    from changed_run, jsonb_to_recordset($13::jsonb) as n (run_id text, version int, ruleset_version int, hash text, issue_policy jsonb,
        policies jsonb, shown_version int, shown_at timestamptz(3))
    join unnest($15::text[], $16::text[]) as d (run_id, document) on d.run_id = n.run_id),
  sliced as (insert into phase_strategy (run_id, phase_id, document) select d.run_id, part ->> 'phaseId', part
    from changed_run, unnest($15::text[], $16::text[]) as d (run_id, document),
      jsonb_array_elements(d.document::jsonb -> 'phases') as part),
  aged as (insert into aged_issue (run_id, issue_key, debt_phase_id)
    select n.run_id, n.issue_key, n.debt_phase_id
    from changed_run, jsonb_to_recordset($14::jsonb) as n (run_id text, issue_key text, debt_phase_id text))
  select run_id from changed_run;
