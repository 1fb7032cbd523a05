/**
 * Brings promotions to their end whose server died between intent and outcome (G7): at start, and from time to time, since another server of the
 * same database may have died. Several may look at once; the branch is moved by compare-and-swap, and the row says the same to all.
 */
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Sweep } from '../common/sweep.js';
import { PromotionFactsStore } from '../lifecycle/promotion-facts.store.js';
import { PromotionLifecycleService } from '../lifecycle/promotion-lifecycle.service.js';
import { GitPromotionHands } from './promotion-hands.js';

const EVERY_MS = 15_000;

@Injectable()
export class PromotionSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('PromotionSweeper');
  private readonly sweep = new Sweep(
    EVERY_MS,
    () => this.tick(),
    (error) => this.logger.error(error),
  );

  constructor(
    private readonly facts: PromotionFactsStore,
    private readonly lifecycle: PromotionLifecycleService,
    private readonly hands: GitPromotionHands,
  ) {}

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sweep.stop();
  }

  /** What cannot be settled for one run must not keep the others from it. */
  async tick(): Promise<void> {
    for (const runId of await this.facts.pending()) {
      try {
        await this.lifecycle.settle(runId, this.hands);
      } catch (error) {
        this.logger.error(error);
      }
    }
  }
}
