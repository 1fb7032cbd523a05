/** Who opens a WebSocket (A1, A2). */
import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';

import type { Context as SocketContext } from 'graphql-ws';

import { outageOf } from '../common/outages.js';
import type { Logins } from '../graphql/request/login.js';
import type { SocketLogin } from '../graphql/socket.options.js';
import type { LoginAttempts } from './login-attempts.js';
import { noteInitialised } from './socket-watch.js';

const UNAUTHORIZED = { code: 4401, reason: 'Unauthorized' };
/** The token was good when the socket was opened. */
const REVOKED = { code: 4403, reason: 'The token was revoked or has expired' };
/** The token of an agent at work (A6). */
const FOR_TOOLS_ALONE = { code: 4403, reason: 'The token is good for /mcp alone' };
const TRY_AGAIN = { code: 4503, reason: 'The database that knows the tokens is away: try again' };

interface Closable extends SocketLogin {
  readonly socket: { close(code: number, reason: string): void } & EventEmitter;
  readonly request: Pick<IncomingMessage, 'headers' | 'socket'>;
}

/** `extra` has the type that the library gives it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Connecting = SocketContext<Record<string, unknown>, any>;

/**
 * `onConnect` of graphql-ws: `connectionParams.authorization` holds the token, with or without `Bearer `; a socket of nobody that we
 * know is closed with 4401. When the token is revoked or expires its sockets are closed with 4403, and what runs over them ends.
 */
export function authorizeSocket(logins: Logins, attempts: LoginAttempts): (context: Connecting) => Promise<boolean> {
  return async (context) => {
    const extra = context.extra as Closable;
    const { socket } = extra;
    const close = ({ code, reason }: { readonly code: number; readonly reason: string }): false => {
      socket.close(code, reason);
      return false;
    };
    const given = context.connectionParams?.authorization;
    try {
      const login = await attempts.tried(extra.request, given, () => logins.loginOf(given, false));
      if (typeof login === 'number' || !login) return close(UNAUTHORIZED);
      if (login.caller.agentOf) return close(FOR_TOOLS_ALONE);
      extra.login = login;
      socket.once(
        'close',
        login.onEnd(() => socket.close(REVOKED.code, REVOKED.reason)),
      );
    } catch (error) {
      if (!outageOf(error)) throw error;
      return close(TRY_AGAIN);
    }
    noteInitialised(socket);
    return true;
  };
}
