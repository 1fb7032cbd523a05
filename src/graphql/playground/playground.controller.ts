import { Controller, Get, NotFoundException, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { versionOf } from '../../pages/asset-list.js';
import { sendAsset } from '../../pages/send-asset.js';
import { playgroundFiles } from './files.js';

/** The playground's files. The page itself is served by the edge, because /graphql is Apollo's. */
@Controller()
export class PlaygroundController {
  @Get('graphql/assets/:file')
  async file(
    @Param('file') name: string,
    @Query('v') version: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asset = await playgroundFiles.named(name);
    if (!asset) throw new NotFoundException();
    await sendAsset(request, reply, asset, version === versionOf(asset));
  }
}
