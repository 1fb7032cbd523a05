import { Controller, Get, NotFoundException, Param, Query, Redirect, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { assetNamed, versionOf } from './assets.js';

/**
 * The playground's files, and the way from `/` to it. The page itself is served by the edge, because /graphql is
 * Apollo's.
 */
@Controller()
export class PlaygroundController {
  @Get()
  @Redirect('/graphql', 302)
  home(): void {
    // The redirect is the answer.
  }

  @Get('graphql/assets/:file')
  async file(
    @Param('file') name: string,
    @Query('v') version: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asset = await assetNamed(name);
    if (!asset) throw new NotFoundException();
    const etag = `"${versionOf(asset)}"`;
    const lasting = version === versionOf(asset);
    void reply
      .header('etag', etag)
      .header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
    if (request.headers['if-none-match'] === etag) {
      await reply.code(304).send();
      return;
    }
    await reply.type(asset.type).send(asset.content);
  }
}
