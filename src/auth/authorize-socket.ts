/** The token over WebSocket (A1). */
import type { Context as SocketContext } from 'graphql-ws';

import type { Settings } from '../config/settings.js';
import { noteInitialised } from './socket-watch.js';
import { isToken } from './token.js';

const UNAUTHORIZED = 4401;

interface Closable {
  readonly socket: { close(code: number, reason: string): void };
}

/** `extra` has the type that the library gives it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Connecting = SocketContext<Record<string, unknown>, any>;

/**
 * `onConnect` of graphql-ws: on a server with a token, `connectionParams.authorization` holds it, with or without
 * `Bearer `; a socket without it, or with another one, is closed with 4401.
 */
export function authorizeSocket({ token }: Pick<Settings, 'token'>): (context: Connecting) => boolean {
  return (context) => {
    const { socket } = context.extra as Closable;
    if (token === undefined || isToken(context.connectionParams?.authorization, token)) {
      noteInitialised(socket);
      return true;
    }
    socket.close(UNAUTHORIZED, 'Unauthorized');
    return false;
  };
}
