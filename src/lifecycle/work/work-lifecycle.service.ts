/** Leases (W1 to W6): claim, heartbeat, release, expiry. Results: result-lifecycle.service.ts. */
import { randomBytes } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { currentActor } from '../../common/acting.js';
import type { CommandContext } from '../../domain/decisions/change/change.js';
import { type Decision, needs, refused, unchanged } from '../../domain/decisions/change/decision.js';
import { decideClaim } from '../../domain/decisions/work/claim.js';
import type { WorkFacts } from '../../domain/decisions/work/facts.js';
import { decideHeartbeat } from '../../domain/decisions/work/heartbeat.js';
import { decideRelease, decideWaitOver, type LeaseRelease } from '../../domain/decisions/work/lease-end.js';
import { decideRequestAudit } from '../../domain/decisions/work/request-audit.js';
import type { WorkChange } from '../../domain/decisions/work/work-change.js';
import type { BriefFacts } from '../../domain/documents/brief/brief.js';
import { attemptOfCheck, leaseOfCheck } from '../../domain/documents/brief/check-brief.js';
import type { LeaseFacts } from '../../domain/model/attempt.js';
import type { AuditRequest } from '../../domain/model/phase-work.js';
import type { Refusal } from '../../domain/model/refusal.js';
import { CheckLifecycleService, type HeldCheck } from '../checks/check-lifecycle.service.js';
import { type Claimant, ClaimDispatcher, type OpenClaim } from '../claims/claim-dispatcher.js';
import { WorkOffersStore } from '../claims/work-offers.store.js';
import { BriefFactsStore, type BriefSeen } from '../facts/brief-facts.store.js';
import type { CommandKey } from '../facts/idempotency.js';
import { noWorkRows, type WorkRows, workRowsAfter } from '../facts/rows.js';
import {
  type ClaimScope,
  type FoundWork,
  hashOfToken,
  type SeenWork,
  WorkFactsStore,
} from '../facts/work-facts.store.js';
import { isLive, noWorkOn, staleLease, unknownToken } from '../leases/lease-checks.js';
import { ClockCommands } from '../pipeline/clock-commands.js';
import type { Command, CommandAnswer } from '../pipeline/command.js';
import { workWrite } from '../pipeline/guarded-writes.js';
import type { RunTarget } from '../pipeline/on-run.js';
import { onWork } from '../pipeline/on-work.js';
import { Pipeline } from '../pipeline/pipeline.js';

export interface WorkAnswer extends WorkRows {
  readonly errors: readonly Refusal[];
  readonly by: CommandAnswer<unknown>['by'];
}

/** The answer to a claim; `seen` is present if there is a lease. */
export interface ClaimAnswer extends WorkAnswer {
  readonly seen: BriefSeen | null;
  /** The lease is for a commit that no phase made (V6, M2); null: for a phase, or there is none. */
  readonly check: HeldCheck | null;
}

@Injectable()
export class WorkLifecycleService {
  private readonly dispatcher = new ClaimDispatcher<SeenWork>((claimants, taken) => this.offers.next(claimants, taken));

  constructor(
    private readonly pipeline: Pipeline,
    private readonly clock: ClockCommands,
    private readonly facts: WorkFactsStore,
    private readonly offers: WorkOffersStore,
    private readonly briefs: BriefFactsStore,
    private readonly checks: CheckLifecycleService,
  ) {}

  /**
   * Leases the next work to the worker; without any, attempt and lease are null and nothing is recorded. Throws the
   * reason of `abandoned` when the worker has closed the connection. The contents of the brief are read before the
   * write that depends on the run's version: the brief shows what the claim itself saw (W7).
   */
  async claim(scope: ClaimScope, key: CommandKey | null, abandoned: AbortSignal): Promise<ClaimAnswer> {
    const claimant: Claimant = { scope, key, abandoned };
    const held = scope.role === 'CI' ? await this.checks.claim(claimant) : null;
    if (held) return this.claimedCheck(held);
    const openClaim = this.dispatcher.open(claimant);
    try {
      return await this.claimPhase(claimant, openClaim);
    } finally {
      openClaim.close();
    }
  }

  private async claimPhase({ scope, key }: Claimant, openClaim: OpenClaim<SeenWork>): Promise<ClaimAnswer> {
    const { role, workerId } = scope;
    const token = `lease_${randomBytes(32).toString('base64url')}`;
    let seen: BriefSeen | null = null;
    const answered = await this.answer(
      onWork(this.pipeline, {
        name: 'claimWork',
        key,
        actor: actorOf(role, workerId),
        setAside: () => openClaim.setAside(),
        load: () => openClaim.next(),
        decide: ({ work, open = null }, context) => {
          if (!work) return NOTHING_TO_DO;
          // Another writer was faster, or its time has not come.
          return (
            decideClaim({ ...work, open }, scope, { token, tokenHash: hashOfToken(token) }, context) ??
            needs({ what: 'newer-facts' })
          );
        },
        persist: async (change, { work }) => {
          // A claim that only ended a run reads the queue again, and answers with what it finds then (B2, W5).
          if (change.lease === null) return { ...workWrite(change, []), isAnswer: false };
          seen = await this.briefs.seenBy(change.lease, claimedFacts(change, work!));
          return workWrite(change, [], `${change.lease.phaseId}/${change.lease.attempt}`);
        },
        respond: ({ work }, change) =>
          work && change ? workRowsAfter(change, work, change.attempts[0] ?? null) : noWorkRows,
        follow: async (rows, { run }) => {
          openClaim.landed(run.runId);
          await this.pipeline.follow(run);
          return rows;
        },
        replay: ({ remembered }) => this.claimedBefore(remembered?.runId ?? null, remembered?.entity ?? null),
      }),
    );
    if (!answered.lease) return { ...answered, seen: null, check: null };
    return { ...answered, seen: answered.by === 'write' ? seen : await this.seenAgain(answered.lease), check: null };
  }

  /** A heartbeat that reports new tokens; LeaseRenewals has the others. */
  async chargeHeartbeat(leaseToken: string, tokensUsed: number, key: CommandKey | null): Promise<WorkAnswer> {
    return this.underLease('heartbeat', leaseToken, key, (facts, context) =>
      // Another heartbeat may have reported as much meanwhile: then there is nothing to charge or to write (W6).
      tokensUsed > (facts.lease?.tokensTold ?? 0) ? decideHeartbeat(facts, tokensUsed, context) : unchanged,
    );
  }

  async release(leaseToken: string, release: LeaseRelease, key: CommandKey | null): Promise<WorkAnswer> {
    return this.underLease('releaseLease', leaseToken, key, (facts, context) => decideRelease(facts, release, context));
  }

  async requestAudit(target: RunTarget & { readonly phaseId: string }, request: AuditRequest): Promise<WorkAnswer> {
    const { runId, phaseId, key, expectedRunVersion } = target;
    return this.answer(
      onWork(this.pipeline, {
        name: 'requestAudit',
        key,
        expectedRunVersion,
        load: () => this.facts.of({ runId, phaseId }, key),
        decide: ({ run, work, open = null }, context) =>
          work ? decideRequestAudit({ ...work, open }, request, context) : refused(noWorkOn(run, { runId, phaseId })),
      }),
    );
  }

  /** The clock ends the lease of a run if it has run out (W3). */
  async expireLease(runId: string): Promise<WorkAnswer> {
    return this.answer(this.clock.leaseExpiry(runId, this.pipeline));
  }

  /** The clock ends the wait of a run for an Auditor or for CI (V1). */
  async endWait(runId: string): Promise<WorkAnswer> {
    return this.answer(
      onWork(this.pipeline, {
        name: 'waitOver',
        key: null,
        actor: 'clock',
        load: () => this.facts.of({ headOf: runId }, null),
        decide: ({ work, open = null }, context) => (work ? decideWaitOver({ ...work, open }, context) : unchanged),
      }),
    );
  }

  private underLease(
    name: string,
    leaseToken: string,
    key: CommandKey | null,
    decide: (facts: WorkFacts, context: CommandContext) => Decision<WorkChange>,
  ): Promise<WorkAnswer> {
    return this.answer(
      onWork(this.pipeline, {
        name,
        key,
        actor: ofHolder,
        load: () => this.facts.of({ token: leaseToken }, key),
        decide: ({ work, open = null }, context) => {
          if (!work) return refused(unknownToken);
          return isLive(work) ? decide({ ...work, open }, context) : refused(staleLease(work, null));
        },
      }),
    );
  }

  private async answer<Change>(command: Command<SeenWork, Change, WorkRows>): Promise<WorkAnswer> {
    const { result, errors, by } = await this.pipeline.run(command);
    return { ...result, errors, by };
  }

  /** A commit that no phase made: its brief shows the strategy of a phase of the run, and names none. */
  private async claimedCheck(check: HeldCheck): Promise<ClaimAnswer> {
    const { checkedRun: run, phaseId } = check.found;
    const lease = leaseOfCheck(check);
    const { work } = await this.facts.of({ runId: run.runId, phaseId, attempt: 0 }, null);
    const seen = work && (await this.briefs.seenBy(lease, { ...work, attempt: attemptOfCheck(check) }));
    return { ...noWorkRows, run, lease, errors: [], by: 'write', seen, check };
  }

  /** The brief of a repeated claim: the lease still holds the phase, so that the history before it is the same. */
  private async seenAgain(lease: LeaseFacts): Promise<BriefSeen | null> {
    const { work } = await this.facts.of({ runId: lease.runId, phaseId: lease.phaseId, attempt: lease.attempt }, null);
    return work && this.briefs.seenBy(lease, work);
  }

  /** What an earlier claim under the same key got: its lease while it is live (W5). */
  private async claimedBefore(runId: string | null, entity: string | null): Promise<WorkRows> {
    const [, phaseId, number] = /^(.*)\/(\d+)$/.exec(entity ?? '') ?? [];
    if (runId === null || phaseId === undefined) return noWorkRows;
    const { work } = await this.facts.of({ runId, phaseId, attempt: Number(number) }, null);
    if (!work) return noWorkRows;
    const { run, tier, phase, attempt, lease } = work;
    return { run, tier, phase, attempt, lease: lease?.attempt === attempt?.number ? lease : null };
  }
}

const NOTHING_TO_DO = { ...unchanged, passing: true } as const;

/** The facts of a claim as it leaves them. */
function claimedFacts(change: WorkChange, found: FoundWork): BriefFacts & Pick<WorkFacts, 'attempt'> {
  const { run, tier, phase, attempt, lease } = workRowsAfter(change, found, change.attempts[0] ?? null);
  return { ...found, run: run!, tier: tier!, phase: phase!, attempt, lease };
}

export const actorOf = (role: string, workerId: string) => `${role.toLowerCase()}/${workerId}` as const;

/** The worker that holds, or held, the attempt that a command in its name is about. */
export const ofHolder = ({ work }: SeenWork) =>
  work?.attempt ? actorOf(work.attempt.role, work.attempt.workerId) : currentActor();
