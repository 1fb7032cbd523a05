/**
 * `POST /mcp`: the door for agents (A6). Every request stands alone. The edge has found out who asks; clients of the revision of 2025
 * and of that of 2026 are served alike.
 */
import type { ServerResponse } from 'node:http';

import { toNodeHandler } from '@modelcontextprotocol/node';
import { type AuthInfo, createMcpHandler } from '@modelcontextprotocol/server';
import { BadRequestException, Controller, Delete, Get, Logger, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ServerStop } from '../common/server-stop.js';
import type { Role } from '../domain/model/caller.js';
import { EventStreams } from '../events/event-streams.js';
import { overHttp } from '../graphql/request/awaiting-client.js';
import { type Login, loginOf } from '../graphql/request/login.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { mcpServer, toolRole } from './mcp-server.js';
import { OperationsService } from './operations.service.js';

/** What the factory of the tools is told of the request. */
interface Asking extends Record<string, unknown> {
  readonly login: Login;
  readonly role: Role;
  readonly response: ServerResponse;
}

@Controller('mcp')
export class McpController {
  private readonly logger = new Logger('Mcp');
  private readonly handle: ReturnType<typeof toNodeHandler>;

  constructor(operations: OperationsService, streams: EventStreams, stop: ServerStop) {
    const handler = createMcpHandler(
      ({ authInfo }) => {
        const { login, role, response } = authInfo!.extra as Asking;
        const ask = () => (document: never, variables: never) =>
          operations.run(document, variables, new OperationContext(overHttp(response), new Map(), login));
        const isAgent = login.caller.agentOf !== undefined;
        return mcpServer({ role, isAgent, ask: ask as never, nextEvent: (...given) => streams.nextEvent(...given) });
      },
      { onerror: (error) => this.logger.debug(error.message) },
    );
    this.handle = toNodeHandler(handler, { onerror: (error) => this.logger.error(error) });
    stop.onBegin(() => void handler.close());
  }

  @Post()
  post(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('role') wanted?: string): Promise<void> {
    return this.serve(request, reply, wanted);
  }

  /** A session would be listened to by GET and ended by DELETE; there is none, and clients are told so by 405. */
  @Get()
  listen(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.serve(request, reply, undefined);
  }

  @Delete()
  end(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.serve(request, reply, undefined);
  }

  private async serve(request: FastifyRequest, reply: FastifyReply, wanted: string | undefined): Promise<void> {
    const login = loginOf(request.raw)!;
    const role = toolRole(login.caller.role, wanted);
    if (role === null) throw new BadRequestException(WRONG_ROLE);
    const asking: Asking = { login, role, response: reply.raw };
    const auth: AuthInfo = { token: '', clientId: login.caller.name, scopes: [], extra: asking };
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value);
    reply.raw.setHeader('cache-control', 'no-store');
    reply.hijack();
    await this.handle(Object.assign(request.raw, { auth }) as never, reply.raw as never, request.body);
  }
}

const WRONG_ROLE =
  'The role must be operator, builder, auditor or viewer; a token that is no operator has the tools of its own role alone.';
