/**
 * One loop of a worker: claims for one role, works, and claims again. A claim waits at the Supervisor for work, so that neither side spins; where no
 * answer comes, or an answer comes at once, the loop pauses.
 */
import { randomUUID } from 'node:crypto';

import type { WorkerRole } from '../../domain/model/vocabulary.js';
import type { AttemptQuota } from './attempt-quota.js';
import { type LeaseEnd, type LeaseTools, workOn } from './lease-work.js';
import { limited, pause, Pauses } from './pauses.js';
import { type ClaimAnswer, type ClaimAsk, type ClaimedWork, SupervisorTrouble } from './supervisor-api.js';

export interface LoopOptions {
  readonly projectId: string | null;
  readonly runId: string | null;
  readonly waitSeconds: number;
  /** One claim, and the work that it gives. */
  readonly once: boolean;
  readonly quota: AttemptQuota;
  /** Aborted: no more claims, of this loop or another. Aborts with `tools.stop`. */
  readonly claiming: AbortSignal;
  readonly onEnd: (end: LeaseEnd) => void;
}

/** `unreachable`: nobody answered, and there was one try. `refused`: the Supervisor will not give this worker work; `why` is a sentence. */
export type LoopEnd =
  | { readonly end: 'stopped' | 'used-up' | 'once' | 'run-ended' }
  | { readonly end: 'unreachable' | 'refused'; readonly why: string };

const ANSWER_MS = 15_000;
const [FIRST_RETRY_MS, MOST_RETRY_MS] = [500, 30_000];
/** Between two claims that found nothing, at least. */
const IDLE_MS = 1_000;
/** A worker whose surroundings fail would spoil one phase after the other (B6). */
const [FIRST_REST_MS, MOST_REST_MS] = [2_000, 60_000];

export class ClaimLoop {
  private readonly rests = new Pauses(FIRST_REST_MS, MOST_REST_MS);
  private lastIdle: string | null = null;

  constructor(
    private readonly role: WorkerRole,
    private readonly options: LoopOptions,
    private readonly tools: LeaseTools,
  ) {}

  async run(): Promise<LoopEnd> {
    const { quota, claiming, once } = this.options;
    for (;;) {
      if (claiming.aborted) return { end: 'stopped' };
      if (!(await quota.take())) return { end: claiming.aborted ? 'stopped' : 'used-up' };
      const requested = performance.now();
      const found = await this.claim();
      if ('end' in found) {
        quota.giveBack();
        return found;
      }
      if (found.work) {
        this.lastIdle = null;
        const end = await workOn(found.work, found.claimedAt, this.tools);
        quota.use();
        this.options.onEnd(end);
        if (once) return { end: 'once' };
        await this.rest(end);
        continue;
      }
      quota.giveBack();
      if (found.runEnded) return { end: 'run-ended' };
      if (once) return { end: 'once' };
      await pause(Math.max(0, IDLE_MS - (performance.now() - requested)), claiming);
    }
  }

  /** Asks until there is an answer. The key is the same for all tries: a lease that was given in an answer that got lost is not lost. */
  private async claim(): Promise<Claimed | LoopEnd> {
    const { claiming, once, projectId, runId, waitSeconds } = this.options;
    const pauses = new Pauses(FIRST_RETRY_MS, MOST_RETRY_MS);
    const ask: ClaimAsk = {
      role: this.role,
      workerId: this.tools.workerId,
      projectId,
      runId,
      waitSeconds,
      idempotencyKey: `worker-${randomUUID()}`,
    };
    const requested = performance.now();
    for (let tries = 1; !claiming.aborted; tries += 1) {
      try {
        const answer = await limited(claiming, waitSeconds * 1_000 + ANSWER_MS, (signal) =>
          this.tools.api.claim(ask, signal),
        );
        if (tries > 1) this.tools.report({ event: 'waiting', role: this.role, message: 'the server answers' });
        const [refusal] = answer.refusals;
        if (!refusal) return this.found(answer, tries === 1 ? performance.now() : requested);
        // A run or project that is not there could still be made; but a worker that was given a wrong name would wait for ever.
        if (!refusal.retryable || refusal.code === 'NOT_FOUND') return { end: 'refused', why: refusal.message };
        this.trouble(refusal.message);
      } catch (error) {
        if (claiming.aborted) break;
        if (!(error instanceof SupervisorTrouble)) throw error;
        if (error.kind === 'refused') return { end: 'refused', why: error.message };
        if (once) return { end: 'unreachable', why: error.message };
        this.trouble(error.message);
      }
      await pause(pauses.nextMs(), claiming);
    }
    return { end: 'stopped' };
  }

  private found({ work, idle }: ClaimAnswer, claimedAt: number): Claimed {
    if (work) return { work, claimedAt, runEnded: false };
    if (idle && idle.message !== this.lastIdle) {
      this.lastIdle = idle.message;
      this.tools.report({ event: 'waiting', role: this.role, message: idle.message });
    }
    return { work: null, claimedAt, runEnded: idle?.code === 'run_ended' };
  }

  private trouble(message: string): void {
    this.tools.report({ event: 'trouble', role: this.role, message });
  }

  private async rest(end: LeaseEnd): Promise<void> {
    if (end !== 'environment') return this.rests.reset();
    const ms = this.rests.nextMs();
    this.tools.report({
      event: 'resting',
      role: this.role,
      message: `claims nothing for ${(ms / 1_000).toFixed(1)} s, because its surroundings failed`,
    });
    await pause(ms, this.options.claiming);
  }
}

interface Claimed {
  readonly work: ClaimedWork | null;
  readonly claimedAt: number;
  readonly runEnded: boolean;
}
