/**
 * The parts that the statements for changes of runs have in common: the parameters `$1` to `$9` and their use. A
 * statement takes changes of any number of different runs. The rows of the runs are locked first, in the order of their
 * ids, each under the condition of the version that its decision read (C6). Everything else of a change joins the row
 * of its run, so that a change lands completely or not at all.
 */
import type { RunChange } from '../domain/decisions/change/change.js';
import { EVENT, type JsonRow, PHASE, QUEUE, RECORD, RUN, TIER } from './rows.js';
import { assign } from './table.js';

/** An idempotency record as it is stored with the write; null without a key. */
export type RecordRow = JsonRow | null;

export const rememberWith = (written: string, record = '$8') =>
  `${RECORD.insert({ rows: record, one: true, besides: written })} where ${record}::jsonb is not null`;
/** Lists of the same length: `$1` runs, `$2` the version of each that its decision read, `$7` writes. */
const REQUESTED = 'unnest($1::text[], $2::int[], $7::uuid[]) as a (run_id, seen, write_id)';
const changedRuns = (
  columns: readonly string[],
  condition = '',
): string => `locked as materialized (select r.run_id, a.seen, a.write_id
    from ${REQUESTED} join run r on r.run_id = a.run_id and r.version = a.seen${condition} order by r.run_id for no key update of r),
  changed_run as (update run r set ${assign(columns, 'n')}
    from locked l, ${RUN.recordset({ rows: '$3' }, 'n', ['run_id', ...columns])}
    where r.run_id = l.run_id and n.run_id = l.run_id
    returning r.run_id, r.project_id, r.version, r.changed_at, r.state, r.completed_at, l.seen, l.write_id)`;
const changedTiers = (
  columns: readonly string[],
): string => `changed_tiers as (update tier t set ${assign(columns, 'n')}
    from changed_run c, ${TIER.recordset({ rows: '$4' }, 'n', ['run_id', 'tier_id', ...columns])}
    where n.run_id = c.run_id and t.run_id = c.run_id and t.tier_id = n.tier_id)`;
const changedPhases = (
  columns: readonly string[],
): string => `changed_phases as (update phase p set ${assign(columns, 'n')}
    from changed_run c, ${PHASE.recordset({ rows: '$5' }, 'n', ['run_id', 'phase_id', ...columns])}
    where n.run_id = c.run_id and p.run_id = c.run_id and p.phase_id = n.phase_id
    returning p.run_id, p.phase_id, p.work -> 'holder' = 'null'::jsonb as is_free)`;
const APPENDED = `appended as (${EVENT.insert({ rows: '$6', besides: 'changed_run c', given: { write_id: 'c.write_id' } })} where n.run_id = c.run_id)`;
const RECORDED = `outbox_row as (insert into run_outbox (run_id, first_seq, last_seq, written_at) select run_id, seen + 1, version, changed_at from changed_run)`;
const REMEMBERED = `remembered as (${RECORD.insert({ rows: '$8', besides: 'changed_run c' })} where n.run_id = c.run_id)`;
/**
 * The contents of a run's files change although the run did not: `runs` gives its rows as `r`. An existing entry may be
 * in the middle of a rendering from rows before this write: it becomes a new entry, which that rendering does not
 * settle (F3).
 */
export const RECORDED_AGAIN = (
  runs: string,
): string => `insert into run_outbox (run_id, first_seq, last_seq, written_at)
    select r.run_id, r.version, r.version, autopack_now() from ${runs}
    on conflict on constraint pk_run_outbox do update set written_at = greatest(excluded.written_at, run_outbox.written_at + interval '1 millisecond')`;
/** The project's files show its backlog: they have to be rendered. */
export const PROJECT_RECORDED = `insert into project_outbox (project_id, write_id, written_at) select project_id, write_id, changed_at from changed_run`;

/**
 * The work that runs offer now (W1): `$9` has their entries; an entry without a role means that its run offers none. A
 * run without an entry keeps its offer.
 */
const OFFERED = `withdrawn as (delete from work_queue q using changed_run c, ${QUEUE.recordset({ rows: '$9' }, 'n', ['run_id', 'role'])}
    where n.run_id = c.run_id and q.run_id = c.run_id and n.role is null),
  offered as (${QUEUE.insert({ rows: '$9', besides: 'changed_run c' })}
    where n.run_id = c.run_id and n.role is not null
    on conflict on constraint pk_work_queue do update set ${assign(QUEUE.changing, 'excluded')})`;
/** A lease ends when its phase is taken from its holder or its run ends; its attempt shows that it was stopped. */
const endedLease = (written: string): string => `ended_lease as (delete from lease l using changed_run c
    where l.run_id = c.run_id and (c.completed_at is not null
      or exists (select from changed_phases n where n.run_id = l.run_id and n.phase_id = l.phase_id and n.is_free))
    returning l.run_id, l.phase_id, l.attempt),
  stopped as (update attempt a set state = 'STOPPED', ended_at = c.changed_at from ended_lease l, changed_run c
    where l.run_id = c.run_id and a.run_id = l.run_id and a.phase_id = l.phase_id and a.number = l.attempt and a.state = 'LEASED' and not (${written}))`;

/**
 * What every change of a run writes: its rows, events, the outbox row, what it offers, and the record; under a further
 * condition besides the version.
 */
const written = ({ run, tier, phase }: Columns, condition?: string): string => `${changedRuns(run, condition)},
  ${changedTiers(tier)},
  ${changedPhases(phase)},
  ${APPENDED},
  ${RECORDED},
  ${OFFERED},
  ${REMEMBERED}`;

/**
 * The parts of a change once the plan is sealed. `own` is true for a row `a` of `attempt` that the statement itself
 * writes.
 */
export const change = (condition = '', own = 'false'): string => `${written(CHANGED, condition)},
  ${endedLease(own)}`;

/** Those of a draft that grows, in which nothing is leased. */
export const growth = (): string => written(GROWN);

/** Columns of a change's rows. */
export interface Columns {
  readonly run: readonly string[];
  readonly tier: readonly string[];
  readonly phase: readonly string[];
}
/** The columns that commands change once a plan is sealed. */
const CHANGED: Columns = { run: RUN.changing, tier: TIER.changing, phase: PHASE.changing };
/** While a plan grows, and when it is sealed, its part of the strategy changes too. */
const GROWN: Columns = { run: RUN.growing, tier: TIER.growing, phase: PHASE.growing };

/** A change to be written to the database. */
export interface ChangeToWrite<Change extends RunChange = RunChange> {
  readonly change: Change;
  readonly writeId: string;
  readonly record: RecordRow;
}

/** The values `$1` to `$9` of changes of different runs that write these columns. */
function valuesOf({ run, tier, phase }: Columns): (writes: readonly ChangeToWrite[]) => unknown[] {
  const [runRow, tierRow, phaseRow] = [
    RUN.writer(['run_id', ...run]),
    TIER.writer(['run_id', 'tier_id', ...tier]),
    PHASE.writer(['run_id', 'phase_id', ...phase]),
  ];
  return (writes) => {
    const changes = writes.map(({ change }) => change);
    return [
      changes.map((change) => change.run.runId),
      changes.map((change) => change.seenVersion),
      json(changes.map((change) => runRow(change.run))),
      json(changes.flatMap((change) => change.tiers.map(tierRow))),
      json(changes.flatMap((change) => change.phases.map(phaseRow))),
      json(
        changes.flatMap(({ run: { runId }, events }) =>
          events.map((event) => EVENT.toJson<'writeId'>({ ...event, runId })),
        ),
      ),
      writes.map(({ writeId }) => writeId),
      json(writes.flatMap(({ record }) => record ?? [])),
      json(
        changes.flatMap(({ run: { runId }, queue }) =>
          queue === undefined ? [] : queue ? QUEUE.toJson(queue) : { run_id: runId },
        ),
      ),
    ];
  };
}

export const changeValues = valuesOf(CHANGED);
export const growthValues = valuesOf(GROWN);

export const json = (value: unknown): string => JSON.stringify(value);
