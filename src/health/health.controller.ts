import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { loginOf } from '../graphql/request/login.js';
import { type HealthReport, HealthService } from './health.service.js';

/** Health for whoever watches the server; the details are for those who may use it (A1). */
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  /** The process answers. */
  @Get('live')
  @Header('cache-control', 'no-store')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 200 while the server can do its work, else 503. */
  @Get(['', 'ready'])
  @Header('cache-control', 'no-store')
  async ready(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HealthReport | Pick<HealthReport, 'status'>> {
    const report = await this.health.report();
    void reply.code(report.status === 'unavailable' ? 503 : 200);
    const caller = loginOf(request.raw)?.caller;
    return caller && caller.projectIds === null ? report : { status: report.status };
  }
}
