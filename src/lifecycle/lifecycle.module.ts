import { Module } from '@nestjs/common';

import { ArtefactsModule } from '../artefacts/artefacts.module.js';
import { CommonModule } from '../common/common.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { AttemptAttachments } from './attempt-attachments.js';
import { BaseChecks } from './base-checks.service.js';
import { BriefFactsStore } from './brief-facts.store.js';
import { CheckSweeper } from './check.sweeper.js';
import { CheckFactsStore } from './check-facts.store.js';
import { CheckFollowers } from './check-followers.js';
import { CheckLifecycleService } from './check-lifecycle.service.js';
import { CiLifecycleService } from './ci-lifecycle.service.js';
import { ContinueFactsStore } from './continue-facts.store.js';
import { ContinueLifecycleService } from './continue-lifecycle.service.js';
import { DeadlineSweeper } from './deadline.sweeper.js';
import { FactsStore } from './facts.store.js';
import { IssueFactsStore } from './issue-facts.store.js';
import { LateResults } from './late-results.js';
import { LeaseRenewals } from './lease-renewals.js';
import { LeaseSparing } from './lease-sparing.js';
import { MergeChecks } from './merge-checks.service.js';
import { ClockCommands } from './pipeline/clock-commands.js';
import { CommandMetrics } from './pipeline/command-metrics.js';
import { CommitHooks } from './pipeline/commit-hooks.js';
import { Pipeline } from './pipeline/pipeline.js';
import { RefSettlement } from './pipeline/ref-settlement.js';
import { WriteSender } from './pipeline/write-sender.js';
import { PlanLifecycleService } from './plan-lifecycle.service.js';
import { PolicyStore } from './policy.store.js';
import { ProjectLifecycleService } from './project-lifecycle.service.js';
import { Repositories } from './repositories.js';
import { ResultLifecycleService } from './result-lifecycle.service.js';
import { RunLifecycleService } from './run-lifecycle.service.js';
import { WorkSweeper } from './work.sweeper.js';
import { WorkFactsStore } from './work-facts.store.js';
import { WorkLifecycleService } from './work-lifecycle.service.js';
import { WorkOffersStore } from './work-offers.store.js';
import { WorkQueueStore } from './work-queue.store.js';

/** The domain services that enforce the lifecycle: the only writers of state. */
@Module({
  imports: [ArtefactsModule, CommonModule, DatabaseModule],
  providers: [
    ...[ClockCommands, CommandMetrics, CommitHooks, Pipeline, RefSettlement, WriteSender, DeadlineSweeper],
    ...[FactsStore, IssueFactsStore, PolicyStore, RunLifecycleService, PlanLifecycleService, ProjectLifecycleService],
    ...[Repositories, WorkFactsStore, WorkOffersStore, WorkQueueStore, WorkLifecycleService, LeaseRenewals, LeaseSparing, WorkSweeper],
    ...[ContinueFactsStore, ContinueLifecycleService],
    ...[CheckFactsStore, CheckFollowers, CheckLifecycleService, BaseChecks, MergeChecks, CheckSweeper],
    ...[AttemptAttachments, BriefFactsStore, LateResults, ResultLifecycleService, CiLifecycleService],
  ],
  exports: [
    ...[CommandMetrics, CommitHooks, Pipeline, DeadlineSweeper],
    ...[FactsStore, PolicyStore, RunLifecycleService, PlanLifecycleService, ProjectLifecycleService],
    ...[Repositories, WorkFactsStore, WorkQueueStore, WorkLifecycleService, LeaseRenewals, WorkSweeper],
    ...[ResultLifecycleService, CiLifecycleService],
    AttemptAttachments,
    ContinueLifecycleService,
    ...[CheckFactsStore, CheckFollowers, CheckLifecycleService, BaseChecks, MergeChecks, CheckSweeper],
  ],
})
export class LifecycleModule {}
