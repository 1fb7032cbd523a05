/** Everything the database holds of a run, and what must be true of it whatever happened before. */
import {
  eventFromJson,
  type JsonRow,
  phaseFromJson,
  runFromJson,
  type StoredEvent,
  tierFromJson,
} from '../../../src/database/rows.js';
import { isPhaseTerminal } from '../../../src/domain/model/phase-state.js';
import { type FoldedRows, foldEvents } from '../../../src/domain/rules/events/fold-events.js';
import type { TestDatabase } from '../server/databases.js';

export interface RunStory extends FoldedRows {
  readonly events: StoredEvent[];
  /** What the events of each write changed: first and last seq, by write. */
  readonly writes: { readonly first: number; readonly last: number; readonly actor: string; readonly cause: string }[];
}

export async function readStory(database: TestDatabase, runId: string): Promise<RunStory> {
  const [row] = await database.query<Record<'run' | 'tiers' | 'phases' | 'events' | 'writes', JsonRow[]>>(
    `select
      (select jsonb_agg(to_jsonb(r)) from run r where r.run_id = $1) as run,
      (select coalesce(jsonb_agg(to_jsonb(t) order by t.tier_index), '[]') from tier t where t.run_id = $1) as tiers,
      (select coalesce(jsonb_agg(to_jsonb(p) order by p.phase_index), '[]') from phase p where p.run_id = $1) as phases,
      (select coalesce(jsonb_agg(to_jsonb(e) - 'write_id' order by e.seq), '[]') from run_event e where e.run_id = $1) as events,
      (select coalesce(jsonb_agg(to_jsonb(w) order by w.first), '[]') from (
        select min(seq) as first, max(seq) as last, min(actor) as actor, min(cause) as cause
        from run_event where run_id = $1 group by write_id) w) as writes`,
    [runId],
  );
  const { run, tiers, phases, events, writes } = row!;
  if (run === null) throw new Error(`There is no run ${runId}`);
  return {
    run: runFromJson(run[0]!),
    tiers: tiers.map(tierFromJson),
    phases: phases.map(phaseFromJson),
    events: events.map(eventFromJson),
    writes: writes as unknown as RunStory['writes'],
  };
}

/** Counters of the rows beside what counting again gives; a row for each scope where they differ. */
const MISCOUNTED = `
  with counted as (
    select run_id, tier_id, count(*) as phases, sum(tokens_used) as tokens,
      count(*) filter (where state = 'COMPLETE') as complete, count(*) filter (where state = 'FAILED') as failed,
      count(*) filter (where state = 'SKIPPED') as skipped,
      min(phase_index) filter (where state not in ('COMPLETE', 'FAILED', 'SKIPPED')) as head
    from phase where run_id = $1 group by grouping sets ((run_id), (run_id, tier_id))),
  ci as (
    select e.run_id, p.tier_id, count(*) as runs from run_event e join phase p on p.run_id = e.run_id and e.subject = 'phase/' || p.phase_id
    where e.run_id = $1 and e.to_state = 'CI_RUNNING' group by grouping sets ((e.run_id), (e.run_id, p.tier_id)))
  select 'tier ' || t.tier_id as scope from tier t left join counted c using (run_id, tier_id) left join ci using (run_id, tier_id)
  where t.run_id = $1 and (t.phase_count, t.tokens_used, t.phases_complete, t.phases_failed, t.phases_skipped, t.ci_runs_used)
    is distinct from (coalesce(c.phases, 0), coalesce(c.tokens, 0), coalesce(c.complete, 0), coalesce(c.failed, 0), coalesce(c.skipped, 0), coalesce(ci.runs, 0))
  union all
  select 'run' from run r left join counted c on c.run_id = r.run_id and c.tier_id is null left join ci on ci.run_id = r.run_id and ci.tier_id is null
  where r.run_id = $1 and (r.phase_count, r.tokens_used, r.phases_complete, r.phases_failed, r.phases_skipped, r.ci_runs_used, r.head_phase_index, r.tier_count, r.version)
    is distinct from (coalesce(c.phases, 0), coalesce(c.tokens, 0), coalesce(c.complete, 0), coalesce(c.failed, 0), coalesce(c.skipped, 0), coalesce(ci.runs, 0),
      c.head, (select count(*) from tier t where t.run_id = $1), (select count(*) from run_event e where e.run_id = $1))
  union all
  select 'outbox ' || o.first_seq from run_outbox o where o.run_id = $1 and not exists (
    select from run_event e where e.run_id = $1 group by e.write_id having min(e.seq) = o.first_seq and max(e.seq) = o.last_seq)`;

/**
 * Holds after every story: seq without gaps and the version is the last one (E1); the events of a write in the order phase, tier,
 * run; the rows are what the events say; counters are what counting gives; what ended left nothing open (S6).
 */
export async function expectConsistent(database: TestDatabase, runId: string): Promise<RunStory> {
  const story = await readStory(database, runId);
  const { run, tiers, phases, events, writes } = story;
  expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
  expect(run.version).toBe(events.length);
  for (const { first, last } of writes) {
    const kinds = events.slice(first - 1, last).map((event) => KINDS.indexOf(event.subject.split('/')[0]!));
    expect(kinds).toEqual([...kinds].sort());
    expect(
      new Set(events.slice(first - 1, last).map(({ at, actor, cause }) => `${at.getTime()} ${actor} ${cause}`)).size,
    ).toBe(1);
  }
  expect({ run, tiers, phases }).toEqual(foldEvents(runId, events));
  expect(await database.query(MISCOUNTED, [runId])).toEqual([]);
  if (run.completedAt) expect(phases.filter((phase) => !isPhaseTerminal(phase.state))).toEqual([]);
  return story;
}

const KINDS = ['phase', 'tier', 'run'];
