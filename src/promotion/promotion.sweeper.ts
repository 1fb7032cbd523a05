/**
 * Settles promotions after a crash between intent and outcome (G7): at start, and periodically, because another server
 * of the same database may have crashed. Several servers may do so at once; the branch is moved by compare-and-swap,
 * and the row tells all of them the outcome.
 */
import { Injectable } from '@nestjs/common';

import { RunSweeper } from '../common/run-sweeper.js';
import { PromotionFactsStore } from '../lifecycle/facts/promotion-facts.store.js';
import { PromotionLifecycleService } from '../lifecycle/promotion/promotion-lifecycle.service.js';
import { PromotionGitAdapter } from './promotion-git-adapter.js';

const EVERY_MS = 15_000;

@Injectable()
export class PromotionSweeper extends RunSweeper {
  constructor(
    private readonly facts: PromotionFactsStore,
    private readonly lifecycle: PromotionLifecycleService,
    private readonly git: PromotionGitAdapter,
  ) {
    super('PromotionSweeper', EVERY_MS);
  }

  async tick(): Promise<void> {
    await this.eachRun(await this.facts.pending(), (runId) => this.lifecycle.settle(runId, this.git));
  }
}
