-- insert_runs
-- src/database/plan-writes.ts: INSERT_RUNS
--
-- New runs, all or none. Fails on the key of `run_id` if an id was ever used. Returns a row for each. `$14` names runs that they continue
-- (P11): nothing is written unless all of these exist and none is continued by a run that is live or succeeded; their files have to name
-- their continuation. $1 and $2 keys and ids of runs, $3 runs, $4 tiers, $5 phases, $6 events, $7 write, $8 record of the key, $9 frozen
-- strategies, $10 aged issues, $11 and $12 runs and documents of the strategies, $13 work that is offered.

with continued as materialized (select r.run_id, r.version from run r where r.run_id = any($14::text[]) order by r.run_id for key share),
  free as materialized (select where (select count(*) from continued) = cardinality($14::text[]) and not exists (
    select from continued c join run n on n.continues_run_id = c.run_id where n.completed_at is null or n.state = 'DONE_SUCCESS')),
  given_out as (insert into run_id (run_key, run_id) select i.* from free, unnest($1::text[], $2::text[]) i),
  new_run as (insert into run (run_id, project_id, state, version, safety_profile, run_scope, token_cap, max_phases, max_duration_minutes,
      max_minor_issues_total, tokens_used, ci_runs_used, minor_issues_count, major_issues_count, open_minor_issues, open_major_issues,
      issues_version, issues_at, tier_count, phase_count, phases_complete, phases_failed, phases_skipped, head_phase_index, failure, asked,
      introduction, previous_run_id, next_run_id, continues_run_id, repository_path, base_commit, head_commit, ref_intent, base_check,
      refs_put_back, created_at, started_at, completed_at, deadline_at, changed_at)
    select n.run_id, n.project_id, n.state, n.version, n.safety_profile, n.run_scope, n.token_cap, n.max_phases, n.max_duration_minutes,
        n.max_minor_issues_total, n.tokens_used, n.ci_runs_used, n.minor_issues_count, n.major_issues_count, n.open_minor_issues,
        n.open_major_issues, n.issues_version, n.issues_at, n.tier_count, n.phase_count, n.phases_complete, n.phases_failed,
        n.phases_skipped, n.head_phase_index, n.failure, n.asked, n.introduction, n.previous_run_id, n.next_run_id, n.continues_run_id,
        n.repository_path, n.base_commit, n.head_commit, n.ref_intent, n.base_check, n.refs_put_back, n.created_at, n.started_at,
        n.completed_at, n.deadline_at, n.changed_at
    from free, jsonb_to_recordset($3::jsonb) as n (run_id text, project_id text, state text, version int, safety_profile text,
        run_scope text, token_cap bigint, max_phases int, max_duration_minutes int, max_minor_issues_total int, tokens_used bigint,
        ci_runs_used int, minor_issues_count int, major_issues_count int, open_minor_issues int, open_major_issues int, issues_version int,
        issues_at timestamptz(3), tier_count int, phase_count int, phases_complete int, phases_failed int, phases_skipped int,
        head_phase_index int, failure jsonb, asked jsonb, introduction text, previous_run_id text, next_run_id text, continues_run_id text,
        repository_path text, base_commit text, head_commit text, ref_intent jsonb, base_check jsonb, refs_put_back jsonb,
        created_at timestamptz(3), started_at timestamptz(3), completed_at timestamptz(3), deadline_at timestamptz(3),
        changed_at timestamptz(3)) returning run_id, version, changed_at),
  new_tiers as (insert into tier (run_id, tier_id, tier_index, name, description, state, token_cap, ci_run_cap, max_minor_issues_tolerated,
      max_major_issues_tolerated, tokens_used, ci_runs_used, minor_issues_count, major_issues_count, open_minor_issues, open_major_issues,
      phase_count, phases_complete, phases_failed, phases_skipped, started_at, completed_at, shown_version, shown_at)
    select n.run_id, n.tier_id, n.tier_index, n.name, n.description, n.state, n.token_cap, n.ci_run_cap, n.max_minor_issues_tolerated,
        n.max_major_issues_tolerated, n.tokens_used, n.ci_runs_used, n.minor_issues_count, n.major_issues_count, n.open_minor_issues,
        n.open_major_issues, n.phase_count, n.phases_complete, n.phases_failed, n.phases_skipped, n.started_at, n.completed_at,
        n.shown_version, n.shown_at
    from free, jsonb_to_recordset($4::jsonb) as n (run_id text, tier_id text, tier_index int, name text, description text, state text,
        token_cap bigint, ci_run_cap int, max_minor_issues_tolerated int, max_major_issues_tolerated int, tokens_used bigint,
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
    from free, jsonb_to_recordset($5::jsonb) as n (run_id text, phase_id text, tier_id text, phase_index int, name text, description text,
        state text, task_category text, complexity text, builder_mode text, asked jsonb, allowed_paths jsonb, acceptance_criteria jsonb,
        allow_noop boolean, max_builder_attempts int, max_auditor_attempts int, incident_token_cap bigint, builder_attempts int,
        auditor_attempts int, round int, work jsonb, not_before timestamptz(3), wait_until timestamptz(3), tokens_used bigint,
        minor_issues_count int, major_issues_count int, issues_version int, issues_at timestamptz(3), note text, started_at timestamptz(3),
        completed_at timestamptz(3), shown_version int, shown_at timestamptz(3))),
  appended as (insert into run_event (run_id, seq, type, subject, actor, cause, at, from_state, to_state, data, write_id)
    select n.run_id, n.seq, n.type, n.subject, n.actor, n.cause, n.at, n.from_state, n.to_state, n.data, $7::uuid
    from free, jsonb_to_recordset($6::jsonb) as n (run_id text, seq int, type text, subject text, actor text, cause text, at timestamptz(3),
        from_state text, to_state text, data jsonb)),
  outbox_row as (insert into run_outbox (run_id, first_seq, last_seq, written_at) select run_id, 1, version, changed_at from new_run),
  retold as (insert into run_outbox (run_id, first_seq, last_seq, written_at)
    select r.run_id, r.version, r.version, autopack_now() from free, continued r
    on conflict on constraint pk_run_outbox do update set written_at = greatest(excluded.written_at,
        run_outbox.written_at + interval '1 millisecond')),
  frozen as (insert into strategy (run_id, version, ruleset_version, hash, document, issue_policy, policies, shown_version, shown_at)
    select n.run_id, n.version, n.ruleset_version, n.hash, d.document, n.issue_policy, n.policies, n.shown_version, n.shown_at
    from free, jsonb_to_recordset($9::jsonb) as n (run_id text, version int, ruleset_version int, hash text, issue_policy jsonb,
        policies jsonb, shown_version int, shown_at timestamptz(3))
    join unnest($11::text[], $12::text[]) as d (run_id, document) on d.run_id = n.run_id),
  sliced as (insert into phase_strategy (run_id, phase_id, document) select d.run_id, part ->> 'phaseId', part
    from free, unnest($11::text[], $12::text[]) as d (run_id, document),
      jsonb_array_elements(d.document::jsonb -> 'phases') as part),
  aged as (insert into aged_issue (run_id, issue_key, debt_phase_id)
    select n.run_id, n.issue_key, n.debt_phase_id
    from free, jsonb_to_recordset($10::jsonb) as n (run_id text, issue_key text, debt_phase_id text)),
  offered as (insert into work_queue (run_id, project_id, role, ready_at, wait_until, avoid_worker, created_at)
    select n.run_id, n.project_id, n.role, n.ready_at, n.wait_until, n.avoid_worker, n.created_at
    from free, jsonb_to_recordset($13::jsonb) as n (run_id text, project_id text, role text, ready_at timestamptz(3),
        wait_until timestamptz(3), avoid_worker text, created_at timestamptz(3))),
  remembered as (insert into idempotency_record (mutation, key, input_hash, run_id, entity, errors, created_at)
    select n.mutation, n.key, n.input_hash, n.run_id, n.entity, n.errors, n.created_at
    from (select from new_run limit 1) made, jsonb_to_record($8::jsonb) as n (mutation text, key text, input_hash text, run_id text,
        entity text, errors jsonb, created_at timestamptz(3)) where $8::jsonb is not null)
  select version from new_run;
