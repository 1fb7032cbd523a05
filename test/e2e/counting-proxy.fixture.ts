/** What a command asks of a server: a proxy that passes everything on and counts the requests of GraphQL over HTTP. */
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

export interface CountingProxy {
  readonly url: string;
  readonly requests: () => number;
  readonly sockets: () => number;
  readonly close: () => Promise<void>;
}

export async function countingProxy(target: string, { refuseSockets = false } = {}): Promise<CountingProxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let [requests, sockets] = [0, 0];
  const server = createServer((from) => {
    const to = connect(Number(port), hostname);
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
    from.on('data', (data) => {
      const head = data.toString('latin1');
      if (head.startsWith('POST /graphql ')) requests += 1;
      if (/^GET \/graphql .+upgrade: websocket/is.test(head)) {
        sockets += 1;
        if (refuseSockets) {
          from.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
          return;
        }
      }
      to.write(data);
    });
    to.on('data', (data) => from.write(data));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    sockets: () => sockets,
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
