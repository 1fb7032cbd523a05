import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { DatabaseModule } from '../database/database.module.js';
import { PhaseEntity } from '../database/entities/phase.entity.js';
import { NodeModule } from '../graphql/node/node.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { TiersModule } from '../tiers/tiers.module.js';
import { RunPhasesResolver, TierPhasesResolver } from './parent-phases.resolver.js';
import { PhasesRepository } from './phases.repository.js';
import { PhaseConnectionResolver, PhasesResolver } from './phases.resolver.js';
import { PhasesService } from './phases.service.js';

/** Phases: queries, manual transitions, growing a draft by them, and their fields of runs and tiers. */
@Module({
  imports: [
    TypeOrmModule.forFeature([PhaseEntity]),
    DatabaseModule,
    LifecycleModule,
    NodeModule,
    RunsModule,
    TiersModule,
  ],
  providers: [
    PhasesResolver,
    PhaseConnectionResolver,
    RunPhasesResolver,
    TierPhasesResolver,
    PhasesService,
    PhasesRepository,
  ],
  exports: [PhasesRepository],
})
export class PhasesModule {}
