import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { CommonModule } from '../common/common.module.js';
import { CommandMetrics } from './command-metrics.js';
import { CommandRunner } from './command-runner.js';
import { CommitHooks } from './commit-hooks.js';
import { DeadlineSweeper } from './deadline.sweeper.js';
import { FactsStore } from './facts.store.js';
import { IssueFactsStore } from './issue-facts.store.js';
import { PlanLifecycleService } from './plan-lifecycle.service.js';
import { PolicyStore } from './policy.store.js';
import { ProjectLifecycleService } from './project-lifecycle.service.js';
import { RunCommandFactory } from './run-command.factory.js';
import { RunLifecycleService } from './run-lifecycle.service.js';

/** The domain services that enforce the lifecycle: the only writers of state. */
@Module({
  imports: [CommonModule, DatabaseModule],
  providers: [
    ...[CommandMetrics, CommandRunner, CommitHooks, DeadlineSweeper, RunCommandFactory],
    ...[FactsStore, IssueFactsStore, PolicyStore, RunLifecycleService, PlanLifecycleService, ProjectLifecycleService],
  ],
  exports: [
    ...[CommandMetrics, CommandRunner, CommitHooks, DeadlineSweeper],
    ...[FactsStore, PolicyStore, RunLifecycleService, PlanLifecycleService, ProjectLifecycleService],
  ],
})
export class LifecycleModule {}
