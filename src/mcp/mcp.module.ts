import { Module } from '@nestjs/common';

import { CommonModule } from '../common/common.module.js';
import { EventsModule } from '../events/events.module.js';
import { McpController } from './mcp.controller.js';
import { OperationsService } from './operations.service.js';

/** The door for agents; only a server with AUTOPACK_MCP=on has it. */
@Module({ imports: [CommonModule, EventsModule], controllers: [McpController], providers: [OperationsService] })
export class McpModule {}
