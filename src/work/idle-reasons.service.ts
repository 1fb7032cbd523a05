/** Why there is nothing to claim, as far as it is known (W1). */
import { Injectable } from '@nestjs/common';

import { ServerDisk } from '../artefacts/server-disk.js';
import { projectNotFound, runNotFound } from '../domain/decisions/change/refusals.js';
import type { Reason, Refusal } from '../domain/model/refusal.js';
import { WORKER_ROLES, type WorkerRole } from '../domain/model/vocabulary.js';
import { because, type IdleReason, idleReasonOf } from '../domain/rules/explain/idle-reason.js';
import { type Dispatch, dispatchStopped } from '../domain/rules/project/dispatch.js';
import { DrainRepository } from '../drain/drain.repository.js';
import { WorkQueueStore } from '../lifecycle/claims/work-queue.store.js';
import { type ClaimScope, WorkFactsStore } from '../lifecycle/facts/work-facts.store.js';
import { ProjectsRepository } from '../projects/projects.repository.js';

const MOST_PROJECTS = 50;

/** A project that was deleted meanwhile is not stopped. */
const DISPATCHED: Dispatch = { projectId: '', dispatching: true, dispatchChange: null };

/** A role for which nothing can be claimed, in a project or, null, in all of them. */
export interface IdleRole {
  readonly role: WorkerRole;
  readonly projectId: string | null;
  readonly reason: IdleReason;
}

export interface Idle {
  readonly idleReason: IdleReason | null;
  /** What the claim names is not there. */
  readonly errors: readonly Refusal[];
}

@Injectable()
export class IdleReasonsService {
  constructor(
    private readonly facts: WorkFactsStore,
    private readonly queue: WorkQueueStore,
    private readonly projects: ProjectsRepository,
    private readonly drains: DrainRepository,
    private readonly disk: ServerDisk,
  ) {}

  /** Why no work can be assigned at all: its results could not be stored now (B6). Null: it can. */
  async outage(): Promise<Reason | null> {
    const { outage } = await this.disk.state();
    return outage && { code: outage.reason, message: outage.message, source: 'B6' };
  }

  /** A claim that is bound to a run that has ended or does not exist does not wait. */
  async willNeverCome(runId: string | null): Promise<boolean> {
    return runId !== null && (await this.queue.ended([runId])).has(runId);
  }

  /**
   * The roles for which nothing can be claimed, each with the answer that a claim would get: of a project; or of all
   * projects together, then of each one in which a run lives, up to 50.
   */
  async byRole(projectId: string | null): Promise<IdleRole[]> {
    const outage = await this.outage();
    if (outage) return WORKER_ROLES.map((role) => ({ role, projectId, reason: outage }));
    const own = (await this.idle([projectId])).map(async (place) => {
      const { idleReason } = await this.of({ ...place, workerId: '', runId: null });
      return idleReason === null ? [] : [{ ...place, reason: idleReason }];
    });
    return [...(await Promise.all(own)).flat(), ...(projectId === null ? await this.ofEachProject() : [])];
  }

  private async ofEachProject(): Promise<IdleRole[]> {
    const live = await this.queue.liveProjects(MOST_PROJECTS);
    const idle = (await this.idle(live)).flatMap(({ role, projectId }) =>
      projectId === null ? [] : [{ role, projectId }],
    );
    const [states, projects, drain] = await Promise.all([
      this.queue.states(idle),
      this.projects.many.load(live),
      this.drains.now(),
    ]);
    const byId = new Map(projects.flatMap((project) => (project ? [[project.projectId, project]] : [])));
    return idle.flatMap(({ role, projectId }, i) => {
      const reason = idleReasonOf(role, states[i]!, dispatchStopped(byId.get(projectId) ?? DISPATCHED, drain));
      return [{ role, projectId, reason }];
    });
  }

  /** Roles for which nothing is ready there; null: in all projects. */
  private async idle(projectIds: readonly (string | null)[]): Promise<Omit<IdleRole, 'reason'>[]> {
    const places = projectIds.flatMap((projectId) => WORKER_ROLES.map((role) => ({ role, projectId, runId: null })));
    const ready = await this.queue.ready(places);
    return places.flatMap(({ role, projectId }, i) => (ready[i] === 0 ? [{ role, projectId }] : []));
  }

  async of(scope: ClaimScope): Promise<Idle> {
    const { role, projectId, runId } = scope;
    const refused = (error: Refusal): Idle => ({ idleReason: null, errors: [error] });
    const project = projectId === null ? null : await this.projects.byId(projectId);
    if (projectId !== null && !project) return refused(projectNotFound(projectId));
    const { run } = runId === null ? { run: null } : await this.facts.of({ headOf: runId }, null);
    if (runId !== null && !run) return refused(runNotFound(runId));
    if (run?.completedAt)
      return { idleReason: because('run_ended', `Run "${run.runId}" has ended as ${run.state}.`), errors: [] };
    const [state, drain] = await Promise.all([this.queue.state(scope), this.drains.now()]);
    const whose = state.stopped ?? run?.projectId ?? projectId;
    const asked = whose === null || whose === projectId ? project : await this.projects.byId(whose);
    const stop = dispatchStopped(asked ?? DISPATCHED, drain);
    return { idleReason: idleReasonOf(role, state, stop), errors: [] };
  }
}
