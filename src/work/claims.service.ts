/** Claiming work (W1, W2, W7): one claim of this process after the other, so that they do not race each other for the same run; waiting costs nothing. */
import { Injectable } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import type { Refusal } from '../domain/shared/refusal.js';
import type { Brief } from '../domain/work/brief.js';
import { commandKey, type CommandKey } from '../lifecycle/idempotency.js';
import { noWorkRows } from '../lifecycle/work-command.factory.js';
import type { ClaimScope } from '../lifecycle/work-facts.store.js';
import { WorkFactsStore } from '../lifecycle/work-facts.store.js';
import { WorkLifecycleService, type ClaimAnswer } from '../lifecycle/work-lifecycle.service.js';
import type { WorkAnswer } from '../lifecycle/work-runner.js';
import { projectNotFound, runNotFound } from '../domain/command/refusals.js';
import type { Reason } from '../domain/shared/refusal.js';
import { ProjectsRepository } from '../projects/projects.repository.js';
import { BriefsService } from './briefs.service.js';
import { WorkBell } from './work-bell.js';
import type { ClaimWorkInput } from './work.inputs.js';
import { WorkRepository } from './work.repository.js';

export interface Claimed {
  readonly answer: WorkAnswer;
  readonly brief: Brief | null;
  readonly idleReason: Reason | null;
  readonly errors: readonly Refusal[];
}

@Injectable()
export class ClaimsService {
  private lane: Promise<void> = Promise.resolve();

  constructor(
    private readonly lifecycle: WorkLifecycleService,
    private readonly facts: WorkFactsStore,
    private readonly repository: WorkRepository,
    private readonly projects: ProjectsRepository,
    private readonly briefs: BriefsService,
    private readonly bell: WorkBell,
  ) {}

  /** Nothing is claimed for a worker that has hung up (`abandoned`): its work would wait for the expiry of a lease that nobody knows. */
  async claim(input: ClaimWorkInput, abandoned: AbortSignal): Promise<Claimed> {
    const { role, workerId, projectId = null, runId = null } = input;
    const scope: ClaimScope = { role, workerId, projectId, runId };
    const key = commandKey('claimWork', input.idempotencyKey, { ...input, waitSeconds: null });
    const until = performance.now() + (input.waitSeconds ?? 0) * 1_000;
    for (;;) {
      // The database is about to be left: whoever waits, or comes now, looks for another server.
      if (this.bell.isClosed) return { ...NOBODY, idleReason: STOPPING };
      const answer = await this.next(scope, key, abandoned);
      if (!answer) return NOBODY;
      if (answer.lease || answer.errors.length > 0 || answer.by === 'memory') {
        const idleReason = answer.lease || answer.errors.length > 0 ? null : LEASE_OVER;
        return { answer, brief: await this.brief(answer), idleReason, errors: answer.errors };
      }
      // The claim itself ended a run that had nothing left to spend (B2): there may be other work.
      if (answer.by === 'write') continue;
      const left = until - performance.now();
      if (left <= 0 || (await this.willNeverCome(runId))) return { answer, brief: null, ...(await this.idle(scope)) };
      await this.bell.wait(scope, left, abandoned);
    }
  }

  /** In turn, each when the one before it is written: its files need not wait for each other. Null: the worker has hung up. */
  private next(scope: ClaimScope, key: CommandKey | null, abandoned: AbortSignal): Promise<ClaimAnswer | null> {
    const turn = this.lane;
    let decided!: () => void;
    this.lane = new Promise((over) => (decided = over));
    return turn.then(() => (abandoned.aborted ? null : this.lifecycle.claim(scope, key, decided))).finally(decided);
  }

  /** A claim that is bound to a run that has ended waits for nothing. */
  private async willNeverCome(runId: string | null): Promise<boolean> {
    return runId !== null && (await this.repository.endedRuns([runId])).has(runId);
  }

  private async brief({ lease, seen }: ClaimAnswer): Promise<Brief | null> {
    return lease && seen && this.briefs.briefOf(seen, lease);
  }

  /** Why there is nothing, as far as it can be told. */
  private async idle({ role, projectId, runId }: ClaimScope): Promise<{ idleReason: Reason | null; errors: readonly Refusal[] }> {
    const refused = (error: Refusal) => ({ idleReason: null, errors: [error] });
    if (projectId !== null && !(await this.projects.byId(projectId))) return refused(projectNotFound(projectId));
    const { run } = runId === null ? { run: null } : await this.facts.of({ headOf: runId }, null);
    if (runId !== null && !run) return refused(runNotFound(runId));
    const idle = (code: string, message: string) => ({ idleReason: { code, message, source: 'W1' }, errors: [] });
    if (run?.completedAt) return idle('run_ended', `Run "${run.runId}" has ended as ${run.state}.`);
    const { ready, paused, nextAt, leased, liveRuns } = await this.repository.queueState(role, projectId, runId);
    if (ready > 0)
      return idle('kept_for_another', `Work for ${role} waits for another worker: this one had a failure of the environment with it (B6).`);
    if (paused > 0) return idle('paused', `Work for ${role} pauses until ${nextAt?.toISOString()}.`);
    if (leased > 0) return idle('all_leased', 'All work is in the hands of workers.');
    if (liveRuns > 0) return idle('nothing_due', `Nothing is due for ${role} now.`);
    return idle('no_runs', 'No run is under way.');
  }
}

/** What a worker that has hung up is told: nobody reads it. */
const NOBODY: Claimed = { answer: { ...noWorkRows, errors: [], by: 'answer' }, brief: null, idleReason: null, errors: [] };
/** The key's claim was answered with a lease before, and that one does not live any more (W5). */
const LEASE_OVER: Reason = {
  code: 'lease_over',
  message: 'The lease that this key was given is over; take a new key for a new claim.',
  source: 'W5',
};
const STOPPING: Reason = { code: 'server_stopping', message: 'The server is stopping; ask again.', source: 'W1' };
