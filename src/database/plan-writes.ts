/** The writes of plans: a growing draft, its sealing, and new runs with everything that belongs to them. */
import type { PlanGrowth } from '../domain/decisions/start/grow-plan.js';
import type { NewRun } from '../domain/decisions/start/start-run.js';
import { runKey } from '../domain/model/identity.js';
import { firstEntry } from '../domain/rules/work/queue.js';
import {
  type ChangeToWrite,
  growth,
  growthValues,
  json,
  RECORDED_AGAIN,
  type RecordRow,
  rememberWith,
} from './change-parts.js';
import { statement } from './database.js';
import { AGED_ISSUE, EVENT, PHASE, QUEUE, RUN, STRATEGY, TIER } from './rows.js';
import type { FrozenStrategy } from './strategy-rows.js';

/**
 * Frozen strategies: their rows, and their documents beside them as plain text, so that PostgreSQL does not parse a
 * large document as JSON.
 */
const frozenFrom = (besides: string, rows: string, runIds: string, documents: string): string =>
  `${STRATEGY.insert({ rows, besides, given: { document: 'd.document' } })}
    join unnest(${runIds}::text[], ${documents}::text[]) as d (run_id, document) on d.run_id = n.run_id`;
/**
 * The parts of frozen strategies for each phase, extracted from the documents that are sent anyway; `besides` as in
 * `frozenFrom`.
 */
const slicedFrom = (besides: string, runIds: string, documents: string): string =>
  `insert into phase_strategy (run_id, phase_id, document) select d.run_id, part ->> 'phaseId', part
    from ${besides}, unnest(${runIds}::text[], ${documents}::text[]) as d (run_id, document),
      jsonb_array_elements(d.document::jsonb -> 'phases') as part`;
/**
 * The write of a growing draft, and of its sealing: besides the changed rows, new tiers and phases, and the frozen
 * strategy. The index of phases after the new ones increases by one to make room, which their documents and those of
 * their tiers show. $1 to $9 as in commit_changes, $10 new tiers, $11 new phases, $12 index from which phases make
 * room, $13 frozen strategy, $14 aged issues, $15 and $16 run and document of the strategy.
 */
export const COMMIT_GROWTH = statement({
  name: 'commit_growth',
  text: `with ${growth()},
  moved_phases as (update phase p set phase_index = p.phase_index + 1, shown_version = c.version, shown_at = c.changed_at
    from changed_run c where p.run_id = c.run_id and p.phase_index >= $12::int returning p.tier_id),
  renumbered_tiers as (update tier t set shown_version = c.version, shown_at = c.changed_at from changed_run c
    where t.run_id = c.run_id and t.tier_id in (select tier_id from moved_phases)),
  new_tiers as (${TIER.insert({ rows: '$10', besides: 'changed_run' })}),
  new_phases as (${PHASE.insert({ rows: '$11', besides: 'changed_run' })}),
  frozen as (${frozenFrom('changed_run', '$13', '$15', '$16')}),
  sliced as (${slicedFrom('changed_run', '$15', '$16')}),
  aged as (${AGED_ISSUE.insert({ rows: '$14', besides: 'changed_run' })})
  select run_id from changed_run`,
});

export function commitGrowthValues(write: ChangeToWrite<PlanGrowth>, strategy: FrozenStrategy | null): unknown[] {
  const { newTiers, newPhases, makeRoomAt } = write.change;
  const rows = [TIER.json(newTiers), PHASE.json(newPhases)];
  const frozen = strategy ? [strategy] : [];
  return [...growthValues([write]), ...rows, makeRoomAt, ...frozenValues(frozen)];
}

/**
 * New runs, all or none. Fails on the key of `run_id` if an id was ever used. Returns a row for each. `$14` names runs
 * that they continue (P11): nothing is written unless all of these exist and none is continued by a run that is live or
 * succeeded; their files have to name their continuation. $1 and $2 keys and ids of runs, $3 runs, $4 tiers, $5 phases,
 * $6 events, $7 write, $8 record of the key, $9 frozen strategies, $10 aged issues, $11 and $12 runs and documents of
 * the strategies, $13 work that is offered.
 */
export const INSERT_RUNS = statement({
  name: 'insert_runs',
  text: `with continued as materialized (select r.run_id, r.version from run r where r.run_id = any($14::text[]) order by r.run_id for key share),
  free as materialized (select where (select count(*) from continued) = cardinality($14::text[]) and not exists (
    select from continued c join run n on n.continues_run_id = c.run_id where n.completed_at is null or n.state = 'DONE_SUCCESS')),
  given_out as (insert into run_id (run_key, run_id) select i.* from free, unnest($1::text[], $2::text[]) i),
  new_run as (${RUN.insert({ rows: '$3', besides: 'free' })} returning run_id, version, changed_at),
  new_tiers as (${TIER.insert({ rows: '$4', besides: 'free' })}),
  new_phases as (${PHASE.insert({ rows: '$5', besides: 'free' })}),
  appended as (${EVENT.insert({ rows: '$6', besides: 'free', given: { write_id: '$7::uuid' } })}),
  outbox_row as (insert into run_outbox (run_id, first_seq, last_seq, written_at) select run_id, 1, version, changed_at from new_run),
  retold as (${RECORDED_AGAIN('free, continued r')}),
  frozen as (${frozenFrom('free', '$9', '$11', '$12')}),
  sliced as (${slicedFrom('free', '$11', '$12')}),
  aged as (${AGED_ISSUE.insert({ rows: '$10', besides: 'free' })}),
  offered as (${QUEUE.insert({ rows: '$13', besides: 'free' })}),
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
    RUN.json(runs),
    TIER.json(made.flatMap(({ tiers }) => tiers)),
    PHASE.json(made.flatMap(({ phases }) => phases)),
    json(made.map(({ run, event }) => EVENT.toJson<'writeId'>({ ...event, runId: run.runId }))),
    writeId,
    record && json(record),
    ...frozenValues(frozen),
    QUEUE.json(runs.flatMap((run) => firstEntry(run) ?? [])),
    runs.flatMap(({ continuesRunId }) => continuesRunId ?? []),
  ];
}

const frozenValues = (frozen: readonly FrozenStrategy[]): unknown[] => [
  json(frozen.map(({ row }) => row)),
  json(frozen.flatMap(({ agedIssues }) => agedIssues)),
  frozen.map(({ row }) => row.run_id),
  frozen.map(({ document }) => document),
];
