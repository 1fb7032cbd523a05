/**
 * Heartbeats without new tokens (W6): one statement renews all leases whose heartbeats arrive within some milliseconds.
 * A heartbeat that is not answered here reports new tokens, or belongs to a lease that is over.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';

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
  readonly reported: number | null;
  readonly answer: (renewed: RenewedLease | null) => void;
  readonly fail: (error: unknown) => void;
}

const COLLECT_MS = 3;
const MOST_AT_ONCE = 500;

@Injectable()
export class LeaseRenewals {
  private waiting: Heartbeat[] = [];
  private collecting = false;

  constructor(private readonly database: Database) {}

  /** Renews the lease; null: it is over, or the heartbeat reports tokens that have to be charged. */
  renew(token: string, tokensUsed: number | null): Promise<RenewedLease | null> {
    return new Promise((answer, fail) => {
      this.waiting.push({ token, reported: tokensUsed, answer, fail });
      if (!this.collecting) void this.collect();
    });
  }

  private async collect(): Promise<void> {
    this.collecting = true;
    try {
      while (this.waiting.length > 0) {
        await sleep(COLLECT_MS);
        const heartbeats = this.waiting.splice(0, MOST_AT_ONCE);
        await this.renewAll(heartbeats);
      }
    } finally {
      this.collecting = false;
    }
  }

  private async renewAll(heartbeats: readonly Heartbeat[]): Promise<void> {
    try {
      const values = [
        heartbeats.map((heartbeat) => heartbeat.token),
        heartbeats.map((heartbeat) => heartbeat.reported),
      ];
      const rows = await this.database.read<{ lease: JsonRow; run: JsonRow; tier: JsonRow; phase: JsonRow; now: Date }>(
        RENEW_LEASES,
        values,
      );
      const renewed = new Map(rows.map((row) => [row.lease.token as string, row]));
      for (const { token, answer } of heartbeats) {
        const row = renewed.get(token);
        answer(
          row
            ? {
                lease: leaseFromJson(row.lease),
                run: runFromJson(row.run),
                tier: tierFromJson(row.tier),
                phase: phaseFromJson(row.phase),
                now: row.now,
              }
            : null,
        );
      }
    } catch (error) {
      for (const heartbeat of heartbeats) heartbeat.fail(error);
    }
  }
}
