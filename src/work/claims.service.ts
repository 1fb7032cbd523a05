/** Claims of work (W1, W2, W7): the answer of a claim, and how long it waits for work; waiting causes no load. */
import { setMaxListeners } from 'node:events';
import { performance } from 'node:perf_hooks';

import { Injectable } from '@nestjs/common';

import type { Brief } from '../domain/documents/brief/brief.js';
import { checkBrief } from '../domain/documents/brief/check-brief.js';
import { type Caller, workerName } from '../domain/model/caller.js';
import type { Reason, Refusal } from '../domain/model/refusal.js';
import { toCommandError } from '../graphql/errors/command-error.model.js';
import type { HeldCheck } from '../lifecycle/checks/check-lifecycle.service.js';
import { WorkQueueStore } from '../lifecycle/claims/work-queue.store.js';
import { type CommandKey, commandKey } from '../lifecycle/facts/idempotency.js';
import { noWorkRows } from '../lifecycle/facts/rows.js';
import type { ClaimScope } from '../lifecycle/facts/work-facts.store.js';
import { type ClaimAnswer, type WorkAnswer, WorkLifecycleService } from '../lifecycle/work/work-lifecycle.service.js';
import { PhaseModel } from '../phases/phase.model.js';
import { AttemptModel } from './attempt.model.js';
import { BriefsService } from './briefs.service.js';
import { CommitCheckModel } from './commit-check.model.js';
import { IdleReasonsService } from './idle-reasons.service.js';
import { LeaseModel, WorkBriefModel } from './lease.model.js';
import type { ClaimWorkInput } from './work.inputs.js';
import type { ClaimWorkPayload } from './work.payloads.js';
import { WorkNotifier } from './work-notifier.js';

interface Claimed {
  readonly answer: WorkAnswer;
  readonly brief: Brief | null;
  /** The lease is for a commit that no phase made (V6, M2). */
  readonly check: HeldCheck | null;
  readonly idleReason: Reason | null;
  readonly errors: readonly Refusal[];
}

/** How often a waiting claim checks whether the disk accepts files again. */
const LOOK_MS = 1_000;

@Injectable()
export class ClaimsService {
  constructor(
    private readonly lifecycle: WorkLifecycleService,
    private readonly briefs: BriefsService,
    private readonly idle: IdleReasonsService,
    private readonly notifier: WorkNotifier,
    private readonly queue: WorkQueueStore,
  ) {}

  /**
   * Nothing is claimed for a worker that has closed the connection (`abandoned`): its work would wait for the expiry of
   * a lease that no worker holds.
   */
  async claimWork(input: ClaimWorkInput, caller: Caller, abandoned: AbortSignal): Promise<ClaimWorkPayload> {
    const { answer, brief, check, idleReason, errors } = await this.claim(input, caller, abandoned);
    return {
      lease: answer.lease && new LeaseModel(answer.lease),
      phase: answer.phase && answer.lease ? new PhaseModel(answer.phase) : null,
      attempt: answer.attempt && new AttemptModel(answer.attempt),
      brief: brief && WorkBriefModel.of(brief),
      commitCheck: check && CommitCheckModel.of(check),
      idleReason: idleReason && { ...idleReason },
      errors: errors.map(toCommandError),
    };
  }

  private async claim(input: ClaimWorkInput, caller: Caller, abandoned: AbortSignal): Promise<Claimed> {
    const { role, runId = null } = input;
    const workerId = workerName(caller, input.workerId);
    const claimant = { role, workerId, holderId: caller.tokenId };
    // Of the projects of a token the first that has work gives it.
    const projectIds = input.projectId == null ? (caller.projectIds ?? [null]) : [input.projectId];
    const scopes = projectIds.map((projectId): ClaimScope => ({ ...claimant, projectId, runId }));
    // The lease of a key is answered to nobody but the token that it was given to.
    const key = commandKey('claimWork', input.idempotencyKey, { ...input, ...claimant, waitSeconds: null });
    const until = performance.now() + (input.waitSeconds ?? 0) * 1_000;
    for (;;) {
      if (abandoned.aborted) return NOBODY;
      // The server is about to disconnect from the database: waiting and new claims are told to use another server.
      if (this.notifier.isClosed) return { ...NOBODY, idleReason: STOPPING };
      const outage = await this.idle.outage();
      if (outage) {
        const rest = until - performance.now();
        if (rest <= 0) return { ...NOBODY, idleReason: outage };
        // The worker waits for the disk as it would for work.
        await this.wait(scopes, Math.min(rest, LOOK_MS), abandoned);
        continue;
      }
      const answer = await this.next(scopes, key, abandoned);
      if (!answer) return NOBODY;
      if (answer.lease || answer.errors.length > 0 || answer.by === 'memory') {
        const idleReason = answer.lease || answer.errors.length > 0 ? null : LEASE_OVER;
        return { answer, brief: await this.brief(answer), check: answer.check, idleReason, errors: answer.errors };
      }
      // The claim itself ended a run whose budget was spent (B2): there may be other work.
      if (answer.by === 'write') continue;
      const left = until - performance.now();
      if (left <= 0 || (await this.idle.willNeverCome(runId)))
        return { answer, brief: null, check: null, ...(await this.idle.of(scopes[0]!)) };
      await this.wait(scopes, left, abandoned);
    }
  }

  /** Null: the worker has hung up. */
  private async next(
    scopes: readonly ClaimScope[],
    key: CommandKey | null,
    abandoned: AbortSignal,
  ): Promise<ClaimAnswer | null> {
    try {
      let answer: ClaimAnswer | null = null;
      for (const scope of await this.worthAsking(scopes)) {
        answer = await this.lifecycle.claim(scope, key, abandoned);
        if (answer.lease || answer.errors.length > 0 || answer.by !== 'answer') return answer;
      }
      return answer;
    } catch (error) {
      if (abandoned.aborted && error === abandoned.reason) return null;
      throw error;
    }
  }

  /** One look finds the scopes that have work. One is asked in any case: it knows what an earlier claim got under the key (W5). */
  private async worthAsking(scopes: readonly ClaimScope[]): Promise<readonly ClaimScope[]> {
    if (scopes.length === 1) return scopes;
    const withWork = await this.queue.withWork(scopes);
    return withWork.length > 0 ? withWork : scopes.slice(0, 1);
  }

  /** Until one of the scopes may have work. */
  private async wait(scopes: readonly ClaimScope[], forMs: number, abandoned: AbortSignal): Promise<void> {
    const [only] = scopes;
    if (scopes.length === 1) return this.notifier.wait(only!, forMs, abandoned);
    const over = new AbortController();
    // One for each scope; Node takes more than ten for a leak.
    setMaxListeners(scopes.length, over.signal);
    const end = () => over.abort();
    abandoned.addEventListener('abort', end, { once: true });
    if (abandoned.aborted) end();
    await Promise.race(scopes.map((scope) => this.notifier.wait(scope, forMs, over.signal)));
    abandoned.removeEventListener('abort', end);
    end();
  }

  private async brief({ lease, seen, check }: ClaimAnswer): Promise<Brief | null> {
    const brief = lease && seen && (await this.briefs.briefOf(seen, lease));
    return brief && check ? checkBrief(brief, check) : brief;
  }
}

/** The answer to a closed connection: no client reads it. */
const NOBODY: Claimed = {
  answer: { ...noWorkRows, errors: [], by: 'answer' },
  brief: null,
  check: null,
  idleReason: null,
  errors: [],
};
/** An earlier claim under the key got a lease that is no longer live (W5). */
const LEASE_OVER: Reason = {
  code: 'lease_over',
  message: 'The lease that this key was given is over; take a new key for a new claim.',
  source: 'W5',
};
const STOPPING: Reason = { code: 'server_stopping', message: 'The server is stopping; ask again.', source: 'W1' };
