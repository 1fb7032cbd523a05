import { Module } from '@nestjs/common';

import { CommonModule } from '../common/common.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { NodeModule } from '../graphql/node/node.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { PhasesModule } from '../phases/phases.module.js';
import { RunsModule } from '../runs/runs.module.js';
import { TiersModule } from '../tiers/tiers.module.js';
import { EventExchange } from './event-exchange.js';
import { EventStreams } from './event-streams.js';
import { EventsRepository } from './events.repository.js';
import { EventsResolver, RunEventsResolver } from './events.resolver.js';
import { RowDifferencesRepository } from './row-differences.repository.js';
import { RowDifferencesResolver } from './row-differences.resolver.js';
import { RunChanges } from './run-changes.js';
import { SubscriptionHub } from './subscription-hub.js';

/** Events: queries, and subscriptions across servers. */
@Module({
  imports: [CommonModule, DatabaseModule, LifecycleModule, NodeModule, RunsModule, TiersModule, PhasesModule],
  providers: [
    EventsResolver,
    RunEventsResolver,
    RowDifferencesResolver,
    RowDifferencesRepository,
    EventsRepository,
    EventStreams,
    RunChanges,
    EventExchange,
    SubscriptionHub,
  ],
  exports: [EventsRepository, EventStreams, SubscriptionHub],
})
export class EventsModule {}
