/** The composition root: the only file that knows every module. */
import type { ApolloDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { TypeOrmModule } from '@nestjs/typeorm';

import { ArchiveModule } from './archive/archive.module.js';
import { authorizeSocket } from './auth/authorize-socket.js';
import type { LoginAttempts } from './auth/login-attempts.js';
import { CiModule } from './ci/ci.module.js';
import type { Settings } from './config/settings.js';
import { SettingsModule } from './config/settings.module.js';
import { dataSourceOptions } from './database/data-source.js';
import { DrainModule } from './drain/drain.module.js';
import { EventsModule } from './events/events.module.js';
import { ExplainModule } from './explain/explain.module.js';
import { FileLayoutModule } from './file-layout/file-layout.module.js';
import { ForesightModule } from './foresight/foresight.module.js';
import { ForgesModule } from './forges/forges.module.js';
import { GitAdapterModule } from './git-adapter/git-adapter.module.js';
import { InputPipe } from './graphql/errors/input.pipe.js';
import { documentPolicy, graphqlOptions } from './graphql/graphql.options.js';
import { NodeModule } from './graphql/node/node.module.js';
import { PlaygroundModule } from './graphql/playground/playground.module.js';
import { SchemaDriver } from './graphql/schema.driver.js';
import { SocketOperations } from './graphql/socket-operations.js';
import { HealthModule } from './health/health.module.js';
import { IssuesModule } from './issues/issues.module.js';
import { McpModule } from './mcp/mcp.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { OutputModule } from './output/output.module.js';
import { PagesModule } from './pages/pages.module.js';
import { PhasesModule } from './phases/phases.module.js';
import { ProjectsModule } from './projects/projects.module.js';
import { PromotionModule } from './promotion/promotion.module.js';
import { RemotesModule } from './remotes/remotes.module.js';
import { RunsModule } from './runs/runs.module.js';
import { StrategyModule } from './strategy/strategy.module.js';
import { TiersModule } from './tiers/tiers.module.js';
import { CommandLimits } from './tokens/command-limits.js';
import { PlacesRepository } from './tokens/places.repository.js';
import { StoredLogins } from './tokens/stored-logins.js';
import { TokensModule } from './tokens/tokens.module.js';
import { operationSpan } from './traces/operation-span.js';
import { TracesModule } from './traces/traces.module.js';
import { TRACING, type Tracing } from './traces/tracing.token.js';
import { ViewsModule } from './views/views.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';
import { WorkModule } from './work/work.module.js';

@Module({})
export class AppModule {
  /** The whole server, on a database that is migrated already. */
  static on(databaseUrl: string, settings: Settings, attempts: LoginAttempts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.of(settings),
        TypeOrmModule.forRoot({ ...dataSourceOptions(databaseUrl, { poolSize: settings.poolSize }), retryAttempts: 1 }),
        GraphQLModule.forRootAsync<ApolloDriverConfig>({
          driver: SchemaDriver,
          imports: [TokensModule, TracesModule],
          inject: [StoredLogins, PlacesRepository, CommandLimits, TRACING],
          useFactory: (
            logins: StoredLogins,
            places: PlacesRepository,
            limits: CommandLimits,
            tracing: Tracing | null,
          ) =>
            graphqlOptions(
              documentPolicy(settings),
              authorizeSocket(logins, attempts),
              { places, limits },
              tracing && new SocketOperations((ended) => tracing.operation(operationSpan(ended))),
            ),
        }),
        NodeModule,
        RunsModule,
        TiersModule,
        PhasesModule,
        FileLayoutModule,
        EventsModule,
        OutputModule,
        TokensModule,
        ProjectsModule,
        DrainModule,
        IssuesModule,
        StrategyModule,
        WorkModule,
        GitAdapterModule,
        CiModule,
        PromotionModule,
        ViewsModule,
        ExplainModule,
        ForesightModule,
        ArchiveModule,
        TracesModule,
        WebhooksModule,
        RemotesModule,
        ForgesModule,
        PagesModule,
        PlaygroundModule,
        HealthModule,
        MetricsModule,
        ...(settings.mcp ? [McpModule] : []),
      ],
      providers: [{ provide: APP_PIPE, useClass: InputPipe }],
    };
  }
}
