import { Module } from '@nestjs/common';

import { DatabaseModule } from '../database/database.module.js';
import { EventsModule } from '../events/events.module.js';
import { NodeModule } from '../graphql/node/node.module.js';
import { PhasesModule } from '../phases/phases.module.js';
import { ExplainRepository } from './explain.repository.js';
import { RunExplainResolver, WorkersResolver } from './explain.resolver.js';
import { RunHistoryResolver } from './history.resolver.js';
import { HistoryService } from './history.service.js';
import { WorkersRepository } from './workers.repository.js';

/** Explanations and the past of runs (O6, O7), and the workers that were seen. */
@Module({
  imports: [DatabaseModule, EventsModule, NodeModule, PhasesModule],
  providers: [
    ...[RunExplainResolver, RunHistoryResolver, WorkersResolver],
    ...[ExplainRepository, HistoryService, WorkersRepository],
  ],
})
export class ExplainModule {}
