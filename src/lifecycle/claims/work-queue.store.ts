/**
 * The state of the work queue in the scope of a claim (W1): how much work is ready, where, and why a claim found none.
 * Reads the queue, leases, commit checks and runs; writes nothing but that a worker was seen.
 */
import { Injectable } from '@nestjs/common';

import { Database, type Statement, statement } from '../../database/database.js';
import { isDispatched } from '../../database/dispatch-sql.js';
import type { WorkerRole } from '../../domain/model/vocabulary.js';
import type { QueueState } from '../../domain/rules/explain/idle-reason.js';
import type { ClaimScope } from '../facts/work-facts.store.js';
import { seenNow } from './worker-presence.js';

/** The scope of a claim. */
export type Place = Omit<ClaimScope, 'workerId'>;

/** Counts of a state end here. */
const MOST_COUNTED = 100;
const counted = (from: string): string => `(select count(*)::int from (select from ${from} limit ${MOST_COUNTED}) r)`;
/** Work of the project of entry `q` is dispatched (A9). */
const DISPATCHED = isDispatched('q.project_id');

const READY_ENTRY = `q.role = requested.role and q.ready_at <= autopack_now() and ${DISPATCHED}`;
/**
 * $1 roles, $2 projects, $3 runs. Each kind of place has a plan of its own: one for all would read the whole queue for
 * one run.
 */
const READY = statement({
  name: 'ready_work',
  text: `select case
      when requested.run_id is not null then ${counted(`work_queue q where q.run_id = requested.run_id and (requested.project_id is null or q.project_id = requested.project_id) and ${READY_ENTRY}`)}
      when requested.project_id is not null then ${counted(`work_queue q where q.project_id = requested.project_id and ${READY_ENTRY}`)}
      else ${counted(`work_queue q where ${READY_ENTRY}`)} end
    + case when requested.role = 'CI' then ${counted(`commit_check q where q.state = 'DUE' and q.ready_at <= autopack_now() and ${DISPATCHED}
        and (requested.run_id is null or q.run_id = requested.run_id) and (requested.project_id is null or q.project_id = requested.project_id)`)} else 0 end as ready
    from unnest($1::text[], $2::text[], $3::text[]) with ordinality as requested (role, project_id, run_id, place) order by requested.place`,
});

/** Those of the projects in which work is ready; the worker is seen in all of them. $1 role, $2 worker, $3 projects. */
const PROJECTS_WITH_WORK = statement({
  name: 'projects_with_work',
  text: `with clock as materialized (select autopack_now() as now), ${seenNow('$1', 'array[$2::text]', 'unnest($3::text[])')}
    select p.project_id from unnest($3::text[]) as p (project_id), clock where ${isDispatched('p.project_id')}
      and (exists (select from work_queue q where q.role = $1 and q.project_id = p.project_id and q.ready_at <= clock.now)
        or $1 = 'CI' and exists (select from commit_check q where q.state = 'DUE' and q.project_id = p.project_id and q.ready_at <= clock.now))`,
});

/** $1 runs. */
const ENDED = statement({
  name: 'ended_runs',
  text: `select id as run_id from unnest($1::text[]) as id where not exists (select from run where run_id = id and completed_at is null)`,
});

/**
 * What of the queue a worker of a role can and cannot have. `within`: the condition by which a row `q` is in its scope;
 * `live`: how many runs live there.
 */
const stateColumns = (
  role: string,
  worker: string,
  within: string,
  live = counted(`run q where q.completed_at is null${within}`),
): string => `${counted(`work_queue q where q.role = ${role} and q.ready_at <= autopack_now() and ${DISPATCHED}${within}`)} as ready,
    ${counted(`work_queue q where q.role = ${role} and q.ready_at <= autopack_now() and q.avoid_worker = ${worker} and ${DISPATCHED}${within}`)} as kept,
    (select q.project_id from work_queue q where q.role = ${role} and not ${DISPATCHED}${within} limit 1) as stopped,
    ${counted(`work_queue q where q.role = ${role} and q.ready_at > autopack_now()${within}`)} as paused,
    (select min(q.ready_at) from work_queue q where q.role = ${role} and q.ready_at > autopack_now()${within}) as "nextAt",
    ${counted(`lease q where q.role = ${role}${within}`)}
      + case when ${role} = 'CI' then ${counted(`commit_check q where q.state = 'LEASED'${within}`)} else 0 end as leased,
    exists (select from commit_check q where q.state in ('DUE', 'LEASED') and q.kind = 'BASE'${within}) as "baseChecks",
    ${live} as "liveRuns"`;

/** $1 role, $2 worker; parameters of `within` begin at $3. */
const queueState = (name: string, within: string): Statement =>
  statement({ name, text: `select ${stateColumns('$1', '$2', within)}` });
/** $1 role, $2 worker. */
const STATE_ANYWHERE = queueState('queue_state', '');
/** $3 project. */
const STATE_OF_PROJECT = queueState('queue_state_of_project', ' and q.project_id = $3');
/** $3 run, $4 its project, if the claim names it. */
const STATE_OF_RUN = queueState('queue_state_of_run', ' and q.run_id = $3 and ($4::text is null or q.project_id = $4)');

/** Projects with runs that live, by id. $1 how many at most. */
const LIVE_PROJECTS = statement({
  name: 'projects_with_live_runs',
  text: `select distinct r.project_id from run r where r.completed_at is null order by r.project_id limit $1::int`,
});
/** $1 roles, $2 projects in which runs live. */
const STATES_OF_PROJECTS = statement({
  name: 'queue_states_of_projects',
  text: `select ${stateColumns('requested.role', `''`, ' and q.project_id = requested.project_id', '1')}
    from unnest($1::text[], $2::text[]) with ordinality as requested (role, project_id, place) order by requested.place`,
});

@Injectable()
export class WorkQueueStore {
  constructor(private readonly database: Database) {}

  /** How much work is ready in each of the scopes, up to 100, in their order. */
  async ready(places: readonly Place[]): Promise<number[]> {
    const roles: WorkerRole[] = places.map(({ role }) => role);
    const values = [roles, places.map(({ projectId }) => projectId), places.map(({ runId }) => runId)];
    return (await this.database.read<{ ready: number }>(READY, values)).map((row) => row.ready);
  }

  /**
   * Those of these scopes that have work, in their order; it may be gone, or withheld from the worker, when it is asked for. They are of one
   * worker and differ in their projects alone. A worker that asks for work of any run is seen in all of them.
   */
  async withWork<Scope extends ClaimScope>(scopes: readonly Scope[]): Promise<Scope[]> {
    const { role, workerId, runId } = scopes[0]!;
    if (runId !== null) {
      const ready = await this.ready(scopes);
      return scopes.filter((_, i) => ready[i]! > 0);
    }
    const values = [role, workerId, scopes.map(({ projectId }) => projectId)];
    const rows = await this.database.read<{ project_id: string }>(PROJECTS_WITH_WORK, values);
    const found = new Set<string | null>(rows.map((row) => row.project_id));
    return scopes.filter(({ projectId }) => found.has(projectId));
  }

  /** Which of these runs have ended, or are not there. */
  async ended(runIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.read<{ run_id: string }>(ENDED, [runIds]);
    return new Set(rows.map((row) => row.run_id));
  }

  /** Projects with runs that live, by id, so many at most. */
  async liveProjects(most: number): Promise<string[]> {
    return (await this.database.read<{ project_id: string }>(LIVE_PROJECTS, [most])).map((row) => row.project_id);
  }

  /** The states of projects in which runs live, for any worker of a role, in their order. */
  states(places: readonly { readonly role: WorkerRole; readonly projectId: string }[]): Promise<QueueState[]> {
    const values = [places.map(({ role }) => role), places.map(({ projectId }) => projectId)];
    return this.database.read<QueueState & Record<string, unknown>>(STATES_OF_PROJECTS, values);
  }

  /** Why a claim found nothing. */
  async state({ role, workerId, projectId, runId }: ClaimScope): Promise<QueueState> {
    const [statement, where] =
      runId !== null
        ? [STATE_OF_RUN, [runId, projectId]]
        : projectId !== null
          ? [STATE_OF_PROJECT, [projectId]]
          : [STATE_ANYWHERE, []];
    const [row] = await this.database.read<QueueState & Record<string, unknown>>(statement, [role, workerId, ...where]);
    return row!;
  }
}
