import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { ArtefactsModule } from '../artefacts/artefacts.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { ProjectOutboxEntity } from '../database/entities/project-outbox.entity.js';
import { RunOutboxEntity } from '../database/entities/run-outbox.entity.js';
import { NodeModule } from '../graphql/node/node.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { ArtefactsService } from './artefacts.service.js';
import { FileLayoutResolver, RunFileLayoutResolver } from './file-layout.resolver.js';
import { FileLayoutService } from './file-layout.service.js';
import { ProjectFilesRepository } from './projects/project-files.repository.js';
import { ProjectProjector } from './projects/project-projector.js';
import { ProjectRepair } from './projects/project-repair.js';
import { LayoutAlarmSweeper } from './rendering/layout-alarm.sweeper.js';
import { LayoutFailures } from './rendering/layout-failures.js';
import { FileLayoutRepository } from './runs/file-layout.repository.js';
import { Projector } from './runs/projector.js';
import { LayoutRepair } from './runs/repair.js';

/**
 * The files of runs and projects as a projection of the database: written after commits, repaired in the background,
 * rebuilt on demand.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([RunOutboxEntity, ProjectOutboxEntity]),
    ArtefactsModule,
    DatabaseModule,
    LifecycleModule,
    NodeModule,
    RunsModule,
  ],
  providers: [
    ...[FileLayoutResolver, RunFileLayoutResolver, ArtefactsService, FileLayoutService],
    ...[FileLayoutRepository, LayoutFailures, LayoutAlarmSweeper, Projector, LayoutRepair],
    ...[ProjectFilesRepository, ProjectProjector, ProjectRepair],
  ],
  exports: [FileLayoutService, FileLayoutRepository, LayoutFailures],
})
export class FileLayoutModule {}
