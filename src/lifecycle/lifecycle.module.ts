import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { CommonModule } from '../common/common.module.js';
import { CommandMetrics } from './command-metrics.js';
import { CommandRunner } from './command-runner.js';
import { CommitHooks } from './commit-hooks.js';
import { DeadlineSweeper } from './deadline.sweeper.js';
import { FactsStore } from './facts.store.js';
import { RunCommandFactory } from './run-command.factory.js';
import { RunLifecycleService } from './run-lifecycle.service.js';

/** The domain service that enforces the lifecycle: the only writer of state. */
@Module({
  imports: [CommonModule, DatabaseModule],
  providers: [CommandMetrics, CommandRunner, CommitHooks, DeadlineSweeper, FactsStore, RunCommandFactory, RunLifecycleService],
  exports: [CommandMetrics, CommandRunner, CommitHooks, FactsStore, RunLifecycleService, DeadlineSweeper],
})
export class LifecycleModule {}
