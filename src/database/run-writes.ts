/**
 * The guarded write: how a change of a run reaches the database, in one statement whose condition is the version that the decision
 * saw (C6). Rows, events, the outbox row and the idempotency record land together or not at all. The run's row is locked first,
 * so that two writers of a run never wait for each other crosswise; the slower one finds another version and writes nothing.
 */
import type { PlanGrowth } from '../domain/command/grow-plan.js';
import type { RunChange } from '../domain/command/change.js';
import type { NewRun } from '../domain/command/start-run.js';
import type { RunEvent } from '../domain/run/run-event.js';
import { runKey } from '../domain/shared/identity.js';
import type { Statement } from './database.js';
import { toJson, type JsonRow } from './rows.js';

/** The columns that commands change; everything else of a row stays as it was made. */
const RUN_COLUMNS = [
  ...['state', 'version', 'tokens_used', 'ci_runs_used', 'max_minor_issues_total', 'tier_count', 'phase_count', 'phases_complete'],
  ...['phases_failed', 'phases_skipped', 'head_phase_index', 'failure', 'started_at', 'completed_at', 'deadline_at', 'changed_at'],
];
const TIER_COLUMNS = [
  ...['state', 'token_cap', 'ci_run_cap', 'max_minor_issues_tolerated', 'max_major_issues_tolerated', 'phase_count', 'tokens_used'],
  ...['ci_runs_used', 'phases_complete', 'phases_failed', 'phases_skipped', 'started_at', 'completed_at', 'shown_version', 'shown_at'],
];
const PHASE_COLUMNS = [
  ...['state', 'builder_attempts', 'auditor_attempts', 'tokens_used', 'note', 'started_at', 'completed_at', 'shown_version', 'shown_at'],
];

const assign = (columns: readonly string[]) => columns.map((column) => `${column} = n.${column}`).join(', ');

/** An idempotency record as it is stored with the write; null without a key. */
export type RecordRow = JsonRow | null;

const REMEMBER = `insert into idempotency_record select k.* from jsonb_populate_record(null::idempotency_record, $8::jsonb) k, changed_run where $8::jsonb is not null`;
const CHANGED_RUN = `update run r set ${assign(RUN_COLUMNS)} from jsonb_populate_record(null::run, $3::jsonb) n
    where r.run_id = $1 and r.version = $2 returning r.run_id, r.version, r.changed_at`;
const CHANGED_TIERS = `update tier t set ${assign(TIER_COLUMNS)} from changed_run c, jsonb_populate_recordset(null::tier, $4::jsonb) n
    where t.run_id = c.run_id and t.tier_id = n.tier_id`;
const APPEND_EVENTS = `insert into run_event (run_id, seq, type, subject, actor, cause, at, from_state, to_state, data, write_id)
    select c.run_id, e.seq, e.type, e.subject, e.actor, e.cause, e.at, e.from_state, e.to_state, e.data, $7::uuid
    from changed_run c, jsonb_populate_recordset(null::run_event, $6::jsonb) e`;
const TO_OUTBOX = `insert into run_outbox (run_id, first_seq, last_seq, written_at) select run_id, $2::int + 1, version, changed_at from changed_run`;

/** Answers one row if the change landed, none if the run has moved on. */
export const COMMIT_CHANGE: Statement = {
  name: 'commit_change',
  text: `with changed_run as (${CHANGED_RUN}),
  changed_tiers as (${CHANGED_TIERS}),
  changed_phases as (update phase p set ${assign(PHASE_COLUMNS)} from changed_run c, jsonb_populate_recordset(null::phase, $5::jsonb) n
    where p.run_id = c.run_id and p.phase_id = n.phase_id),
  appended as (${APPEND_EVENTS}),
  noted as (${TO_OUTBOX}),
  remembered as (${REMEMBER})
  select version from changed_run`,
};

export function commitChangeValues(change: RunChange, writeId: string, record: RecordRow): unknown[] {
  return [
    change.run.runId,
    change.seenVersion,
    json(pick(change.run, RUN_COLUMNS)),
    json(change.tiers.map((tier) => ({ tier_id: tier.tierId, ...pick(tier, TIER_COLUMNS) }))),
    json(change.phases.map((phase) => ({ phase_id: phase.phaseId, ...pick(phase, PHASE_COLUMNS) }))),
    eventsJson(change.events),
    writeId,
    record && json(record),
  ];
}

/**
 * The write of a growing draft: besides the changed rows, new tiers and phases. Phases behind the new ones make room: their index
 * moves back by one, which their documents and those of their tiers show.
 */
export const COMMIT_GROWTH: Statement = {
  name: 'commit_growth',
  text: `with changed_run as (${CHANGED_RUN}),
  changed_tiers as (${CHANGED_TIERS}),
  moved_phases as (update phase p set phase_index = p.phase_index + 1, shown_version = c.version, shown_at = c.changed_at
    from changed_run c where p.run_id = c.run_id and p.phase_index >= $10::int returning p.tier_id),
  renumbered_tiers as (update tier t set shown_version = c.version, shown_at = c.changed_at from changed_run c
    where t.run_id = c.run_id and t.tier_id in (select tier_id from moved_phases)),
  new_tiers as (insert into tier select n.* from changed_run, jsonb_populate_recordset(null::tier, $9::jsonb) n),
  new_phases as (insert into phase select n.* from changed_run, jsonb_populate_recordset(null::phase, $5::jsonb) n),
  appended as (${APPEND_EVENTS}),
  noted as (${TO_OUTBOX}),
  remembered as (${REMEMBER})
  select version from changed_run`,
};

export function commitGrowthValues(growth: PlanGrowth, writeId: string, record: RecordRow): unknown[] {
  const values = commitChangeValues(growth, writeId, record);
  values[4] = json(growth.newPhases.map(toJson));
  return [...values, json(growth.newTiers.map(toJson)), growth.makeRoomAt];
}

/** A whole new run. Fails on the key of `run_id` if the id was ever given out. */
export const INSERT_RUN: Statement = {
  name: 'insert_run',
  text: `with given_out as (insert into run_id (run_key, run_id) values ($1, $2)),
  new_run as (insert into run select n.* from jsonb_populate_record(null::run, $3::jsonb) n returning run_id, version, changed_at),
  new_tiers as (insert into tier select n.* from jsonb_populate_recordset(null::tier, $4::jsonb) n),
  new_phases as (insert into phase select n.* from jsonb_populate_recordset(null::phase, $5::jsonb) n),
  appended as (${APPEND_EVENTS.replace('changed_run c', 'new_run c')}),
  noted as (insert into run_outbox (run_id, first_seq, last_seq, written_at) select run_id, 1, version, changed_at from new_run),
  remembered as (${REMEMBER.replace('changed_run', 'new_run')})
  select version from new_run`,
};

export function insertRunValues(made: NewRun, writeId: string, record: RecordRow): unknown[] {
  return [
    runKey(made.run.runId),
    made.run.runId,
    json(toJson(made.run)),
    json(made.tiers.map(toJson)),
    json(made.phases.map(toJson)),
    eventsJson([made.event]),
    writeId,
    record && json(record),
  ];
}

/** Deletes a terminal run at the version seen; its id stays taken (I1). The rows go by cascade, the files follow. */
export const DELETE_RUN: Statement = {
  name: 'delete_run',
  text: `with gone as (delete from run where run_id = $1 and version = $2 and completed_at is not null returning run_id),
  kept as (update run_id i set deleted_at = autopack_now() from gone where i.run_key = lower(gone.run_id)),
  remembered as (insert into idempotency_record select k.* from jsonb_populate_record(null::idempotency_record, $3::jsonb) k, gone
    where $3::jsonb is not null)
  select run_id from gone`,
};

const json = (value: unknown): string => JSON.stringify(value);
const eventsJson = (events: readonly RunEvent[]): string => json(events.map(toJson));

function pick(facts: object, columns: readonly string[]): JsonRow {
  const row = toJson(facts);
  return Object.fromEntries(columns.map((column) => [column, row[column]]));
}
