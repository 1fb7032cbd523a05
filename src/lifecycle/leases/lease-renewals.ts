/**
 * Heartbeats without new tokens (W6): one statement renews all leases whose heartbeats arrive while the
 * statement before it runs. A heartbeat that is not answered here reports new tokens, or belongs to a lease that is over.
 */
import { Injectable } from '@nestjs/common';

import { Batches } from '../../common/batches.js';
import { Database } from '../../database/database.js';
import { type JsonRow, leaseFromJson, phaseFromJson, runFromJson, tierFromJson } from '../../database/rows.js';
import { RENEW_LEASES } from '../../database/work-writes.js';
import type { LeaseFacts } from '../../domain/model/attempt.js';
import type { PhaseFacts, RunFacts, TierFacts } from '../../domain/model/facts.js';

/** A renewed lease with what its answer shows. */
export interface RenewedLease {
  readonly lease: LeaseFacts;
  readonly run: RunFacts;
  readonly tier: TierFacts;
  readonly phase: PhaseFacts;
  readonly now: Date;
}

interface Heartbeat {
  readonly token: string;
  /** Tokens used so far, as the worker reports them. */
  readonly reported: number | null;
}

const MOST_AT_ONCE = 500;

@Injectable()
export class LeaseRenewals {
  private readonly heartbeats = new Batches<Heartbeat, RenewedLease | null>({
    inFlight: 1,
    size: MOST_AT_ONCE,
    run: (heartbeats) => this.renewAll(heartbeats),
  });

  constructor(private readonly database: Database) {}

  /** Renews the lease; null: it is over, or the heartbeat reports tokens that have to be charged. */
  renew(token: string, tokensUsed: number | null): Promise<RenewedLease | null> {
    return this.heartbeats.ask({ token, reported: tokensUsed });
  }

  private async renewAll(heartbeats: readonly Heartbeat[]): Promise<(RenewedLease | null)[]> {
    const values = [heartbeats.map(({ token }) => token), heartbeats.map(({ reported }) => reported)];
    const rows = await this.database.read<RenewedRow>(RENEW_LEASES, values);
    const renewed = new Map(rows.map((row) => [row.lease.token as string, row]));
    return heartbeats.map(({ token }) => {
      const row = renewed.get(token);
      return row ? renewedFromJson(row) : null;
    });
  }
}

interface RenewedRow {
  readonly lease: JsonRow;
  readonly run: JsonRow;
  readonly tier: JsonRow;
  readonly phase: JsonRow;
  readonly now: Date;
}

const renewedFromJson = ({ lease, run, tier, phase, now }: RenewedRow): RenewedLease => ({
  lease: leaseFromJson(lease),
  run: runFromJson(run),
  tier: tierFromJson(tier),
  phase: phaseFromJson(phase),
  now,
});
