import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { DatabaseModule } from '../database/database.module.js';
import { SnapshotEntity } from '../database/entities/snapshot.entity.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { CommitRulesRepository } from './commit-rules.repository.js';
import { GitAdapter } from './git-adapter.js';
import { HeldRepository } from './held.repository.js';
import { HeldSweeper } from './held.sweeper.js';
import { RunCommitsResolver } from './run-commits.resolver.js';
import { SnapshotsRepository } from './snapshots.repository.js';

/** The governed apply: patches, the integration branch, snapshots. */
@Module({
  imports: [TypeOrmModule.forFeature([SnapshotEntity]), DatabaseModule, LifecycleModule],
  providers: [RunCommitsResolver, GitAdapter, HeldRepository, HeldSweeper, CommitRulesRepository, SnapshotsRepository],
  exports: [CommitRulesRepository],
})
export class GitAdapterModule {}
