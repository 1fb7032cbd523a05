/**
 * The next work in the queue for claims (W1, A9, B6): for one claimant the item that it may have; for several claimants
 * of the same place one item each, in one statement that also reads the facts of the items.
 */
import { Injectable } from '@nestjs/common';

import { Database, type Statement, statement } from '../../database/database.js';
import { isDispatched } from '../../database/dispatch-sql.js';
import { factsOfEach, keyValues, oneWith } from '../facts/requested-facts.statements.js';
import { type ClaimScope, type SeenWork, seenWorkOf, workFacts, type WorkRow } from '../facts/work-facts.store.js';
import { type Claimant, MOST_TOGETHER, type Offer, type TakenItem } from './claim-dispatcher.js';
import { claimedFrom, seenNow, THERE_SECONDS } from './worker-presence.js';

/** No issues: a claim contains none. */
const FACTS = workFacts(null);
const CLOCK = 'clock as materialized (select autopack_now() as now)';

/** Items held by other claims count as leases of their projects, unless their lease exists already. */
const loadOf = (
  role: string,
  runs: string,
  projects: string,
): string => `(select count(*) from lease l where l.project_id = p.project_id and l.role = ${role})
    + (select count(*) from unnest(${runs}::text[], ${projects}::text[]) as t (run_id, project_id)
      where t.project_id = p.project_id and not exists (select from lease l where l.run_id = t.run_id))`;
const IS_DISPATCHED = isDispatched('p.project_id');

/**
 * The scope of a claim: its projects, and the condition on an entry `q` of the queue. `$n` is the number of the first
 * parameter of the scope.
 */
interface Where {
  projects(role: string, first: number): string;
  entry(first: number): string;
  /** What its workers claim from, as `seenNow` takes it. */
  from(first: number): string;
}

/** A plan that served all three would read the whole queue for one run. */
const ANYWHERE: Where = {
  // Each project is found from the one before it in the index.
  projects: (role) => `(select q.project_id from work_queue q where q.role = ${role} order by q.project_id limit 1)
      union all
      select (select q.project_id from work_queue q where q.role = ${role} and q.project_id > p.project_id order by q.project_id limit 1)
      from projects p where p.project_id is not null`,
  entry: () => '',
  from: () => `''`,
};
const IN_PROJECT: Where = {
  projects: (_, first) => `select $${first}::text as project_id`,
  entry: () => '',
  from: (first) => `$${first}::text`,
};
/** The run, and its project if the claim names it. */
const IN_RUN: Where = {
  projects: (_, first) =>
    `select q.project_id from work_queue q where q.run_id = $${first} and ($${first + 1}::text is null or q.project_id = $${first + 1})`,
  entry: (first) => `and q.run_id = $${first}`,
  from: (first) => claimedFrom('null', `$${first}`),
};

/**
 * The next work for one worker. An item that failed with this worker last waits for another worker if one is present:
 * for one minute, because the other worker may have another scope. $1 and $2 idempotency key, $3 role, $4 worker, $5
 * runs held by other claims, $6 their projects, null for those that are set aside.
 */
const nextFor = (name: string, where: Where): Statement =>
  statement({
    name,
    text: `with recursive ${CLOCK}, ${seenNow('$3', 'array[$4::text]', where.from(7))},
    others as materialized (select exists (select from worker w, clock where w.role = $3 and w.worker_id <> $4
      and w.last_seen_at > clock.now - interval '${THERE_SECONDS} seconds') as there),
    projects as (${where.projects('$3', 7)}),
    found as materialized (
      select next.run_id, null::text as phase_id, 0 as number from projects p, clock, others
      cross join lateral (select ${loadOf('$3', '$5', '$6')} as live) as load
      cross join lateral (select q.run_id, q.project_id, q.created_at from work_queue q
        where q.role = $3 and q.project_id = p.project_id ${where.entry(7)} and q.ready_at <= clock.now and q.run_id <> all($5::text[])
          and (q.avoid_worker is distinct from $4 or not others.there or q.ready_at <= clock.now - interval '${THERE_SECONDS} seconds')
        order by q.created_at, q.run_id limit 1) as next
      where p.project_id is not null and ${IS_DISPATCHED}
      order by load.live, next.created_at, next.run_id limit 1)
    ${factsOfEach(oneWith('found'), FACTS)}`,
  });

/**
 * The next work for each of several workers: worker n gets entry n. Entries of one project are ordered by age, and each
 * counts as a lease of its project for the next one, so that the order equals that of single claims. Two kinds of
 * claimants are left out: those that have a recorded answer under their key, and those from whose workers one of these
 * entries may be withheld: for these `is_kept` requests a read of their own. $1 mutations, $2 keys, $3 role, $4
 * workers, $5 and $6 as above.
 */
const nextForEach = (name: string, where: Where): Statement =>
  statement({
    name,
    text: `with recursive ${CLOCK}, ${seenNow('$3', '$4::text[]', where.from(7))},
    projects as (${where.projects('$3', 7)}),
    claimants as materialized (
      select c.claimant::int, c.mutation, c.key, c.worker_id from unnest($1::text[], $2::text[], $4::text[]) with ordinality as c (mutation, key, worker_id, claimant)),
    entries as (
      select next.run_id, next.project_id, next.avoid_worker, next.ready_at,
        row_number() over (order by load.live + next.behind, next.created_at, next.run_id) as turn
      from projects p, clock
      cross join lateral (select ${loadOf('$3', '$5', '$6')} as live) as load
      cross join lateral (select e.*, row_number() over (order by e.created_at, e.run_id) as behind from (
        select q.run_id, q.project_id, q.created_at, q.ready_at, q.avoid_worker from work_queue q
        where q.role = $3 and q.project_id = p.project_id ${where.entry(7)} and q.ready_at <= clock.now and q.run_id <> all($5::text[])
        order by q.created_at, q.run_id limit ${MOST_TOGETHER}) as e) as next
      where p.project_id is not null and ${IS_DISPATCHED}),
    kept as materialized (select distinct c.claimant from claimants c, entries e, clock
      where e.turn <= ${MOST_TOGETHER} and e.avoid_worker = c.worker_id and e.ready_at > clock.now - interval '${THERE_SECONDS} seconds'),
    turns as (select c.claimant, row_number() over (order by c.claimant) as turn from claimants c
      where c.claimant not in (select claimant from kept)
        and not exists (select from idempotency_record k where k.mutation = c.mutation and k.key = c.key)),
    requested as materialized (select c.claimant as place, c.mutation, c.key, c.claimant in (select claimant from kept) as is_kept, e.run_id, null::text as phase_id, 0 as number
      from claimants c left join turns t on t.claimant = c.claimant left join entries e on e.turn = t.turn order by c.claimant limit ${MOST_TOGETHER})
    ${factsOfEach('requested', { ...FACTS, columns: `requested.is_kept, ${FACTS.columns}` })}`,
  });

/** $1 and $2 idempotency key, $3 role, $4 worker, $5 runs held by other claims, $6 their projects. */
const NEXT = nextFor('work_to_claim', ANYWHERE);
/** $1 and $2 idempotency key, $3 role, $4 worker, $5 runs held by other claims, $6 their projects, $7 project. */
const NEXT_OF_PROJECT = nextFor('work_to_claim_of_project', IN_PROJECT);
/**
 * $1 and $2 idempotency key, $3 role, $4 worker, $5 runs held by other claims, $6 their projects, $7 run, $8 its
 * project or null.
 */
const NEXT_OF_RUN = nextFor('work_to_claim_of_run', IN_RUN);
/** $1 mutations, $2 keys, $3 role, $4 workers, $5 runs held by other claims, $6 their projects. */
const SEVERAL = nextForEach('works_to_claim', ANYWHERE);
/** $1 mutations, $2 keys, $3 role, $4 workers, $5 runs held by other claims, $6 their projects, $7 project. */
const SEVERAL_OF_PROJECT = nextForEach('works_to_claim_of_project', IN_PROJECT);
/**
 * $1 mutations, $2 keys, $3 role, $4 workers, $5 runs held by other claims, $6 their projects, $7 run, $8 its project
 * or null.
 */
const SEVERAL_OF_RUN = nextForEach('works_to_claim_of_run', IN_RUN);

const BY_PLACE = {
  one: { anywhere: NEXT, project: NEXT_OF_PROJECT, run: NEXT_OF_RUN },
  several: { anywhere: SEVERAL, project: SEVERAL_OF_PROJECT, run: SEVERAL_OF_RUN },
};

interface OfferRow extends WorkRow {
  /** Left out for a single claimant. */
  readonly is_kept?: boolean;
}

@Injectable()
export class WorkOffersStore {
  constructor(private readonly database: Database) {}

  /** Implements ReadOffers. */
  async next(claimants: readonly Claimant[], taken: readonly TakenItem[]): Promise<Offer<SeenWork>[]> {
    const [first] = claimants;
    const { scope } = first!;
    const isLeased = [
      taken.map(({ runId }) => runId),
      taken.map(({ projectId, leased }) => (leased ? projectId : null)),
    ];
    if (claimants.length === 1)
      return this.read(BY_PLACE.one, scope, [...keyValues(first!.key), scope.role, scope.workerId, ...isLeased]);
    const keys = claimants.map(({ key }) => keyValues(key));
    const workers = claimants.map((claimant) => claimant.scope.workerId);
    return this.read(BY_PLACE.several, scope, [
      keys.map(([mutation]) => mutation),
      keys.map(([, key]) => key),
      scope.role,
      workers,
      ...isLeased,
    ]);
  }

  private async read(
    by: (typeof BY_PLACE)['one'],
    { projectId, runId }: ClaimScope,
    common: readonly unknown[],
  ): Promise<Offer<SeenWork>[]> {
    const [statement, where] =
      runId !== null
        ? [by.run, [runId, projectId]]
        : projectId !== null
          ? [by.project, [projectId]]
          : [by.anywhere, []];
    const rows = await this.database.read<OfferRow>(statement, [...common, ...where]);
    return rows.sort((one, other) => one.place - other.place).map(offerOf);
  }
}

function offerOf(row: OfferRow): Offer<SeenWork> {
  const seen = seenWorkOf(row);
  const { run } = seen;
  return {
    seen,
    item: run && { id: run.runId, runId: run.runId, projectId: run.projectId },
    alone: row.is_kept ?? false,
  };
}
