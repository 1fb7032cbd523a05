/** The writes of plans: a growing draft, its sealing, and new runs with everything that belongs to them. */
import type { PlanGrowth } from '../domain/command/grow-plan.js';
import type { NewRun } from '../domain/command/start-run.js';
import { runKey } from '../domain/shared/identity.js';
import { firstEntry } from '../domain/work/queue.js';
import {
  APPENDED,
  CHANGED,
  changedPhases,
  changedRun,
  changedTiers,
  changeValues,
  json,
  NOTED,
  OFFERED,
  rememberWith,
  type RecordRow,
} from './change-parts.js';
import { statement } from './database.js';
import { toJson } from './rows.js';
import type { FrozenStrategy } from './strategy-rows.js';

/** While a plan grows, and when it is sealed, what the strategy says of it changes too. */
const PLAN_RUN_COLUMNS = [
  ...CHANGED.run,
  ...[
    'safety_profile',
    'run_scope',
    'token_cap',
    'max_phases',
    'max_duration_minutes',
    'max_minor_issues_total',
    'tier_count',
    'phase_count',
    'repository_path',
  ],
];
const PLAN_TIER_COLUMNS = [
  ...CHANGED.tier,
  ...['token_cap', 'ci_run_cap', 'max_minor_issues_tolerated', 'max_major_issues_tolerated', 'phase_count'],
];
const PLAN_PHASE_COLUMNS = [...CHANGED.phase, ...['complexity', 'builder_mode', 'max_auditor_attempts', 'incident_token_cap']];

/** Frozen strategies: their rows, and their documents beside them as plain text, so that a large one is not taken for JSON on its way. */
const frozenFrom = (written: string, rows: string, runIds: string, documents: string): string =>
  `insert into strategy (run_id, version, ruleset_version, hash, document, issue_policy, policies, shown_version, shown_at)
    select n.run_id, n.version, n.ruleset_version, n.hash, d.document, n.issue_policy, n.policies, n.shown_version, n.shown_at
    from ${written}jsonb_populate_recordset(null::strategy, ${rows}::jsonb) n
    join unnest(${runIds}::text[], ${documents}::text[]) as d (run_id, document) on d.run_id = n.run_id`;
/** What frozen strategies say of each phase, taken out of the documents that are sent anyway; `written` as in `frozenFrom`. */
const slicedFrom = (written: string, runIds: string, documents: string): string =>
  `insert into phase_strategy (run_id, phase_id, document) select d.run_id, part ->> 'phaseId', part
    from ${written}unnest(${runIds}::text[], ${documents}::text[]) as d (run_id, document),
      jsonb_array_elements(d.document::jsonb -> 'phases') as part`;
/**
 * The write of a growing draft, and of its sealing: besides the changed rows, new tiers and phases, and the frozen strategy. Phases behind
 * the new ones make room: their index moves back by one, which their documents and those of their tiers show.
 */
export const COMMIT_GROWTH = statement({
  name: 'commit_growth',
  text: `with changed_run as (${changedRun(PLAN_RUN_COLUMNS)}),
  changed_tiers as (${changedTiers(PLAN_TIER_COLUMNS)}),
  changed_phases as (${changedPhases(PLAN_PHASE_COLUMNS)}),
  appended as (${APPENDED}),
  noted as (${NOTED}),
  ${OFFERED},
  remembered as (${rememberWith('changed_run')}),
  moved_phases as (update phase p set phase_index = p.phase_index + 1, shown_version = c.version, shown_at = c.changed_at
    from changed_run c where p.run_id = c.run_id and p.phase_index >= $12::int returning p.tier_id),
  renumbered_tiers as (update tier t set shown_version = c.version, shown_at = c.changed_at from changed_run c
    where t.run_id = c.run_id and t.tier_id in (select tier_id from moved_phases)),
  new_tiers as (insert into tier select n.* from changed_run, jsonb_populate_recordset(null::tier, $10::jsonb) n),
  new_phases as (insert into phase select n.* from changed_run, jsonb_populate_recordset(null::phase, $11::jsonb) n),
  frozen as (${frozenFrom('changed_run, ', '$13', '$15', '$16')}),
  sliced as (${slicedFrom('changed_run, ', '$15', '$16')}),
  aged as (insert into aged_issue select n.* from changed_run, jsonb_populate_recordset(null::aged_issue, $14::jsonb) n)
  select version from changed_run`,
});

export function commitGrowthValues(growth: PlanGrowth, strategy: FrozenStrategy | null, writeId: string, record: RecordRow): unknown[] {
  const columns = { run: PLAN_RUN_COLUMNS, tier: PLAN_TIER_COLUMNS, phase: PLAN_PHASE_COLUMNS };
  const { newTiers, newPhases, makeRoomAt } = growth;
  const rows = [json(newTiers.map(toJson)), json(newPhases.map(toJson))];
  const frozen = strategy ? [strategy] : [];
  return [...changeValues(growth, writeId, record, columns), ...rows, makeRoomAt, ...frozenValues(frozen)];
}

/**
 * New runs, all or none. Fails on the key of `run_id` if an id was ever given out. Answers a row for each. `$14` names runs that they continue (P11):
 * nothing is written unless all of these are there and none is continued by a run that lives or succeeded; their files are to name who continues them.
 */
export const INSERT_RUNS = statement({
  name: 'insert_runs',
  text: `with continued as materialized (select r.run_id, r.version from run r where r.run_id = any($14::text[]) order by r.run_id for key share),
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
  frozen as (${frozenFrom('free, ', '$9', '$11', '$12')}),
  sliced as (${slicedFrom('free, ', '$11', '$12')}),
  aged as (insert into aged_issue select n.* from free, jsonb_populate_recordset(null::aged_issue, $10::jsonb) n),
  offered as (insert into work_queue select n.* from free, jsonb_populate_recordset(null::work_queue, $13::jsonb) n),
  remembered as (${rememberWith('(select from new_run limit 1) made')})
  select version from new_run`,
});

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
    json(runs.flatMap((run) => firstEntry(run) ?? []).map(toJson)),
    runs.flatMap(({ continuesRunId }) => continuesRunId ?? []),
  ];
}

const frozenValues = (frozen: readonly FrozenStrategy[]): unknown[] => [
  json(frozen.map(({ row }) => row)),
  json(frozen.flatMap(({ agedIssues }) => agedIssues)),
  frozen.map(({ row }) => row.run_id),
  frozen.map(({ document }) => document),
];
