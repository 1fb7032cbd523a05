/** What a live lease is for (W7): as its claim was told, with what happened since. It writes nothing. */
import { Injectable } from '@nestjs/common';

import { runTerminal } from '../../domain/decisions/change/refusals.js';
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
}

const refusedWith = (refusal: Refusal): HeldWork => ({ rows: noWorkRows, held: null, errors: [refusal] });
