/**
 * Leases (W1 to W6): claiming, beating, giving back, running out. What results do stands in result-lifecycle.service.ts; both go through the same runner, and
 * what follows a commit is done before the answer.
 */
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { LeaseFacts } from '../domain/work/attempt.js';
import type { BriefFacts } from '../domain/work/brief.js';
import { attemptOfCheck, leaseOfCheck } from '../domain/work/check-brief.js';
import { decideClaim } from '../domain/work/claim.js';
import { decideHeartbeat } from '../domain/work/heartbeat.js';
import { decideRelease, decideWaitOver, type LeaseRelease } from '../domain/work/lease-end.js';
import type { AuditRequest } from '../domain/work/phase-work.js';
import type { WorkFacts } from '../domain/work/facts.js';
import { decideRequestAudit } from '../domain/work/request-audit.js';
import type { WorkChange } from '../domain/work/work-change.js';
import type { Refusal } from '../domain/shared/refusal.js';
import { BriefFactsStore, type BriefSeen } from './brief-facts.store.js';
import { CheckLifecycleService, type HeldCheck } from './check-lifecycle.service.js';
import { HandOut, type Claimant, type Hand } from './hand-out.js';
import type { CommandKey } from './idempotency.js';
import { go, isLive, noWorkOn, staleLease, unknownToken } from './lease-checks.js';
import { staleVersion, type RunTarget } from './run-command.factory.js';
import { answer, noWorkRows, rowsOf, type FoundWork, type WorkRows, type WorkSpec } from './work-command.factory.js';
import { hashOfToken, WorkFactsStore, type ClaimScope, type SeenWork } from './work-facts.store.js';
import { WorkOffersStore } from './work-offers.store.js';
import { WorkRunner, type WorkAnswer } from './work-runner.js';

/** The answer to a claim; `seen` is there when there is a lease. */
export interface ClaimAnswer extends WorkAnswer {
  readonly seen: BriefSeen | null;
  /** The lease is for a commit that no phase made (V6, M2); null: for a phase, or there is none. */
  readonly check: HeldCheck | null;
}

@Injectable()
export class WorkLifecycleService {
  private readonly handOut = new HandOut<SeenWork>((claimants, taken) => this.offers.next(claimants, taken));

  constructor(
    private readonly runner: WorkRunner,
    private readonly facts: WorkFactsStore,
    private readonly offers: WorkOffersStore,
    private readonly briefs: BriefFactsStore,
    private readonly checks: CheckLifecycleService,
  ) {}

  /**
   * Hands out the next work for the worker; without any, attempt and lease are null and nothing is remembered. Throws what `abandoned` says when the worker has hung up.
   * What the brief is made of is read before the write that depends on the run's version: so it is what the claim itself saw (W7).
   */
  async claim(scope: ClaimScope, key: CommandKey | null, abandoned: AbortSignal): Promise<ClaimAnswer> {
    const claimant: Claimant = { scope, key, abandoned };
    const held = scope.role === 'CI' ? await this.checks.claim(claimant) : null;
    if (held) return this.claimedCheck(held);
    const hand = this.handOut.open(claimant);
    try {
      return await this.claimPhase(claimant, hand);
    } finally {
      hand.close();
    }
  }

  private async claimPhase({ scope: { role, workerId }, key }: Claimant, hand: Hand<SeenWork>): Promise<ClaimAnswer> {
    const token = `lease_${randomBytes(32).toString('base64url')}`;
    let seen: BriefSeen | null = null;
    const answered = await this.runner.run({
      name: 'claimWork',
      key,
      actor: () => actorOf(role, workerId),
      read: () => hand.next(),
      comesFirst: () => hand.setAside(),
      landed: () => hand.landed(),
      missing: () => ({ ...answer([], noWorkRows), passing: true }),
      decide: (facts, occasion) => decideClaim(facts, { role, workerId }, { token, tokenHash: hashOfToken(token) }, occasion),
      prepare: async (change, found) => {
        seen = change.lease && (await this.briefs.seenBy(change.lease, claimedFacts(change, found)));
        return [];
      },
      attemptOf: (change) => change.attempts[0] ?? null,
      // A claim that only ended a run looks on, and what it finds then is its answer (B2, W5).
      answers: (change) => change.lease !== null,
      entityOf: (change) => (change.lease ? `${change.lease.phaseId}/${change.lease.attempt}` : undefined),
      recall: ({ remembered }) => this.claimedBefore(remembered?.runId ?? null, remembered?.entity ?? null),
    });
    if (!answered.lease) return { ...answered, seen: null, check: null };
    return { ...answered, seen: answered.by === 'write' ? seen : await this.seenAgain(answered.lease), check: null };
  }

  /** A commit that no phase made: its brief shows the strategy of a phase of the run, and names none. */
  private async claimedCheck(check: HeldCheck): Promise<ClaimAnswer> {
    const { checkedRun: run, phaseId } = check.found;
    const lease = leaseOfCheck(check);
    const { work } = await this.facts.of({ runId: run.runId, phaseId, attempt: 0 }, null);
    const seen = work && (await this.briefs.seenBy(lease, { ...work, attempt: attemptOfCheck(check) }));
    return { ...noWorkRows, run, lease, errors: [], by: 'write', seen, check };
  }

  /** The brief of a claim that is asked again: the lease still holds the phase, so that what came before it is the same. */
  private async seenAgain(lease: LeaseFacts): Promise<BriefSeen | null> {
    const { work } = await this.facts.of({ runId: lease.runId, phaseId: lease.phaseId, attempt: lease.attempt }, null);
    return work && this.briefs.seenBy(lease, work);
  }

  /** What a claim under the same key got: its lease while it lives (W5). */
  private async claimedBefore(runId: string | null, entity: string | null): Promise<WorkRows> {
    const [, phaseId, number] = /^(.*)\/(\d+)$/.exec(entity ?? '') ?? [];
    if (runId === null || phaseId === undefined) return noWorkRows;
    const { work } = await this.facts.of({ runId, phaseId, attempt: Number(number) }, null);
    if (!work) return noWorkRows;
    const { run, tier, phase, attempt, lease } = work;
    return { run, tier, phase, attempt, lease: lease?.attempt === attempt?.number ? lease : null };
  }

  /** A heartbeat that brings new tokens; see LeaseRenewals for the others. */
  async chargeHeartbeat(leaseToken: string, tokensUsed: number, key: CommandKey | null): Promise<WorkAnswer> {
    return this.underLease('heartbeat', leaseToken, key, (facts, occasion) => decideHeartbeat(facts, tokensUsed, occasion), {
      // Another heartbeat may have told as much meanwhile: then there is nothing to charge, and nothing to write (W6).
      before: (found) => (tokensUsed > (found.lease?.tokensTold ?? 0) ? go : { answered: rowsOf(found) }),
    });
  }

  async release(leaseToken: string, release: LeaseRelease, key: CommandKey | null): Promise<WorkAnswer> {
    return this.underLease('releaseLease', leaseToken, key, (facts, occasion) => decideRelease(facts, release, occasion));
  }

  async requestAudit(target: RunTarget & { readonly phaseId: string }, request: AuditRequest): Promise<WorkAnswer> {
    const { runId, phaseId, key } = target;
    return this.runner.run({
      name: 'requestAudit',
      key,
      actor: () => 'operator',
      read: () => this.facts.of({ runId, phaseId }, key),
      missing: ({ run }) => answer([noWorkOn(run, { runId, phaseId })], { ...noWorkRows, run }),
      before: ({ run }) => {
        const stale = staleVersion(target, run);
        return stale ? { refused: [stale] } : go;
      },
      decide: (facts, occasion) => decideRequestAudit(facts, request, occasion),
    });
  }

  /** The clock ends the wait of a run for an Auditor or for CI (V1). */
  async endWait(runId: string): Promise<WorkAnswer> {
    return this.runner.run({
      name: 'waitOver',
      key: null,
      actor: () => 'clock',
      read: () => this.facts.of({ headOf: runId }, null),
      missing: () => answer([], noWorkRows),
      decide: (facts, occasion) => decideWaitOver(facts, occasion),
    });
  }

  private underLease(
    name: string,
    leaseToken: string,
    key: CommandKey | null,
    decide: WorkSpec['decide'],
    live: Pick<WorkSpec, 'before'> = {},
  ): Promise<WorkAnswer> {
    return this.runner.run({
      name,
      key,
      actor: ({ attempt }) => actorOf(attempt!.role, attempt!.workerId),
      read: () => this.facts.of({ token: leaseToken }, key),
      missing: () => refusal(unknownToken),
      before: (facts) => (isLive(facts) ? (live.before?.(facts) ?? go) : { refused: [staleLease(facts, null)] }),
      decide,
    });
  }
}

/** The facts of a claim as it leaves them. */
function claimedFacts(change: WorkChange, found: FoundWork): BriefFacts & Pick<WorkFacts, 'attempt'> {
  const { tier, phase } = found;
  return {
    ...found,
    run: change.run,
    tier: change.tiers.find(({ tierId }) => tierId === tier.tierId) ?? tier,
    phase: change.phases.find(({ phaseId }) => phaseId === phase.phaseId) ?? phase,
    attempt: change.attempts[0] ?? null,
    lease: change.lease,
  };
}

const refusal = (error: Refusal) => answer([error], noWorkRows);

export const actorOf = (role: string, workerId: string) => `${role.toLowerCase()}/${workerId}` as const;
