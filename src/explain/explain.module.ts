import { Module } from '@nestjs/common';

import { EventsModule } from '../events/events.module.js';
import { RunHistoryResolver } from './history.resolver.js';
import { HistoryService } from './history.service.js';

/** Explanations and the past of runs (O6, O7). */
@Module({
  imports: [EventsModule],
  providers: [RunHistoryResolver, HistoryService],
})
export class ExplainModule {}
