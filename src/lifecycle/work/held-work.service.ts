/** What a lease is for (W7): as its claim was told, with what happened since; or what an attempt was for. It writes nothing. */
import { Injectable } from '@nestjs/common';

import { runTerminal } from '../../domain/decisions/change/refusals.js';
import { factsOfClaim, leaseOfClaim } from '../../domain/documents/brief/brief-again.js';
import type { LeaseFacts } from '../../domain/model/attempt.js';
import type { Refusal } from '../../domain/model/refusal.js';
import { isRunTerminal } from '../../domain/model/run-state.js';
import { BriefFactsStore, type BriefSeen } from '../facts/brief-facts.store.js';
import { noWorkRows, type WorkRows, workRowsOf } from '../facts/rows.js';
import { WorkFactsStore } from '../facts/work-facts.store.js';
import { isLive, staleLease, unknownToken } from '../leases/lease-checks.js';

export interface HeldWork {
  readonly rows: WorkRows;
  /** Null with errors. */
  readonly held: { readonly seen: BriefSeen; readonly lease: LeaseFacts } | null;
  readonly errors: readonly Refusal[];
}

/** What an attempt was for. */
export interface AttemptWork {
  readonly seen: BriefSeen;
  readonly lease: LeaseFacts;
  /** Its lease lives: everything is as its claim got it. */
  readonly isExact: boolean;
}

@Injectable()
export class HeldWorkService {
  constructor(
    private readonly facts: WorkFactsStore,
    private readonly briefs: BriefFactsStore,
  ) {}

  async of(leaseToken: string): Promise<HeldWork> {
    const { work } = await this.facts.of({ token: leaseToken }, null);
    if (!work) return refusedWith({ ...unknownToken, path: ['leaseToken'] });
    if (isRunTerminal(work.run.state)) return refusedWith({ ...runTerminal(work.run), path: ['leaseToken'] });
    if (!isLive(work)) return refusedWith({ ...staleLease(work, null), path: ['leaseToken'] });
    const lease = work.lease!;
    return { rows: workRowsOf(work), held: { seen: await this.briefs.seenBy(lease, work), lease }, errors: [] };
  }

  /** Null: there is no such attempt. */
  async ofAttempt(runId: string, phaseId: string, attempt: number): Promise<AttemptWork | null> {
    const { work } = await this.facts.of({ runId, phaseId, attempt }, null);
    if (!work?.attempt) return null;
    const claimed = work.attempt;
    if (work.lease?.attempt === attempt)
      return { seen: await this.briefs.seenBy(work.lease, work), lease: work.lease, isExact: true };
    const seen = await this.briefs.seenBy(leaseOfClaim(work, claimed), work);
    const before = seen.history.attempts.filter((each) => each.runId === runId);
    const facts = factsOfClaim(work, claimed, before, seen.strategy);
    return { seen: { ...seen, facts }, lease: leaseOfClaim(facts, claimed), isExact: false };
  }
}

const refusedWith = (refusal: Refusal): HeldWork => ({ rows: noWorkRows, held: null, errors: [refusal] });
