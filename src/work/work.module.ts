import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { ArtefactsModule } from '../artefacts/artefacts.module.js';
import { CommonModule } from '../common/common.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { AttachmentEntity } from '../database/entities/attachment.entity.js';
import { AttemptEntity } from '../database/entities/attempt.entity.js';
import { CiTryEntity } from '../database/entities/ci-try.entity.js';
import { LateResultEntity } from '../database/entities/late-result.entity.js';
import { LeaseEntity } from '../database/entities/lease.entity.js';
import { DrainModule } from '../drain/drain.module.js';
import { NodeModule } from '../graphql/node/node.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { OutputModule } from '../output/output.module.js';
import { PhasesModule } from '../phases/phases.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { AgentTokensService } from './agent-tokens.service.js';
import { AttachmentsService } from './attachments.service.js';
import { BriefsService } from './briefs.service.js';
import { ClaimsService } from './claims.service.js';
import { HeartbeatsService } from './heartbeats.service.js';
import { IdleReasonsResolver } from './idle-reasons.resolver.js';
import { IdleReasonsService } from './idle-reasons.service.js';
import { LeaseResolver } from './lease.resolver.js';
import { LeasedWorkResolver } from './leased-work.resolver.js';
import { LeasedWorkService } from './leased-work.service.js';
import { PatchCheckResolver } from './patch-check.resolver.js';
import { PatchChecksService } from './patch-checks.service.js';
import {
  AttemptResolver,
  CiTryResolver,
  LateResultResolver,
  PhaseWorkResolver,
  RunWorkResolver,
} from './phase-work.resolver.js';
import { ResultsService } from './results.service.js';
import { WorkRepository } from './work.repository.js';
import { WorkResolver } from './work.resolver.js';
import { WorkService } from './work.service.js';
import { WorkNotifier } from './work-notifier.js';

/** Leases, heartbeats and the results of Builders and Auditors. */
@Module({
  imports: [
    TypeOrmModule.forFeature([AttemptEntity, AttachmentEntity, CiTryEntity, LateResultEntity, LeaseEntity]),
    ...[
      ArtefactsModule,
      CommonModule,
      DatabaseModule,
      DrainModule,
      LifecycleModule,
      NodeModule,
      OutputModule,
      RunsModule,
      PhasesModule,
      ProjectsModule,
    ],
  ],
  providers: [
    ...[IdleReasonsResolver, LeaseResolver, LeasedWorkResolver, PatchCheckResolver, PatchChecksService],
    ...[WorkResolver, PhaseWorkResolver, AttemptResolver, CiTryResolver, LateResultResolver, RunWorkResolver],
    ...[
      AgentTokensService,
      AttachmentsService,
      BriefsService,
      ClaimsService,
      HeartbeatsService,
      IdleReasonsService,
      LeasedWorkService,
      ResultsService,
      WorkNotifier,
      WorkRepository,
      WorkService,
    ],
  ],
  exports: [WorkNotifier, WorkRepository],
})
export class WorkModule {}
