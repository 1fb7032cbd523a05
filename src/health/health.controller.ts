import { Controller, Get, Header, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { isAuthorized } from '../auth/token.js';
import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings.token.js';
import { type HealthReport, HealthService } from './health.service.js';

/** Health for whoever watches the server; the details are for those who may use it (A1). */
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

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
    return isAuthorized(request.headers.authorization, this.settings.token) ? report : { status: report.status };
  }
}
