import { Module } from '@nestjs/common';

import { CommonModule } from '../common/common.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { EventsModule } from '../events/events.module.js';
import { NodeModule } from '../graphql/node/node.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { AgentLogins } from './agent-logins.js';
import { CommandLimits } from './command-limits.js';
import { PlacesRepository } from './places.repository.js';
import { StoredLogins } from './stored-logins.js';
import { TokensRepository } from './tokens.repository.js';
import { TokensResolver } from './tokens.resolver.js';
import { TokensService } from './tokens.service.js';

/** Tokens with roles: who may do what (A2). */
@Module({
  imports: [CommonModule, DatabaseModule, EventsModule, LifecycleModule, NodeModule],
  providers: [
    TokensResolver,
    TokensService,
    TokensRepository,
    StoredLogins,
    AgentLogins,
    PlacesRepository,
    CommandLimits,
  ],
  exports: [StoredLogins, PlacesRepository, CommandLimits, TokensRepository],
})
export class TokensModule {}
