import { Module } from '@nestjs/common';

import { DatabaseModule } from '../database/database.module.js';
import { GitAdapterModule } from '../git-adapter/git-adapter.module.js';
import { PromotionFactsStore } from '../lifecycle/facts/promotion-facts.store.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { ChangeLifecycleService } from '../lifecycle/promotion/change-lifecycle.service.js';
import { PromotionLifecycleService } from '../lifecycle/promotion/promotion-lifecycle.service.js';
import { PromotionRepository } from './promotion.repository.js';
import { PromotionResolver, RunPromotionResolver } from './promotion.resolver.js';
import { PromotionService } from './promotion.service.js';
import { PromotionSweeper } from './promotion.sweeper.js';
import { PromotionGitAdapter } from './promotion-git-adapter.js';

/** Promotion: moves a run's work onto a branch that people work on, at the operator's request. */
@Module({
  imports: [GitAdapterModule, DatabaseModule, LifecycleModule],
  providers: [
    ...[
      PromotionResolver,
      RunPromotionResolver,
      PromotionService,
      PromotionRepository,
      PromotionSweeper,
      PromotionGitAdapter,
    ],
    ...[PromotionLifecycleService, ChangeLifecycleService, PromotionFactsStore],
  ],
  exports: [PromotionRepository, ChangeLifecycleService, PromotionFactsStore],
})
export class PromotionModule {}
