import { Module } from '@nestjs/common';

import { ArtefactsModule } from '../artefacts/artefacts.module.js';
import { CommonModule } from '../common/common.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { BaseChecksService } from './checks/base-checks.service.js';
import { CheckSweeper } from './checks/check.sweeper.js';
import { CheckFactsStore } from './checks/check-facts.store.js';
import { CheckFollowers } from './checks/check-followers.js';
import { CheckLifecycleService } from './checks/check-lifecycle.service.js';
import { MergeChecksService } from './checks/merge-checks.service.js';
import { WorkOffersStore } from './claims/work-offers.store.js';
import { WorkQueueStore } from './claims/work-queue.store.js';
import { DrainLifecycleService } from './drain/drain-lifecycle.service.js';
import { BriefFactsStore } from './facts/brief-facts.store.js';
import { ContinueFactsStore } from './facts/continue-facts.store.js';
import { FactsStore } from './facts/facts.store.js';
import { IssueFactsStore } from './facts/issue-facts.store.js';
import { PolicyStore } from './facts/policy.store.js';
import { RequestedRulesets } from './facts/requested-rulesets.js';
import { WorkFactsStore } from './facts/work-facts.store.js';
import { LeaseRenewals } from './leases/lease-renewals.js';
import { LeaseSparing } from './leases/lease-sparing.js';
import { ClockCommands } from './pipeline/clock-commands.js';
import { CommandMetrics } from './pipeline/command-metrics.js';
import { CommitHooks } from './pipeline/commit-hooks.js';
import { Pipeline } from './pipeline/pipeline.js';
import { RefSettlement } from './pipeline/ref-settlement.js';
import { WriteSender } from './pipeline/write-sender.js';
import { ProjectLifecycleService } from './projects/project-lifecycle.service.js';
import { RemoteLifecycleService } from './remotes/remote-lifecycle.service.js';
import { Repositories } from './repositories/repositories.js';
import { ContinueLifecycleService } from './runs/continue-lifecycle.service.js';
import { DeadlineSweeper } from './runs/deadline.sweeper.js';
import { PlanLifecycleService } from './runs/plan-lifecycle.service.js';
import { RunLifecycleService } from './runs/run-lifecycle.service.js';
import { TokenLifecycleService } from './tokens/token-lifecycle.service.js';
import { WebhookLifecycleService } from './webhooks/webhook-lifecycle.service.js';
import { AttemptAttachments } from './work/attempt-attachments.js';
import { CiLifecycleService } from './work/ci-lifecycle.service.js';
import { HeldWorkService } from './work/held-work.service.js';
import { LateResults } from './work/late-results.js';
import { PatchCheckService } from './work/patch-check.service.js';
import { ResultLifecycleService } from './work/result-lifecycle.service.js';
import { WorkSweeper } from './work/work.sweeper.js';
import { WorkLifecycleService } from './work/work-lifecycle.service.js';

/** The domain services that enforce the lifecycle: the only writers of state. */
@Module({
  imports: [ArtefactsModule, CommonModule, DatabaseModule],
  providers: [
    ...[ClockCommands, CommandMetrics, CommitHooks, Pipeline, RefSettlement, WriteSender, DeadlineSweeper],
    ...[FactsStore, IssueFactsStore, PolicyStore, RunLifecycleService, PlanLifecycleService, ProjectLifecycleService],
    ...[
      Repositories,
      WorkFactsStore,
      WorkOffersStore,
      WorkQueueStore,
      WorkLifecycleService,
      LeaseRenewals,
      LeaseSparing,
      WorkSweeper,
    ],
    ...[ContinueFactsStore, ContinueLifecycleService, RequestedRulesets, TokenLifecycleService],
    ...[HeldWorkService, DrainLifecycleService],
    ...[CheckFactsStore, CheckFollowers, CheckLifecycleService, BaseChecksService, MergeChecksService, CheckSweeper],
    PatchCheckService,
    ...[AttemptAttachments, BriefFactsStore, LateResults, ResultLifecycleService, CiLifecycleService],
    ...[WebhookLifecycleService, RemoteLifecycleService],
  ],
  exports: [
    ...[CommandMetrics, CommitHooks, Pipeline, WriteSender, DeadlineSweeper],
    ...[FactsStore, PolicyStore, RunLifecycleService, PlanLifecycleService, ProjectLifecycleService],
    ...[Repositories, WorkFactsStore, WorkQueueStore, WorkLifecycleService, LeaseRenewals, WorkSweeper],
    ...[ResultLifecycleService, CiLifecycleService, HeldWorkService, PatchCheckService],
    AttemptAttachments,
    ...[ContinueLifecycleService, RequestedRulesets, TokenLifecycleService],
    ...[CheckFactsStore, CheckFollowers, CheckLifecycleService, BaseChecksService, MergeChecksService, CheckSweeper],
    ...[WebhookLifecycleService, DrainLifecycleService, RemoteLifecycleService],
  ],
})
export class LifecycleModule {}
