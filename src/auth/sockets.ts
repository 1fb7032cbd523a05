/** WebSockets at the edge: who may open one on an open server (A1), and how much one message may hold (A3). */
import type { EventEmitter } from 'node:events';
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Logger, type INestApplicationContext } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { Settings } from '../config/settings.js';
import { bodyOf, FOREIGN_HOST, FOREIGN_ORIGIN, UNKNOWN_ADDRESS, type RefusedAnswer } from './answers.js';
import { isForOwnHost, isFromOwnOrigin } from './hosts.js';

/**
 * The first to hear of an upgrade. One that is refused is answered and its socket closed; GraphQL's own listener comes later and looks
 * at the address, which is therefore taken away.
 */
export function guardUpgrades(settings: Settings): (request: IncomingMessage, socket: Duplex) => void {
  return (request, socket) => {
    const refused = refusal(request, settings);
    if (!refused) return;
    request.url = '';
    const body = bodyOf(refused);
    const head = [
      `HTTP/1.1 ${refused.status} ${STATUS_CODES[refused.status]}`,
      'Connection: close',
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'X-Content-Type-Options: nosniff',
    ];
    socket.on('error', () => socket.destroy());
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
  };
}

function refusal(request: IncomingMessage, { token, allowedHosts }: Settings): RefusedAnswer | null {
  if (token === undefined && !isForOwnHost(request, allowedHosts)) return FOREIGN_HOST;
  if (token === undefined && !isFromOwnOrigin(request)) return FOREIGN_ORIGIN;
  return /^\/graphql(\?|$)/.test(request.url ?? '') ? null : UNKNOWN_ADDRESS;
}

/**
 * Holds messages on WebSockets to the size of a body (A3): a larger one closes its socket with 1009. Nest makes the WebSocket server
 * with 100 MiB and offers no option for it, so the server is sought where Nest keeps it; a test sees that it is found. What a client
 * does wrong goes to our log, not to the console with a stack.
 */
export function tameSockets(app: INestApplicationContext, maxBytes: number): void {
  const driver = app.get(GraphQLModule, { strict: false }).graphQlAdapter as unknown as {
    _subscriptionService?: { wss?: WebSocketServer };
  };
  const server = driver._subscriptionService?.wss;
  if (!server) return;
  const logger = new Logger('Socket');
  server.options.maxPayload = maxBytes;
  server.on('connection', (socket) => {
    socket.removeAllListeners('error');
    socket.on('error', (error) => logger.debug(`A WebSocket was closed: ${error.message}`));
  });
}

interface WebSocketServer {
  readonly options: { maxPayload?: number };
  on(event: 'connection', listener: (socket: EventEmitter) => void): void;
}
