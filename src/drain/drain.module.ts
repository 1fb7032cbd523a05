import { Module } from '@nestjs/common';

import { DatabaseModule } from '../database/database.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { DrainRepository } from './drain.repository.js';
import { DrainResolver } from './drain.resolver.js';
import { DrainService } from './drain.service.js';

/** The drain of all servers, for deploys. */
@Module({
  imports: [DatabaseModule, LifecycleModule],
  providers: [DrainResolver, DrainService, DrainRepository],
  exports: [DrainRepository],
})
export class DrainModule {}
