import { Module } from '@nestjs/common';

import { DatabaseModule } from '../database/database.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { PastPhasesRepository } from './past-phases.repository.js';
import { PlayPool } from './play-pool.js';
import { SimulationResolver } from './simulation.resolver.js';
import { SimulationService } from './simulation.service.js';

/** Foresight: plans are played before they are paid for. */
@Module({
  imports: [DatabaseModule, LifecycleModule, ProjectsModule],
  providers: [SimulationResolver, SimulationService, PlayPool, PastPhasesRepository],
})
export class ForesightModule {}
