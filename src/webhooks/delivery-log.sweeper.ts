/** Keeps the log of deliveries within its bounds (A7). */
import { Injectable } from '@nestjs/common';

import { RunSweeper } from '../common/run-sweeper.js';
import { CommandMetrics } from '../lifecycle/pipeline/command-metrics.js';
import { WebhookSendingRepository } from './webhook-sending.repository.js';

const TIDY_EVERY_MS = 60_000;
const BATCH = 1_000;

@Injectable()
export class DeliveryLogSweeper extends RunSweeper {
  constructor(
    private readonly repository: WebhookSendingRepository,
    private readonly metrics: CommandMetrics,
  ) {
    super('DeliveryLogSweeper', TIDY_EVERY_MS);
  }

  async tick(): Promise<void> {
    this.metrics.webhooks.count('GIVEN_UP', await this.repository.giveUpWaiting());
    while ((await this.repository.forget(BATCH)) >= BATCH);
  }
}
