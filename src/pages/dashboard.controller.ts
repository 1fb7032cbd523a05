import { Controller, Get, NotFoundException, Redirect, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { isWellFormedHost } from '../common/authorities.js';
import { dashboardFiles, PAGE } from './dashboard.files.js';
import { dashboardPolicy } from './policies.js';
import { DASHBOARD } from './readable-address.js';
import { sendAsset } from './send-asset.js';

/** Its files are named by their content, so that a name that is not there is old or wrong, and no address of a view. */
const ASSETS = 'assets/';

/** The dashboard (A8): a page for every address below /ui/, its files, and the way from `/` to it. Anybody gets them; the API wants to know who asks. */
@Controller()
export class DashboardController {
  @Get()
  @Redirect(DASHBOARD, 302)
  home(): void {
    // The redirect is the answer.
  }

  @Get('ui')
  @Redirect(DASHBOARD, 302)
  root(): void {
    // The redirect is the answer.
  }

  @Get('ui/*')
  async file(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const files = await dashboardFiles();
    const name = request.url.split('?', 1)[0]!.slice(DASHBOARD.length);
    const isOfPage = !name.startsWith(ASSETS);
    const asset = (await files.named(name)) ?? (isOfPage ? await files.named(PAGE) : null);
    if (!asset) throw new NotFoundException();
    const { host = '' } = request.headers;
    if (asset.name === PAGE)
      void reply.header('content-security-policy', dashboardPolicy(isWellFormedHost(host) ? host : 'localhost'));
    await sendAsset(request, reply, asset, !isOfPage);
  }
}
