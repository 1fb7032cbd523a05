/**
 * What the statements that write a change of a run have in common: `$1` to `$9` and what they do with them. The run's row is locked first, on the
 * condition of the version that the decision saw (C6); everything else joins it, and so lands with it or not at all.
 */
import type { RunChange } from '../domain/command/change.js';
import { EVENT, PHASE, QUEUE, RECORD, RUN, TIER, type JsonRow } from './rows.js';
import { assign } from './table.js';

/** An idempotency record as it is stored with the write; null without a key. */
export type RecordRow = JsonRow | null;

export const rememberWith = (written: string, record = '$8') =>
  `${RECORD.insert({ rows: record, one: true, besides: written })} where ${record}::jsonb is not null`;
export const changedRun = (columns: readonly string[], condition = '') => `update run r set ${assign(columns, 'n')}
    from ${RUN.recordset({ rows: '$3', one: true }, 'n', columns)}
    where r.run_id = $1 and r.version = $2${condition} returning r.run_id, r.project_id, r.version, r.changed_at, r.state, r.completed_at`;
export const changedTiers = (columns: readonly string[]) => `update tier t set ${assign(columns, 'n')}
    from changed_run c, ${TIER.recordset({ rows: '$4' }, 'n', ['tier_id', ...columns])} where t.run_id = c.run_id and t.tier_id = n.tier_id`;
export const changedPhases = (columns: readonly string[]) => `update phase p set ${assign(columns, 'n')}
    from changed_run c, ${PHASE.recordset({ rows: '$5' }, 'n', ['phase_id', ...columns])} where p.run_id = c.run_id and p.phase_id = n.phase_id`;
export const APPENDED = EVENT.insert({ rows: '$6', besides: 'changed_run c', given: { run_id: 'c.run_id', write_id: '$7::uuid' } });
export const NOTED = `insert into run_outbox (run_id, first_seq, last_seq, written_at) select run_id, $2::int + 1, version, changed_at from changed_run`;
/**
 * A run's files show something else although the run did not change: `runs` gives its rows as `r`. An entry that stands already may be on its way into the files with rows
 * from before this write: it becomes another one, which that rendering does not settle (F3).
 */
export const NOTED_AGAIN = (runs: string): string => `insert into run_outbox (run_id, first_seq, last_seq, written_at)
    select r.run_id, r.version, r.version, autopack_now() from ${runs}
    on conflict on constraint pk_run_outbox do update set written_at = greatest(excluded.written_at, run_outbox.written_at + interval '1 millisecond')`;
/** The project's files show its backlog: somebody is to render them. */
export const PROJECT_NOTED = `insert into project_outbox (project_id, write_id, written_at) select project_id, $7::uuid, changed_at from changed_run`;

/** The work that the run offers now (W1): `$9` is its entry, JSON null for none, SQL null for as before. */
export const OFFERED = `withdrawn as (delete from work_queue q using changed_run c where q.run_id = c.run_id and jsonb_typeof($9::jsonb) = 'null'),
  offered as (${QUEUE.insert({ rows: '$9', one: true, besides: 'changed_run' })}
    where jsonb_typeof($9::jsonb) = 'object'
    on conflict on constraint pk_work_queue do update set ${assign(QUEUE.changing, 'excluded')})`;
/** A lease whose phase is taken from its holder, or whose run ends, ends with it; its attempt shows that it was stopped. */
const endedLease = (
  written: string,
): string => `ended_lease as (delete from lease l using changed_run c where l.run_id = c.run_id and (c.completed_at is not null or exists (
      select from ${PHASE.recordset({ rows: '$5' }, 'n', ['phase_id', 'work'])} where n.phase_id = l.phase_id and n.work -> 'holder' = 'null'::jsonb))
    returning l.run_id, l.phase_id, l.attempt),
  stopped as (update attempt a set state = 'STOPPED', ended_at = c.changed_at from ended_lease l, changed_run c
    where a.run_id = l.run_id and a.phase_id = l.phase_id and a.number = l.attempt and a.state = 'LEASED' and not (${written}))`;

/**
 * What every change of a run writes: its rows, events, the outbox row and the record; under a further condition besides the
 * version. `written` tells of a row `a` of `attempt` whether the statement itself writes it.
 */
export const change = (condition = '', written = 'false'): string => `changed_run as (${changedRun(CHANGED.run, condition)}),
  changed_tiers as (${changedTiers(CHANGED.tier)}),
  changed_phases as (${changedPhases(CHANGED.phase)}),
  appended as (${APPENDED}),
  noted as (${NOTED}),
  ${OFFERED},
  ${endedLease(written)},
  remembered as (${rememberWith('changed_run')})`;

/** Columns of a change's rows. */
export interface Columns {
  readonly run: readonly string[];
  readonly tier: readonly string[];
  readonly phase: readonly string[];
}
/** The columns that commands change once a plan is sealed. */
export const CHANGED: Columns = { run: RUN.changing, tier: TIER.changing, phase: PHASE.changing };

/** The values `$1` to `$9` of changes that write these columns. */
export function changeValuesOf({ run, tier, phase }: Columns): (change: RunChange, writeId: string, record: RecordRow) => unknown[] {
  const [runRow, tierRow, phaseRow] = [RUN.writer(run), TIER.writer(['tier_id', ...tier]), PHASE.writer(['phase_id', ...phase])];
  return (change, writeId, record) => [
    change.run.runId,
    change.seenVersion,
    json(runRow(change.run)),
    json(change.tiers.map(tierRow)),
    json(change.phases.map(phaseRow)),
    json(change.events.map((event) => EVENT.toJson<'runId' | 'writeId'>(event))),
    writeId,
    record && json(record),
    change.queue === undefined ? null : json(change.queue && QUEUE.toJson(change.queue)),
  ];
}

export const changeValues = changeValuesOf(CHANGED);

export const json = (value: unknown): string => JSON.stringify(value);
