import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { CommonModule } from '../common/common.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { ProjectRemoteEntity } from '../database/entities/project-remote.entity.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { GitAccess } from './git-access.js';
import { Pusher } from './pusher.js';
import { PushingRepository } from './pushing.repository.js';
import { RemoteCredentials } from './remote-credentials.js';
import { RemotesRepository } from './remotes.repository.js';
import { ProjectRemoteResolver, RemotesResolver, RunPushesResolver } from './remotes.resolver.js';
import { RemotesService } from './remotes.service.js';

/** Remotes: where the runs of a project are pushed to (M3). */
@Module({
  imports: [TypeOrmModule.forFeature([ProjectRemoteEntity]), CommonModule, DatabaseModule, LifecycleModule],
  providers: [
    ...[RemotesResolver, ProjectRemoteResolver, RunPushesResolver, RemotesService, RemotesRepository],
    ...[RemoteCredentials, GitAccess, PushingRepository, Pusher],
  ],
  exports: [RemotesRepository, RemoteCredentials, GitAccess],
})
export class RemotesModule {}
