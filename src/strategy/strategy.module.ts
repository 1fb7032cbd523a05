import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { DatabaseModule } from '../database/database.module.js';
import { StrategyEntity } from '../database/entities/strategy.entity.js';
import { DrainModule } from '../drain/drain.module.js';
import { NodeModule } from '../graphql/node/node.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ContinueRunResolver } from './continue.resolver.js';
import { ContinueService } from './continue.service.js';
import { KnownBasesRepository } from './known-bases.repository.js';
import { PastUseRepository } from './past-use.repository.js';
import { PlanImportService } from './plan-import.service.js';
import { StrategiesRepository } from './strategies.repository.js';
import { PhaseStrategyResolver, RunStrategyResolver, StrategyResolver } from './strategy.resolver.js';
import { StrategyPreviewService } from './strategy-preview.service.js';
import {
  ContinueRunWarningsResolver,
  PreviewWarningsResolver,
  ProjectCheckResolver,
  RunPayloadWarningsResolver,
  RunsPayloadWarningsResolver,
} from './warnings.resolver.js';
import { WarningsService } from './warnings.service.js';
import { WorkersSeenRepository } from './workers-seen.repository.js';

/** Strategies: frozen ones, dry runs, and starting runs from plan documents. */
@Module({
  imports: [
    TypeOrmModule.forFeature([StrategyEntity]),
    DatabaseModule,
    DrainModule,
    LifecycleModule,
    NodeModule,
    ProjectsModule,
  ],
  providers: [
    ...[StrategyResolver, RunStrategyResolver, PhaseStrategyResolver, ContinueRunResolver],
    ...[
      RunPayloadWarningsResolver,
      ContinueRunWarningsResolver,
      RunsPayloadWarningsResolver,
      PreviewWarningsResolver,
      ProjectCheckResolver,
    ],
    ...[StrategyPreviewService, PlanImportService, ContinueService, WarningsService, StrategiesRepository],
    ...[WorkersSeenRepository, PastUseRepository, KnownBasesRepository],
  ],
})
export class StrategyModule {}
