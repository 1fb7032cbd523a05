import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { DatabaseModule } from '../database/database.module.js';
import { RunEntity } from '../database/entities/run.entity.js';
import { NodeModule } from '../graphql/node/node.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { RunFiguresResolver } from './run-figures.resolver.js';
import { RunListRepository } from './run-list.repository.js';
import { RunsRepository } from './runs.repository.js';
import { RunConnectionResolver, RunsResolver } from './runs.resolver.js';
import { RunsService } from './runs.service.js';

/** Runs: starting, listing, sealing, cancelling, deleting. */
@Module({
  imports: [TypeOrmModule.forFeature([RunEntity]), DatabaseModule, LifecycleModule, NodeModule],
  providers: [RunsResolver, RunConnectionResolver, RunFiguresResolver, RunsService, RunsRepository, RunListRepository],
  exports: [RunsRepository],
})
export class RunsModule {}
