import { Logger, Module } from '@nestjs/common';

import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings.token.js';
import { DatabaseModule } from '../database/database.module.js';
import { EventsModule } from '../events/events.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { OperationSpans } from './operation-spans.plugin.js';
import { RunTraces } from './run-traces.js';
import { TraceCounts } from './trace-counts.js';
import { TracesRepository } from './traces.repository.js';
import { TRACING, type Tracing } from './tracing.token.js';

/** Traces (O9). Without an endpoint nothing of OpenTelemetry is loaded, and nothing here is called. */
@Module({
  imports: [DatabaseModule, EventsModule, LifecycleModule],
  providers: [
    {
      provide: TRACING,
      inject: [SETTINGS, TraceCounts],
      useFactory: async ({ traces }: Settings, counts: TraceCounts): Promise<Tracing | null> =>
        traces && (await import('./tracing.js')).createTracing(traces, counts, new Logger('Traces')),
    },
    ...[OperationSpans, RunTraces, TraceCounts, TracesRepository],
  ],
  exports: [TraceCounts, TRACING],
})
export class TracesModule {}
