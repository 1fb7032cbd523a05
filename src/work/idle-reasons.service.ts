/** Why there is nothing to claim, as far as it is known (W1). */
import { Injectable } from '@nestjs/common';

import { ServerDisk } from '../artefacts/server-disk.js';
import { projectNotFound, runNotFound } from '../domain/decisions/change/refusals.js';
import type { Reason, Refusal } from '../domain/model/refusal.js';
import { WORKER_ROLES, type WorkerRole } from '../domain/model/vocabulary.js';
import { type Dispatch, dispatchStopped } from '../domain/rules/project/dispatch.js';
import { WorkQueueStore } from '../lifecycle/claims/work-queue.store.js';
import { type ClaimScope, WorkFactsStore } from '../lifecycle/facts/work-facts.store.js';
import { ProjectsRepository } from '../projects/projects.repository.js';

/** A project that was deleted meanwhile is not stopped. */
const DISPATCHED: Dispatch = { projectId: '', dispatching: true, dispatchChange: null };

/** `changesAt`: when it changes by itself, as far as that is known. */
type IdleReason = Reason & { readonly changesAt?: Date | null };

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

  /** The roles for which nothing can be claimed, of a project or of all, each with the answer that a claim would get. */
  async byRole(projectId: string | null): Promise<{ readonly role: WorkerRole; readonly reason: IdleReason }[]> {
    const outage = await this.outage();
    if (outage) return WORKER_ROLES.map((role) => ({ role, reason: outage }));
    const ready = await this.queue.ready(WORKER_ROLES.map((role) => ({ role, projectId, runId: null })));
    const idle = WORKER_ROLES.filter((_, i) => ready[i] === 0);
    const answers = await Promise.all(idle.map((role) => this.of({ role, workerId: '', projectId, runId: null })));
    return answers.flatMap(({ idleReason: reason }, i) => (reason === null ? [] : [{ role: idle[i]!, reason }]));
  }

  async of(scope: ClaimScope): Promise<Idle> {
    const { role, projectId, runId } = scope;
    const refused = (error: Refusal): Idle => ({ idleReason: null, errors: [error] });
    const project = projectId === null ? null : await this.projects.byId(projectId);
    if (projectId !== null && !project) return refused(projectNotFound(projectId));
    const { run } = runId === null ? { run: null } : await this.facts.of({ headOf: runId }, null);
    if (runId !== null && !run) return refused(runNotFound(runId));
    const idle = (code: string, message: string): Idle => ({ idleReason: { code, message, source: 'W1' }, errors: [] });
    if (run?.completedAt) return idle('run_ended', `Run "${run.runId}" has ended as ${run.state}.`);
    const { ready, kept, stopped, paused, nextAt, leased, liveRuns, baseChecks } = await this.queue.state(scope);
    if (kept > 0)
      return idle(
        'kept_for_another',
        `Work for ${role} waits for another worker: this one had a failure of the environment with it.`,
      );
    const whose = stopped ?? run?.projectId ?? projectId;
    const stop =
      whose === null
        ? null
        : dispatchStopped((whose === projectId ? project : await this.projects.byId(whose)) ?? DISPATCHED);
    if (stop) return { idleReason: stop, errors: [] };
    if (paused > 0) {
      const message = `Work for ${role} pauses until ${nextAt?.toISOString()}.`;
      return { idleReason: { code: 'paused', message, source: 'W1', changesAt: nextAt }, errors: [] };
    }
    if (baseChecks && role !== 'CI')
      return idle(
        'base_check',
        'CI runs on the base commit of a run first: none of its phases is assigned before. It needs a CI worker.',
      );
    // Work that is ready and was not offered is being assigned to another worker just now.
    if (leased > 0 || ready > 0) return idle('all_leased', 'All work is leased to workers.');
    if (liveRuns > 0) return idle('nothing_due', `Nothing is due for ${role} now.`);
    return idle('no_runs', 'No run is under way.');
  }
}
