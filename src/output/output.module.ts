import { Module } from '@nestjs/common';

import { CommonModule } from '../common/common.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { EventsModule } from '../events/events.module.js';
import { OutputRepository } from './output.repository.js';
import { OutputResolver } from './output.resolver.js';
import { OutputSweeper } from './output.sweeper.js';
import { OutputStreams } from './output-streams.js';

/** Live output of attempts (O8). */
@Module({
  imports: [CommonModule, DatabaseModule, EventsModule],
  providers: [OutputResolver, OutputRepository, OutputStreams, OutputSweeper],
  exports: [OutputRepository],
})
export class OutputModule {}
