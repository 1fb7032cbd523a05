import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SnapshotEntity } from '../database/entities/snapshot.entity.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { RunApplyResolver } from './apply.resolver.js';
import { PolicyOfRun } from './policy-of-run.js';
import { GitKeeper } from './git-keeper.js';
import { SnapshotsRepository } from './snapshots.repository.js';

/** The governed apply: patches, the integration branch, snapshots. */
@Module({
  imports: [TypeOrmModule.forFeature([SnapshotEntity]), LifecycleModule],
  providers: [RunApplyResolver, GitKeeper, PolicyOfRun, SnapshotsRepository],
})
export class ApplyModule {}
