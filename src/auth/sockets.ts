/** WebSockets at the edge: who may open one on an open server (A1), and how much one message may hold (A3). */
import type { EventEmitter } from 'node:events';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

import { type INestApplicationContext, Logger } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';

import type { Settings } from '../config/settings.js';
import { SOCKET_LIMITS } from '../graphql/socket-limits.js';
import { bodyOf, FOREIGN_HOST, FOREIGN_ORIGIN, type RefusedAnswer, UNKNOWN_ADDRESS } from './answers.js';
import { isForOwnHost, isFromOwnOrigin } from './hosts.js';
import { isFromAllowedOrigin } from './origins.js';
import type { SocketWatch, WatchedSocket } from './socket-watch.js';

/**
 * The first to hear of an upgrade. One that is refused is answered and its socket closed; GraphQL's own listener comes
 * later and looks at the address, which is therefore taken away.
 */
export function guardUpgrades(
  settings: Settings,
  watch: SocketWatch,
): (request: IncomingMessage, socket: Duplex) => void {
  return (request, socket) => {
    const refused = refusal(request, settings) ?? watch.refusal(request);
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

function refusal(request: IncomingMessage, { token, allowedHosts, allowedOrigins }: Settings): RefusedAnswer | null {
  if (token === undefined && !isForOwnHost(request, allowedHosts)) return FOREIGN_HOST;
  if (token === undefined && !isFromOwnOrigin(request) && !isFromAllowedOrigin(request, allowedOrigins))
    return FOREIGN_ORIGIN;
  return /^\/graphql(\?|$)/.test(request.url ?? '') ? null : UNKNOWN_ADDRESS;
}

/**
 * Holds sockets to their limits (A3): a message larger than a body closes its socket with 1009, one that never ends or
 * what is never read with a code of ours. Nest makes the WebSocket server with 100 MiB and offers no option for it, so
 * the server is sought where Nest keeps it; a test sees that it is found. Messages are handed on one in a round of the
 * event loop, so that a socket that sends many lets others come between. What a client does wrong goes to our log, not
 * to the console.
 */
export function tameSockets(app: INestApplicationContext, maxBytes: number, watch: SocketWatch): void {
  const driver = app.get(GraphQLModule, { strict: false }).graphQlAdapter as unknown as {
    _subscriptionService?: { wss?: WebSocketServer };
  };
  const server = driver._subscriptionService?.wss;
  if (!server) return;
  const logger = new Logger('Socket');
  Object.assign(server.options, {
    maxPayload: maxBytes,
    allowSynchronousEvents: false,
    closeTimeout: SOCKET_LIMITS.closeMs,
  });
  server.on('connection', (socket, request) => {
    socket.removeAllListeners('error');
    socket.on('error', (error) => logger.debug(`A WebSocket was closed: ${error.message}`));
    quieten(socket as unknown as Sending);
    watch.add(socket as unknown as WatchedSocket, request);
  });
}

/**
 * A send fails only because the other side is gone; the close that follows says so. Handed on, it would be printed with
 * a stack for each message.
 */
function quieten(socket: Sending): void {
  const send = socket.send.bind(socket);
  socket.send = (data, done) => send(data, () => done?.());
}

interface Sending {
  send(data: unknown, done?: (error?: Error) => void): void;
}

interface WebSocketServer {
  readonly options: object;
  on(event: 'connection', listener: (socket: EventEmitter, request: IncomingMessage) => void): void;
}
