-- insert_runs
-- src/database/plan-writes.ts: INSERT_RUNS
--
-- New runs, all or none. Fails on the key of `run_id` if an id was ever given out. Answers a row for each. `$14` names runs that they
-- continue (P11): nothing is written unless all of these are there and none is continued by a run that lives or succeeded; their files are
-- to name who continues them.

with continued as materialized (select r.run_id, r.version from run r where r.run_id = any($14::text[]) order by r.run_id for key share),
  free as materialized (select where (select count(*) from continued) = cardinality($14::text[]) and not exists (
    select from continued c join run n on n.continues_run_id = c.run_id where n.completed_at is null or n.state = 'DONE_SUCCESS')),
  given_out as (insert into run_id (run_key, run_id) select i.* from free, unnest($1::text[], $2::text[]) i),
  new_run as (insert into run select n.* from free, jsonb_populate_recordset(null::run, $3::jsonb) n returning run_id, version, changed_at),
  new_tiers as (insert into tier select n.* from free, jsonb_populate_recordset(null::tier, $4::jsonb) n),
  new_phases as (insert into phase select n.* from free, jsonb_populate_recordset(null::phase, $5::jsonb) n),
  appended as (insert into run_event (run_id, seq, type, subject, actor, cause, at, from_state, to_state, data, write_id)
    select e.run_id, e.seq, e.type, e.subject, e.actor, e.cause, e.at, e.from_state, e.to_state, e.data, $7::uuid
    from free, jsonb_populate_recordset(null::run_event, $6::jsonb) e),
  noted as (insert into run_outbox (run_id, first_seq, last_seq, written_at)
    select run_id, 1, version, changed_at from new_run
    union all select c.run_id, c.version, c.version, autopack_now() from free, continued c on conflict do nothing),
  frozen as (insert into strategy (run_id, version, ruleset_version, hash, document, issue_policy, policies, shown_version, shown_at)
    select n.run_id, n.version, n.ruleset_version, n.hash, d.document, n.issue_policy, n.policies, n.shown_version, n.shown_at
    from free, jsonb_populate_recordset(null::strategy, $9::jsonb) n
    join unnest($11::text[], $12::text[]) as d (run_id, document) on d.run_id = n.run_id),
  sliced as (insert into phase_strategy (run_id, phase_id, document) select d.run_id, part ->> 'phaseId', part
    from free, unnest($11::text[], $12::text[]) as d (run_id, document),
      jsonb_array_elements(d.document::jsonb -> 'phases') as part),
  aged as (insert into aged_issue select n.* from free, jsonb_populate_recordset(null::aged_issue, $10::jsonb) n),
  offered as (insert into work_queue select n.* from free, jsonb_populate_recordset(null::work_queue, $13::jsonb) n),
  remembered as (insert into idempotency_record select k.* from jsonb_populate_record(null::idempotency_record, $8::jsonb) k,
      (select from new_run limit 1) made where $8::jsonb is not null)
  select version from new_run;
