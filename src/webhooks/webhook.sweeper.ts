/** Sends what is due, every second; and keeps the log of deliveries within its bounds (A7). */
import { Injectable } from '@nestjs/common';

import { RunSweeper } from '../common/run-sweeper.js';
import { CommandMetrics } from '../lifecycle/pipeline/command-metrics.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhookSendingRepository } from './webhook-sending.repository.js';

const EVERY_MS = 1_000;
/** A server that stops waits so long for receivers. */
const LONGEST_STOP_MS = 3_000;

@Injectable()
export class WebhookSweeper extends RunSweeper {
  constructor(private readonly sender: WebhookSender) {
    super('WebhookSweeper', EVERY_MS);
  }

  tick(): Promise<void> {
    return this.sender.tick();
  }

  override async beforeApplicationShutdown(): Promise<void> {
    await super.beforeApplicationShutdown();
    const late = setTimeout(() => this.sender.breakOff(), LONGEST_STOP_MS);
    await this.sender.idle();
    clearTimeout(late);
  }
}

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
