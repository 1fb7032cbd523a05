/** Live output of attempts: takes tails, and reads what is kept (O8). */
import { Injectable, Logger } from '@nestjs/common';
import DataLoader from 'dataloader';

import { Database } from '../database/database.js';
import { SubscriptionHub } from '../events/subscription-hub.js';
import { batchOf, first } from '../graphql/request/operation-context.js';
import { APPEND_OUTPUT, KEPT_BYTES, OUTPUT } from './output.statements.js';
import { afterByte, tailText } from './tail-text.js';

/** An attempt, and the byte of its output from which on to read. */
export interface OutputKey {
  readonly runId: string;
  readonly phaseId: string;
  readonly attempt: number;
  readonly after: number;
}

/** What is kept from a byte on; `from` is larger than it if older output is gone, smaller if the database lost all. */
export interface KeptText {
  readonly attempt: number;
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly isLive: boolean;
}

type OutputRow = OutputKey & KeptText;

const nameOf = ({ runId, phaseId, attempt, after }: OutputKey): string => `${runId}/${phaseId}/${attempt}/${after}`;

@Injectable()
export class OutputRepository {
  private readonly logger = new Logger('Output');
  /** Null: there is no such attempt. */
  readonly kept = batchOf<OutputKey, OutputRow, KeptText | null>(
    nameOf,
    (keys) => this.rows(keys),
    nameOf,
    (rows) => {
      const row = first(rows);
      return row && within(row);
    },
  );
  /** Reads that many subscribers request at the same signal are sent once. */
  private readonly shared = new DataLoader<OutputKey, KeptText | null, string>((keys) => this.kept.load(keys), {
    cache: false,
    maxBatchSize: 100,
  });

  constructor(
    private readonly database: Database,
    private readonly hub: SubscriptionHub,
  ) {}

  /**
   * Keeps what a worker printed under its lease, at most once a second; answers whether it was taken. Never throws: a
   * heartbeat is worth more than its output.
   */
  async take(leaseToken: string, sent: string): Promise<boolean> {
    try {
      const { text, continued, cut } = tailText(sent);
      const [taken] = await this.database.write<{ runId: string }>(APPEND_OUTPUT, [leaseToken, text, continued, cut]);
      if (taken) this.hub.printed(taken.runId);
      return taken !== undefined;
    } catch (error) {
      this.logger.debug(error);
      return false;
    }
  }

  after(key: OutputKey): Promise<KeptText | null> {
    return this.shared.load(key);
  }

  private rows(keys: readonly OutputKey[]): Promise<OutputRow[]> {
    const values = [
      keys.map((key) => key.runId),
      keys.map((key) => key.phaseId),
      keys.map((key) => key.attempt),
      keys.map((key) => key.after),
    ];
    return this.database.read<OutputRow & Record<string, unknown>>(OUTPUT, values);
  }
}

/** Rows begin before what was asked for, and hold a little more than is kept. */
function within({ attempt, text, from, to, isLive, after }: OutputRow): KeptText {
  const begin = Math.max(from, to - KEPT_BYTES, after <= to ? after : 0);
  const bytes = Buffer.from(text, 'utf8');
  const rest = afterByte(bytes, bytes.length - (to - begin));
  return { attempt, text: rest, from: to - Buffer.byteLength(rest), to, isLive };
}
