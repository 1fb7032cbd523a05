import { Module } from '@nestjs/common';

import { DatabaseModule } from '../database/database.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ViewsModule } from '../views/views.module.js';
import { BacktestResolver } from './backtest.resolver.js';
import { BacktestService } from './backtest.service.js';
import { PastPhasesRepository } from './past-phases.repository.js';
import { PlayPool } from './play-pool.js';
import { RecordedRunsRepository } from './recorded-runs.repository.js';
import { ReplayService } from './replay.service.js';
import { ReplayPool } from './replay-pool.js';
import { SimulationResolver } from './simulation.resolver.js';
import { SimulationService } from './simulation.service.js';
import { SuggestionService } from './suggestion.service.js';

/** Foresight: plans are played before they are paid for, and past runs under another policy. */
@Module({
  imports: [DatabaseModule, LifecycleModule, ProjectsModule, ViewsModule],
  providers: [
    ...[SimulationResolver, SimulationService, PlayPool, PastPhasesRepository],
    ...[BacktestResolver, BacktestService, SuggestionService, ReplayService, ReplayPool, RecordedRunsRepository],
  ],
})
export class ForesightModule {}
