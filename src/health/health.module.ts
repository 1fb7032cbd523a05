import { Module } from '@nestjs/common';

import { ArtefactsModule } from '../artefacts/artefacts.module.js';
import { CommonModule } from '../common/common.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { ServerResolver } from './server.resolver.js';
import { ServerInfo } from './server-info.js';

/** Health, and the identity of this server. */
@Module({
  imports: [ArtefactsModule, CommonModule, DatabaseModule],
  controllers: [HealthController],
  providers: [HealthService, ServerInfo, ServerResolver],
  exports: [ServerInfo],
})
export class HealthModule {}
