/**
 * What the statements that write a change of a run have in common: `$1` to `$9` and what they do with them. The run's row is locked first, on the
 * condition of the version that the decision saw (C6); everything else joins it, and so lands with it or not at all.
 */
import type { RunChange } from '../domain/command/change.js';
import type { RunEvent } from '../domain/run/run-event.js';
import { toJson, type JsonRow } from './rows.js';

/** The columns that commands change; everything else of a row stays as it was made. */
export const RUN_COLUMNS = [
  ...[
    'state',
    'version',
    'tokens_used',
    'ci_runs_used',
    'minor_issues_count',
    'major_issues_count',
    'open_minor_issues',
    'open_major_issues',
  ],
  ...['issues_version', 'issues_at', 'phases_complete', 'phases_failed', 'phases_skipped', 'head_phase_index', 'failure'],
  ...['started_at', 'completed_at', 'deadline_at', 'changed_at', 'base_commit', 'head_commit', 'ref_intent', 'refs_put_back', 'base_check'],
];
export const TIER_COLUMNS = [
  ...['state', 'tokens_used', 'ci_runs_used', 'minor_issues_count', 'major_issues_count', 'open_minor_issues', 'open_major_issues'],
  ...['phases_complete', 'phases_failed', 'phases_skipped', 'started_at', 'completed_at', 'shown_version', 'shown_at'],
];
export const PHASE_COLUMNS = [
  ...['state', 'builder_attempts', 'auditor_attempts', 'tokens_used', 'minor_issues_count', 'major_issues_count', 'issues_version'],
  ...['issues_at', 'note', 'started_at', 'completed_at', 'shown_version', 'shown_at', 'round', 'work', 'not_before', 'wait_until'],
  'max_builder_attempts',
];
/** An idempotency record as it is stored with the write; null without a key. */
export type RecordRow = JsonRow | null;

const assign = (columns: readonly string[]) => columns.map((column) => `${column} = n.${column}`).join(', ');

export const rememberWith = (written: string, record = '$8') =>
  `insert into idempotency_record select k.* from jsonb_populate_record(null::idempotency_record, ${record}::jsonb) k, ${written} where ${record}::jsonb is not null`;
export const changedRun = (
  columns: readonly string[],
  condition = '',
) => `update run r set ${assign(columns)} from jsonb_populate_record(null::run, $3::jsonb) n
    where r.run_id = $1 and r.version = $2${condition} returning r.run_id, r.project_id, r.version, r.changed_at, r.state, r.completed_at`;
export const changedTiers = (columns: readonly string[]) => `update tier t set ${assign(columns)}
    from changed_run c, jsonb_populate_recordset(null::tier, $4::jsonb) n where t.run_id = c.run_id and t.tier_id = n.tier_id`;
export const changedPhases = (columns: readonly string[]) => `update phase p set ${assign(columns)}
    from changed_run c, jsonb_populate_recordset(null::phase, $5::jsonb) n where p.run_id = c.run_id and p.phase_id = n.phase_id`;
export const APPENDED = `insert into run_event (run_id, seq, type, subject, actor, cause, at, from_state, to_state, data, write_id)
    select c.run_id, e.seq, e.type, e.subject, e.actor, e.cause, e.at, e.from_state, e.to_state, e.data, $7::uuid
    from changed_run c, jsonb_populate_recordset(null::run_event, $6::jsonb) e`;
export const NOTED = `insert into run_outbox (run_id, first_seq, last_seq, written_at) select run_id, $2::int + 1, version, changed_at from changed_run`;
/** The project's files show its backlog: somebody is to render them. */
export const PROJECT_NOTED = `insert into project_outbox (project_id, write_id, written_at) select project_id, $7::uuid, changed_at from changed_run`;

/** The work that the run offers now (W1): `$9` is its entry, JSON null for none, SQL null for as before. */
export const OFFERED = `withdrawn as (delete from work_queue q using changed_run c where q.run_id = c.run_id and jsonb_typeof($9::jsonb) = 'null'),
  offered as (insert into work_queue select n.* from changed_run, jsonb_populate_record(null::work_queue, $9::jsonb) n
    where jsonb_typeof($9::jsonb) = 'object'
    on conflict on constraint pk_work_queue do update set role = excluded.role, ready_at = excluded.ready_at,
      wait_until = excluded.wait_until, avoid_worker = excluded.avoid_worker)`;
/** A lease whose phase is taken from its holder, or whose run ends, ends with it; its attempt shows that it was stopped. */
const endedLease = (
  written: string,
): string => `ended_lease as (delete from lease l using changed_run c where l.run_id = c.run_id and (c.completed_at is not null or exists (
      select from jsonb_populate_recordset(null::phase, $5::jsonb) n where n.phase_id = l.phase_id and n.work -> 'holder' = 'null'::jsonb))
    returning l.run_id, l.phase_id, l.attempt),
  stopped as (update attempt a set state = 'STOPPED', ended_at = c.changed_at from ended_lease l, changed_run c
    where a.run_id = l.run_id and a.phase_id = l.phase_id and a.number = l.attempt and a.state = 'LEASED' and not (${written}))`;

/**
 * What every change of a run writes: its rows, events, the outbox row and the record; under a further condition besides the
 * version. `written` tells of a row `a` of `attempt` whether the statement itself writes it.
 */
export const change = (condition = '', written = 'false'): string => `changed_run as (${changedRun(RUN_COLUMNS, condition)}),
  changed_tiers as (${changedTiers(TIER_COLUMNS)}),
  changed_phases as (${changedPhases(PHASE_COLUMNS)}),
  appended as (${APPENDED}),
  noted as (${NOTED}),
  ${OFFERED},
  ${endedLease(written)},
  remembered as (${rememberWith('changed_run')})`;

export interface Columns {
  readonly run: readonly string[];
  readonly tier: readonly string[];
  readonly phase: readonly string[];
}

export function changeValues(change: RunChange, writeId: string, record: RecordRow, columns: Columns): unknown[] {
  return [
    change.run.runId,
    change.seenVersion,
    json(pick(change.run, columns.run)),
    json(change.tiers.map((tier) => ({ tier_id: tier.tierId, ...pick(tier, columns.tier) }))),
    json(change.phases.map((phase) => ({ phase_id: phase.phaseId, ...pick(phase, columns.phase) }))),
    eventsJson(change.events),
    writeId,
    record && json(record),
    change.queue === undefined ? null : json(change.queue && toJson(change.queue)),
  ];
}

export const json = (value: unknown): string => JSON.stringify(value);
const eventsJson = (events: readonly RunEvent[]): string => json(events.map(toJson));

function pick(facts: object, columns: readonly string[]): JsonRow {
  const row = toJson(facts);
  return Object.fromEntries(columns.map((column) => [column, row[column]]));
}

/** The columns that change once a plan is sealed. */
export const CHANGED: Columns = { run: RUN_COLUMNS, tier: TIER_COLUMNS, phase: PHASE_COLUMNS };
