/**
 * The edge: what every request passes before anything else sees it (A1, A2, A3, A4).
 *
 * On loopback, without a token in its configuration, the server is open to programs on this machine and closed to web pages: a foreign Host gets 403. So
 * does a foreign Origin, on an upgrade always, and on a request that can change something unless its page is served
 * from loopback itself (the proxy of a frontend's development server passes its Origin on). Origins that the operator
 * lists are let in and get CORS headers (A8). No other page ever reads an answer or gets past a preflight; bodies other
 * than JSON, which need none, are refused, and Apollo's csrfPrevention stays on.
 *
 * Otherwise every request needs a token, but those for routes that are anybody's and for the playground's page. Which roles may use
 * a route stands in domain/rules/access/route-access.ts; a route without an entry there stops the start.
 */
import { BadRequestException, Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { isWellFormedHost } from '../common/authorities.js';
import { outageOf } from '../common/outages.js';
import { isOpen, type Settings } from '../config/settings.js';
import { ROLES } from '../domain/model/caller.js';
import { type RouteAccess, routeAccess } from '../domain/rules/access/route-access.js';
import { INPUT_LIMITS } from '../graphql/errors/variable-faults.js';
import { BODY_LIMIT_BYTES } from '../graphql/limits.js';
import { playgroundPage } from '../graphql/playground/playground.page.js';
import { jsonTextFault } from '../graphql/request/json-scan.js';
import { type Login, type Logins, noteLogin } from '../graphql/request/login.js';
import { nestingFault } from '../graphql/request-form.js';
import { playgroundPolicy } from '../pages/policies.js';
import { readableAddress } from '../pages/readable-address.js';
import {
  bodyOf,
  ENCODED_CONTENT,
  FORBIDDEN_ROUTE,
  FORBIDDEN_TO_AGENTS,
  FOREIGN_HOST,
  FOREIGN_ORIGIN,
  LOGINS_AWAY,
  type RefusedAnswer,
  tooManyAttempts,
  UNAUTHENTICATED,
  UNKNOWN_ADDRESS,
  UNREADABLE_ADDRESS,
  UNSUPPORTED_CONTENT,
} from './answers.js';
import { compressAnswers } from './compression.js';
import { isForOwnHost, isFromOwnOrigin, isLoopbackOrigin } from './hosts.js';
import { BODY_OUT_OF_BOUNDS, HttpErrorsFilter } from './http-errors.filter.js';
import type { LoginAttempts } from './login-attempts.js';
import { corsOptions, isFromAllowedOrigin } from './origins.js';
import { SocketWatch } from './socket-watch.js';
import { guardUpgrades, tameSockets } from './sockets.js';
import { unreadBody } from './unread-body.js';

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** What the HTTP adapter is made with: `new FastifyAdapter({ ...EDGE_OPTIONS, … })`. */
export const EDGE_OPTIONS = {
  bodyLimit: BODY_LIMIT_BYTES,
  rewriteUrl: ({ url = '/' }: { readonly url?: string | undefined }): string => readableAddress(url),
  trustProxy: false,
  /** For a whole request to come, and for its head; whoever opens a connection and says nothing is cut. */
  requestTimeout: 120_000,
  http: { headersTimeout: 15_000, connectionsCheckingInterval: 5_000 },
  /** Addresses that the router cannot read: no hook and no filter hears of them. */
  frameworkErrors: (_error: Error, _request: FastifyRequest, reply: FastifyReply): void => {
    void refuse(reply.headers(HEADERS), UNREADABLE_ADDRESS);
  },
} as const;

/** How the edge finds out who asks. */
export interface Door {
  readonly logins: Logins;
  readonly attempts: LoginAttempts;
}

/**
 * Puts the edge in front of the application. Called once, after the application is made and before it is initialised or
 * listens.
 */
export async function installEdge(app: NestFastifyApplication, settings: Settings, door: Door): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const logger = new Logger('Http');
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  app.useBodyParser('application/json', { bodyLimit: BODY_LIMIT_BYTES }, (request, body, done) => {
    const text = String(body);
    const large = jsonTextFault(text, INPUT_LIMITS);
    if (large !== null)
      done(new BadRequestException(`The request body ${large}.`, { cause: { code: BODY_OUT_OF_BOUNDS } }));
    else void parseJson(request as never, text, done);
  });
  app.useGlobalFilters(new HttpErrorsFilter());
  if (settings.allowedOrigins.length > 0) app.enableCors(corsOptions(settings.allowedOrigins));
  await compressAnswers(fastify, settings.host);
  fastify.addHook('onRequest', async (request, reply) => {
    void reply.headers(HEADERS);
    const refused = refusal(request, settings);
    if (refused) return refuse(reply, refused);
    if (!settings.playground && isOfPlayground(request)) return refuse(reply, UNKNOWN_ADDRESS);
    if (asksForPage(request)) return sendPage(request, reply);
    const denied = await denial(request, door);
    return denied ? refuse(reply, denied) : undefined;
  });
  fastify.addHook('onRoute', ({ method, url }) => {
    const unnamed = [method].flat().filter((each) => !routeAccess(each, url));
    if (unnamed.length > 0)
      throw new Error(
        `Nobody may use ${unnamed.join(', ')} ${url}: name the roles in domain/rules/access/route-access.ts.`,
      );
  });
  fastify.addHook('preHandler', async (request, reply) => {
    const source = ((request.method === 'GET' ? request.query : request.body) as { query?: unknown } | null)?.query;
    const nested = typeof source === 'string' ? nestingFault(source) : null;
    return nested === null
      ? undefined
      : refuse(reply, { status: 400, code: 'GRAPHQL_VALIDATION_FAILED', message: nested });
  });
  fastify.addHook('onSend', async (request, _reply, payload) => {
    await unreadBody(request.raw);
    return payload;
  });
  fastify.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode < 400) return;
    logger.debug(
      `${request.method} ${pathOf(request)} answered ${reply.statusCode} in ${Math.round(reply.elapsedTime)} ms`,
    );
  });
  const watch = new SocketWatch();
  fastify.addHook('onReady', async () => tameSockets(app, BODY_LIMIT_BYTES, watch));
  fastify.addHook('onClose', async () => watch.stop());
  fastify.server.prependListener('upgrade', guardUpgrades(settings, watch));
}

/** Finds out who asks; answers why the request is not for them. */
async function denial(request: FastifyRequest, { logins, attempts }: Door): Promise<RefusedAnswer | null> {
  const access = routeAccess(request.method, request.routeOptions.url ?? '') ?? UNKNOWN_ROUTE;
  const { authorization } = request.headers;
  let login: Login | null | number;
  try {
    login = await attempts.tried(request.raw, authorization, () => logins.loginOf(authorization, true));
  } catch (error) {
    if (!outageOf(error)) throw error;
    return access.roles === null ? null : LOGINS_AWAY;
  }
  if (typeof login === 'object' && login) noteLogin(request.raw, login);
  if (access.roles === null) return null;
  if (typeof login === 'number') return tooManyAttempts(login);
  if (!login) return UNAUTHENTICATED;
  const { role, projectIds, agentOf } = login.caller;
  if (agentOf && access.agents !== true) return FORBIDDEN_TO_AGENTS;
  return access.roles.includes(role) && !(access.server && projectIds !== null) ? null : FORBIDDEN_ROUTE;
}

/** What is nowhere is told to nobody but those who may log in. */
const UNKNOWN_ROUTE: RouteAccess = { roles: ROLES };

/** Why a request is not let in, whatever its token. */
function refusal(request: FastifyRequest, settings: Settings): RefusedAnswer | null {
  const { raw, method } = request;
  const open = isOpen(settings);
  if (open && !isForOwnHost(raw, settings.allowedHosts)) return FOREIGN_HOST;
  const mayChange = method !== 'GET' && method !== 'HEAD';
  const mayAct =
    isFromOwnOrigin(raw) ||
    isLoopbackOrigin(raw.headers.origin ?? '') ||
    isFromAllowedOrigin(raw, settings.allowedOrigins);
  if (open && mayChange && !mayAct) return FOREIGN_ORIGIN;
  const type = raw.headers['content-type'];
  if (mayChange && type !== undefined && !/^application\/json *(;|$)/i.test(type)) return UNSUPPORTED_CONTENT;
  const encoding = raw.headers['content-encoding'] ?? 'identity';
  if (mayChange && !/^ *(identity)? *$/i.test(encoding)) return ENCODED_CONTENT;
  return null;
}

const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0]!;

/** A browser that opens /graphql; a client that asks for JSON does not want the page. */
function asksForPage(request: FastifyRequest): boolean {
  const { accept = '' } = request.headers;
  return (
    request.method === 'GET' &&
    pathOf(request) === '/graphql' &&
    /\btext\/html\b/i.test(accept) &&
    !/json/i.test(accept)
  );
}

/** The playground's page and its files. */
const isOfPlayground = (request: FastifyRequest): boolean =>
  asksForPage(request) || pathOf(request).startsWith('/graphql/assets/');

async function sendPage(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const host = request.headers.host ?? '';
  return reply
    .header('content-security-policy', playgroundPolicy(isWellFormedHost(host) ? host : 'localhost'))
    .header('cache-control', 'no-cache')
    .header('vary', 'Accept')
    .type('text/html; charset=utf-8')
    .send(await playgroundPage());
}

function refuse(reply: FastifyReply, answer: RefusedAnswer): FastifyReply {
  if (answer === UNAUTHENTICATED) void reply.header('www-authenticate', 'Bearer');
  if (answer.retryAfter !== undefined) void reply.header('retry-after', String(answer.retryAfter));
  return reply
    .code(answer.status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(bodyOf(answer));
}
