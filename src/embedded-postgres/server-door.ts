import { connect } from 'node:net';

/** The request with which a client asks for TLS: every server answers it with one letter, before any password and without a line in its log. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** Whether the server takes connections: also while it recovers, and while all of its places are taken. */
export function answersAtDoor(port: number, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const done = (answered: boolean): void => {
      clearTimeout(late);
      socket.destroy();
      resolve(answered);
    };
    const late = setTimeout(() => done(false), withinMs);
    socket.once('connect', () => socket.write(sslRequest));
    socket.once('data', () => done(true));
    socket.once('error', () => done(false));
    socket.once('close', () => done(false));
  });
}
