/**
 * The guarded write: how a change of a run reaches the database, in one statement whose condition is the version that the decision
 * saw (C6). Rows, events, the outbox row and the idempotency record land together or not at all. The run's row is locked first,
 * so that two writers of a run never wait for each other crosswise; the slower one finds another version and writes nothing. Writes that
 * touch backlog entries, which other runs touch too, lock these before the run, in the order of their keys.
 */
import type { IssueClosing, RunChange } from '../domain/command/change.js';
import type { PlanGrowth } from '../domain/command/grow-plan.js';
import type { IssueRecording } from '../domain/command/record-issues.js';
import type { NewRun } from '../domain/command/start-run.js';
import type { RunEvent } from '../domain/run/run-event.js';
import { runKey } from '../domain/shared/identity.js';
import type { Statement } from './database.js';
import { toJson, type JsonRow } from './rows.js';
import type { FrozenStrategy } from './strategy-rows.js';

/** The columns that commands change; everything else of a row stays as it was made. */
const RUN_COLUMNS = [
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
  ...['started_at', 'completed_at', 'deadline_at', 'changed_at'],
];
const TIER_COLUMNS = [
  ...['state', 'tokens_used', 'ci_runs_used', 'minor_issues_count', 'major_issues_count', 'open_minor_issues', 'open_major_issues'],
  ...['phases_complete', 'phases_failed', 'phases_skipped', 'started_at', 'completed_at', 'shown_version', 'shown_at'],
];
const PHASE_COLUMNS = [
  ...['state', 'builder_attempts', 'auditor_attempts', 'tokens_used', 'minor_issues_count', 'major_issues_count', 'issues_version'],
  ...['issues_at', 'note', 'started_at', 'completed_at', 'shown_version', 'shown_at'],
];
/** While a plan grows, and when it is sealed, what the strategy says of it changes too. */
const PLAN_RUN_COLUMNS = [
  ...RUN_COLUMNS,
  ...[
    'safety_profile',
    'run_scope',
    'token_cap',
    'max_phases',
    'max_duration_minutes',
    'max_minor_issues_total',
    'tier_count',
    'phase_count',
  ],
];
const PLAN_TIER_COLUMNS = [
  ...TIER_COLUMNS,
  ...['token_cap', 'ci_run_cap', 'max_minor_issues_tolerated', 'max_major_issues_tolerated', 'phase_count'],
];
const PLAN_PHASE_COLUMNS = [
  ...PHASE_COLUMNS,
  ...['complexity', 'builder_mode', 'max_builder_attempts', 'max_auditor_attempts', 'incident_token_cap'],
];

/** An idempotency record as it is stored with the write; null without a key. */
export type RecordRow = JsonRow | null;

const assign = (columns: readonly string[]) => columns.map((column) => `${column} = n.${column}`).join(', ');

const rememberWith = (written: string, record = '$8') =>
  `insert into idempotency_record select k.* from jsonb_populate_record(null::idempotency_record, ${record}::jsonb) k, ${written} where ${record}::jsonb is not null`;
const changedRun = (
  columns: readonly string[],
  condition = '',
) => `update run r set ${assign(columns)} from jsonb_populate_record(null::run, $3::jsonb) n
    where r.run_id = $1 and r.version = $2${condition} returning r.run_id, r.project_id, r.version, r.changed_at, r.state, r.completed_at`;
const changedTiers = (columns: readonly string[]) => `update tier t set ${assign(columns)}
    from changed_run c, jsonb_populate_recordset(null::tier, $4::jsonb) n where t.run_id = c.run_id and t.tier_id = n.tier_id`;
const changedPhases = (columns: readonly string[]) => `update phase p set ${assign(columns)}
    from changed_run c, jsonb_populate_recordset(null::phase, $5::jsonb) n where p.run_id = c.run_id and p.phase_id = n.phase_id`;
const APPENDED = `insert into run_event (run_id, seq, type, subject, actor, cause, at, from_state, to_state, data, write_id)
    select c.run_id, e.seq, e.type, e.subject, e.actor, e.cause, e.at, e.from_state, e.to_state, e.data, $7::uuid
    from changed_run c, jsonb_populate_recordset(null::run_event, $6::jsonb) e`;
const NOTED = `insert into run_outbox (run_id, first_seq, last_seq, written_at) select run_id, $2::int + 1, version, changed_at from changed_run`;
/** Frozen strategies: their rows, and their documents beside them as plain text, so that a large one is not taken for JSON on its way. */
const frozenFrom = (written: string, rows: string, runIds: string, documents: string): string =>
  `insert into strategy (run_id, version, ruleset_version, hash, document, issue_policy, shown_version, shown_at)
    select n.run_id, n.version, n.ruleset_version, n.hash, d.document, n.issue_policy, n.shown_version, n.shown_at
    from ${written}jsonb_populate_recordset(null::strategy, ${rows}::jsonb) n
    join unnest(${runIds}::text[], ${documents}::text[]) as d (run_id, document) on d.run_id = n.run_id`;
/** What frozen strategies say of each phase, taken out of the documents that are sent anyway; `written` as in `frozenFrom`. */
const slicedFrom = (written: string, runIds: string, documents: string): string =>
  `insert into phase_strategy (run_id, phase_id, document) select d.run_id, part ->> 'phaseId', part
    from ${written}unnest(${runIds}::text[], ${documents}::text[]) as d (run_id, document),
      jsonb_array_elements(d.document::jsonb -> 'phases') as part`;
/** The project's files show its backlog: somebody is to render them. */
const PROJECT_NOTED = `insert into project_outbox (project_id, write_id, written_at) select project_id, $7::uuid, changed_at from changed_run`;

/** What every change of a run writes: its rows, events, the outbox row and the record; under a further condition besides the version. */
const change = (condition = ''): string => `changed_run as (${changedRun(RUN_COLUMNS, condition)}),
  changed_tiers as (${changedTiers(TIER_COLUMNS)}),
  changed_phases as (${changedPhases(PHASE_COLUMNS)}),
  appended as (${APPENDED}),
  noted as (${NOTED}),
  remembered as (${rememberWith('changed_run')})`;

/** Answers one row if the change landed, none if the run has moved on. */
export const COMMIT_CHANGE: Statement = { name: 'commit_change', text: `with ${change()}\n  select version from changed_run` };

export function commitChangeValues(change: RunChange, writeId: string, record: RecordRow): unknown[] {
  return changeValues(change, writeId, record, { run: RUN_COLUMNS, tier: TIER_COLUMNS, phase: PHASE_COLUMNS });
}

/**
 * The write of a change that ends a phase as COMPLETE, or the run: issues that the completing attempt did not report are closed (Q8), aged
 * ones that the phase was to clean up are resolved, and a success is kept for the age of issues (Q6).
 */
export const COMMIT_ENDING: Statement = {
  name: 'commit_ending',
  text: `with cleaned as materialized (
    select b.project_id, b.issue_key from backlog_entry b
    where b.project_id = $11 and b.issue_key = any($12::text[]) and b.resolved_at is null order by b.issue_key for update
  ), ${change(' and (select count(*) from cleaned) >= 0')},
  closed as (update phase_issue i set open = false from changed_run c
    where i.run_id = c.run_id and i.phase_id = $9 and i.open and i.reported_attempt <> $10::int),
  resolved as (update backlog_entry b set resolved_at = c.changed_at, version = b.version + 1 from cleaned k, changed_run c
    where b.project_id = k.project_id and b.issue_key = k.issue_key),
  succeeded as (insert into successful_run (run_id, project_id, ended_at)
    select run_id, project_id, completed_at from changed_run where state = 'DONE_SUCCESS'),
  project_noted as (${PROJECT_NOTED})
  select version from changed_run`,
};

export function commitEndingValues(change: RunChange, writeId: string, record: RecordRow): unknown[] {
  const { phaseId, attempt, resolvedKeys }: IssueClosing = change.closing ?? { phaseId: '', attempt: 0, resolvedKeys: [] };
  return [...commitChangeValues(change, writeId, record), phaseId, attempt, change.run.projectId, resolvedKeys];
}

/**
 * The write of recorded issues (Q2): besides the run's rows the phase's issues, the backlog entries and their sightings. It lands only if
 * every backlog entry still has the version that the decision saw; an entry that appeared meanwhile breaks the key of the new one.
 */
export const COMMIT_ISSUES: Statement = {
  name: 'commit_issues',
  text: `with seen_entries as materialized (
    select b.issue_key from jsonb_to_recordset($10::jsonb) as e (issue_key text, seen_version int)
    join backlog_entry b on b.project_id = $12 and b.issue_key = e.issue_key and b.version = e.seen_version
    order by b.issue_key for update of b
  ), ${change(' and (select count(*) from seen_entries) = $13::int')},
  phase_issues as (insert into phase_issue select n.* from changed_run, jsonb_populate_recordset(null::phase_issue, $9::jsonb) n
    on conflict on constraint pk_phase_issue do update set category = excluded.category, severity = excluded.severity,
      effective_severity = excluded.effective_severity, source = excluded.source, description = excluded.description,
      task_category = excluded.task_category, complexity = excluded.complexity, expected_fail = excluded.expected_fail,
      occurrence_count = excluded.occurrence_count, evidence_refs = excluded.evidence_refs, last_seen_run = excluded.last_seen_run,
      open = excluded.open, reported_attempt = excluded.reported_attempt, last_seen_at = excluded.last_seen_at),
  known_entries as (update backlog_entry b set base_severity = n.base_severity, occurrence_count = n.occurrence_count,
      age_in_runs = n.age_in_runs, age_in_tiers = n.age_in_tiers, episode = n.episode, last_seen_run_id = n.last_seen_run_id,
      last_seen_at = n.last_seen_at, resolved_at = n.resolved_at, version = n.version
    from seen_entries s, jsonb_populate_recordset(null::backlog_entry, $10::jsonb) n, changed_run
    where n.issue_key = s.issue_key and b.project_id = $12 and b.issue_key = s.issue_key),
  new_entries as (insert into backlog_entry select n.* from changed_run, jsonb_populate_recordset(null::backlog_entry, $10::jsonb) n
    where n.version = 1 order by n.issue_key),
  sightings as (insert into issue_sighting select n.* from changed_run, jsonb_populate_recordset(null::issue_sighting, $11::jsonb) n
    on conflict on constraint pk_issue_sighting do update set severity = excluded.severity, counted = excluded.counted,
      occurrences = excluded.occurrences, last_seen_at = excluded.last_seen_at),
  project_noted as (${PROJECT_NOTED})
  select version from changed_run`,
};

export function commitIssuesValues(recording: IssueRecording, writeId: string, record: RecordRow): unknown[] {
  const { issues, entries, sightings, run } = recording;
  const known = entries.filter((entry) => entry.seenVersion !== null).length;
  const rows = [issues, entries, sightings].map((list) => json(list.map(toJson)));
  return [...commitChangeValues(recording, writeId, record), ...rows, run.projectId, known];
}

/**
 * The write of a growing draft, and of its sealing: besides the changed rows, new tiers and phases, and the frozen strategy. Phases behind
 * the new ones make room: their index moves back by one, which their documents and those of their tiers show.
 */
export const COMMIT_GROWTH: Statement = {
  name: 'commit_growth',
  text: `with changed_run as (${changedRun(PLAN_RUN_COLUMNS)}),
  changed_tiers as (${changedTiers(PLAN_TIER_COLUMNS)}),
  changed_phases as (${changedPhases(PLAN_PHASE_COLUMNS)}),
  appended as (${APPENDED}),
  noted as (${NOTED}),
  remembered as (${rememberWith('changed_run')}),
  moved_phases as (update phase p set phase_index = p.phase_index + 1, shown_version = c.version, shown_at = c.changed_at
    from changed_run c where p.run_id = c.run_id and p.phase_index >= $11::int returning p.tier_id),
  renumbered_tiers as (update tier t set shown_version = c.version, shown_at = c.changed_at from changed_run c
    where t.run_id = c.run_id and t.tier_id in (select tier_id from moved_phases)),
  new_tiers as (insert into tier select n.* from changed_run, jsonb_populate_recordset(null::tier, $9::jsonb) n),
  new_phases as (insert into phase select n.* from changed_run, jsonb_populate_recordset(null::phase, $10::jsonb) n),
  frozen as (${frozenFrom('changed_run, ', '$12', '$14', '$15')}),
  sliced as (${slicedFrom('changed_run, ', '$14', '$15')}),
  aged as (insert into aged_issue select n.* from changed_run, jsonb_populate_recordset(null::aged_issue, $13::jsonb) n)
  select version from changed_run`,
};

export function commitGrowthValues(growth: PlanGrowth, strategy: FrozenStrategy | null, writeId: string, record: RecordRow): unknown[] {
  const columns = { run: PLAN_RUN_COLUMNS, tier: PLAN_TIER_COLUMNS, phase: PLAN_PHASE_COLUMNS };
  const { newTiers, newPhases, makeRoomAt } = growth;
  const rows = [json(newTiers.map(toJson)), json(newPhases.map(toJson))];
  const frozen = strategy ? [strategy] : [];
  return [...changeValues(growth, writeId, record, columns), ...rows, makeRoomAt, ...frozenValues(frozen)];
}

/** New runs, all or none. Fails on the key of `run_id` if an id was ever given out. Answers a row for each. */
export const INSERT_RUNS: Statement = {
  name: 'insert_runs',
  text: `with given_out as (insert into run_id (run_key, run_id) select * from unnest($1::text[], $2::text[])),
  new_run as (insert into run select n.* from jsonb_populate_recordset(null::run, $3::jsonb) n returning run_id, version, changed_at),
  new_tiers as (insert into tier select n.* from jsonb_populate_recordset(null::tier, $4::jsonb) n),
  new_phases as (insert into phase select n.* from jsonb_populate_recordset(null::phase, $5::jsonb) n),
  appended as (insert into run_event (run_id, seq, type, subject, actor, cause, at, from_state, to_state, data, write_id)
    select e.run_id, e.seq, e.type, e.subject, e.actor, e.cause, e.at, e.from_state, e.to_state, e.data, $7::uuid
    from jsonb_populate_recordset(null::run_event, $6::jsonb) e),
  noted as (insert into run_outbox (run_id, first_seq, last_seq, written_at) select run_id, 1, version, changed_at from new_run),
  frozen as (${frozenFrom('', '$9', '$11', '$12')}),
  sliced as (${slicedFrom('', '$11', '$12')}),
  aged as (insert into aged_issue select n.* from jsonb_populate_recordset(null::aged_issue, $10::jsonb) n),
  remembered as (${rememberWith('(select from new_run limit 1) made')})
  select version from new_run`,
};

export function insertRunsValues(
  made: readonly (NewRun & { readonly frozen: FrozenStrategy | null })[],
  writeId: string,
  record: RecordRow,
): unknown[] {
  const runs = made.map(({ run }) => run);
  const frozen = made.flatMap((one) => (one.frozen ? [one.frozen] : []));
  return [
    runs.map((run) => runKey(run.runId)),
    runs.map((run) => run.runId),
    json(runs.map(toJson)),
    json(made.flatMap(({ tiers }) => tiers.map(toJson))),
    json(made.flatMap(({ phases }) => phases.map(toJson))),
    json(made.map(({ run, event }) => ({ ...toJson(event), run_id: run.runId }))),
    writeId,
    record && json(record),
    ...frozenValues(frozen),
  ];
}

/** Deletes a terminal run at the version seen; its id stays taken (I1). The rows go by cascade, the files follow. */
export const DELETE_RUN: Statement = {
  name: 'delete_run',
  text: `with gone as (delete from run where run_id = $1 and version = $2 and completed_at is not null returning run_id),
  kept as (update run_id i set deleted_at = autopack_now() from gone where i.run_key = lower(gone.run_id)),
  remembered as (${rememberWith('gone', '$3')})
  select run_id from gone`,
};

interface Columns {
  readonly run: readonly string[];
  readonly tier: readonly string[];
  readonly phase: readonly string[];
}

function changeValues(change: RunChange, writeId: string, record: RecordRow, columns: Columns): unknown[] {
  return [
    change.run.runId,
    change.seenVersion,
    json(pick(change.run, columns.run)),
    json(change.tiers.map((tier) => ({ tier_id: tier.tierId, ...pick(tier, columns.tier) }))),
    json(change.phases.map((phase) => ({ phase_id: phase.phaseId, ...pick(phase, columns.phase) }))),
    eventsJson(change.events),
    writeId,
    record && json(record),
  ];
}

const frozenValues = (frozen: readonly FrozenStrategy[]): unknown[] => [
  json(frozen.map(({ row }) => row)),
  json(frozen.flatMap(({ agedIssues }) => agedIssues)),
  frozen.map(({ row }) => row.run_id),
  frozen.map(({ document }) => document),
];

const json = (value: unknown): string => JSON.stringify(value);
const eventsJson = (events: readonly RunEvent[]): string => json(events.map(toJson));

function pick(facts: object, columns: readonly string[]): JsonRow {
  const row = toJson(facts);
  return Object.fromEntries(columns.map((column) => [column, row[column]]));
}
