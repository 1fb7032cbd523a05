import { Module } from '@nestjs/common';

import { DatabaseModule } from '../database/database.module.js';
import { NodeModule } from '../graphql/node/node.module.js';
import { PromotionFactsStore } from '../lifecycle/facts/promotion-facts.store.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { PredecessorsRepository } from './predecessors.repository.js';
import { TiersRepository } from './tiers.repository.js';
import { RunTiersResolver, TiersResolver } from './tiers.resolver.js';
import { TiersService } from './tiers.service.js';

/** Tiers: reading them, growing a draft by them, and what they say of their run. */
@Module({
  imports: [DatabaseModule, LifecycleModule, NodeModule, RunsModule],
  providers: [
    TiersResolver,
    RunTiersResolver,
    TiersService,
    TiersRepository,
    PredecessorsRepository,
    PromotionFactsStore,
  ],
  exports: [TiersRepository, PromotionFactsStore],
})
export class TiersModule {}
