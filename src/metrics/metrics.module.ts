import { Module } from '@nestjs/common';

import { DatabaseModule } from '../database/database.module.js';
import { EventsModule } from '../events/events.module.js';
import { FileLayoutModule } from '../file-layout/file-layout.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { TracesModule } from '../traces/traces.module.js';
import { WorkModule } from '../work/work.module.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsRepository } from './metrics.repository.js';
import { MetricsService } from './metrics.service.js';

/** Numbers for Prometheus. It reads the rooms that keep them and is read by none. */
@Module({
  imports: [DatabaseModule, LifecycleModule, FileLayoutModule, EventsModule, WorkModule, TracesModule],
  controllers: [MetricsController],
  providers: [MetricsService, MetricsRepository],
})
export class MetricsModule {}
