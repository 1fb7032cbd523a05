/**
 * The route for messages of forges (M3): `POST /forges/:projectId`. A message does no more than make its project's changes
 * due: what it says is not read, so that a forged or repeated one can tell nothing untrue. The signature is over the bytes
 * of the body, so this route alone takes them as they come. An address that sends many that are not signed has to wait (A2).
 */
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { outageOf } from '../common/outages.js';
import { TrustedProxies } from '../common/trusted-proxies.js';
import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings.token.js';
import { Refusals } from '../graphql/access/refusals.js';
import { ForgeAccess } from './forge-access.js';
import { ForgeMessagesRepository } from './forge-messages.repository.js';
import { deliveryOf, type ForgeMessage, isSignedBy } from './message-signature.js';

/** GitHub sends up to 25 MB; what is not read costs nothing to refuse. */
const MOST_BYTES = 2 * 1_024 * 1_024;
/** Without a project there is a secret too, so that both take the same way. */
const NOBODY = 'no secret at all';

@Injectable()
export class ForgeMessages implements OnModuleInit {
  private readonly logger = new Logger('Forges');
  private readonly proxies: TrustedProxies;
  private readonly refusals = new Refusals();

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly repository: ForgeMessagesRepository,
    private readonly access: ForgeAccess,
    @Inject(SETTINGS) { trustedProxies }: Pick<Settings, 'trustedProxies'>,
  ) {
    this.proxies = new TrustedProxies(trustedProxies);
  }

  onModuleInit(): void {
    const fastify = this.host.httpAdapter?.getInstance<FastifyInstance | undefined>();
    // Modules without a door, as tests make them, have no routes.
    if (!fastify) return;
    // To await it would make Fastify ready, and the answers to errors that are set later would not count for the routes of the API.
    void fastify.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, (_request, body, done) =>
        done(null, body),
      );
      // Before the body is read: a flood of what is not signed costs neither that nor a look at the project.
      scope.addHook('onRequest', async (request, reply) => {
        const wait = this.refusals.waitOf(this.proxies.clientOf(request.raw));
        return wait > 0 ? reply.code(429).header('retry-after', String(wait)).send() : undefined;
      });
      scope.post('/forges/:projectId', { bodyLimit: MOST_BYTES }, (request, reply) => this.take(request, reply));
    });
  }

  private async take(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { projectId } = request.params as { projectId: string };
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    try {
      const isTaken = await this.isTaken(projectId, { headers: request.headers, body });
      if (!isTaken) this.refusals.count(this.proxies.clientOf(request.raw));
      return await reply.code(isTaken ? 202 : 401).send();
    } catch (error) {
      if (!outageOf(error)) this.logger.error(error);
      // The forge sends it again, or the poll sees what it was about.
      return await reply.code(503).send();
    }
  }

  private async isTaken(projectId: string, message: ForgeMessage): Promise<boolean> {
    const remote = await this.repository.remoteOf(projectId);
    const kind = remote?.forge ?? 'GITHUB';
    const secret = remote && (await this.access.webhookSecret(kind, remote.url).catch(() => null));
    const isSigned = isSignedBy(kind, secret ?? NOBODY, message, new Date());
    if (secret === null || secret === undefined || !isSigned) return false;
    await this.repository.receive(projectId, deliveryOf(kind, message));
    return true;
  }
}
