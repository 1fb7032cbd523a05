/** Sending one message to real servers, on loopback. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';

import { ReachableHosts } from '../common/reachable-hosts.js';
import { post, type Posting } from './post.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) (server.closeAllConnections(), server.close());
});

async function serverOf(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const send = (url: string, more: Partial<Posting> = {}) =>
  post({ url, headers: {}, body: '{}', reachable: new ReachableHosts(['127.0.0.1']), timeLimitMs: 5_000, ...more });

describe('A7: sending a message', () => {
  it.each([
    [200, null],
    [204, null],
    [301, 'REDIRECT'],
    [307, 'REDIRECT'],
    [400, 'STATUS'],
    [410, 'GONE'],
    [503, 'STATUS'],
  ])('A7: an answer %d is %s', async (status, fault) => {
    const port = await serverOf((_, response) => void response.writeHead(status, { location: '/elsewhere' }).end());
    expect(await send(`http://127.0.0.1:${port}/`)).toEqual({ status, fault, retryAfterMs: null });
  });

  it.each([
    [429, '30', 30_000],
    [503, '30', 30_000],
    [503, 'soon', null],
    [500, '30', null],
  ])('A7: with %d a receiver asks to be left alone for %s', async (status, value, retryAfterMs) => {
    const port = await serverOf((_, response) => void response.writeHead(status, { 'retry-after': value }).end());
    expect(await send(`http://127.0.0.1:${port}/`)).toEqual({ status, fault: 'STATUS', retryAfterMs });
  });

  it('A7: a redirect is not followed', async () => {
    const seen: string[] = [];
    const port = await serverOf((request, response) => {
      seen.push(request.url!);
      response.writeHead(308, { location: '/elsewhere' }).end();
    });
    await send(`http://127.0.0.1:${port}/hook`);
    expect(seen).toEqual(['/hook']);
  });

  it('A7: a receiver that never answers, or never ends its headers, costs the time limit', async () => {
    const silent = await serverOf(() => undefined);
    expect(await send(`http://127.0.0.1:${silent}/`, { timeLimitMs: 200 })).toMatchObject({
      status: null,
      fault: 'TIMEOUT',
    });
    const sockets: { destroy(): unknown }[] = [];
    const dripping = createTcpServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.write('HTTP/1.1 200 OK\r\nx-a: ');
      const drip = setInterval(() => socket.write('a'), 20);
      socket.on('close', () => clearInterval(drip));
    });
    dripping.listen(0, '127.0.0.1');
    await once(dripping, 'listening');
    const { port } = dripping.address() as AddressInfo;
    expect((await send(`http://127.0.0.1:${port}/`, { timeLimitMs: 300 })).fault).toBe('TIMEOUT');
    for (const socket of sockets) socket.destroy();
    dripping.close();
  });

  it('A7: an answer without end is cut, and counts by its status', async () => {
    let cut = () => undefined as void;
    const wasCut = new Promise<void>((resolve) => (cut = resolve));
    const port = await serverOf((_, response) => {
      response.writeHead(200);
      const pour = () => {
        while (response.write(Buffer.alloc(16_384)));
        response.once('drain', pour);
      };
      response.on('error', () => undefined);
      response.on('close', cut);
      pour();
    });
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 200, fault: null });
    await wasCut;
  });

  it('A7: a connection that is refused or cut', async () => {
    const port = await serverOf((request) => void request.socket.destroy());
    expect((await send(`http://127.0.0.1:${port}/`)).fault).toBe('CONNECTION');
    const [server] = servers.splice(0);
    server!.close();
    await once(server!, 'close');
    expect((await send(`http://127.0.0.1:${port}/`)).fault).toBe('CONNECTION');
  });

  it('A7: https to a server that speaks no TLS', async () => {
    const port = await serverOf(() => undefined);
    expect((await send(`https://127.0.0.1:${port}/`)).fault).toMatch(/CERTIFICATE|CONNECTION/);
  });

  it.each([
    'http://127.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f000001:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://0.0.0.0:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://localhost:PORT/',
    'http://10.0.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fe80::1]/',
    'http://[fd00::1]/',
    'http://224.0.0.1/',
  ])('A7: %s is not asked unless it is listed', async (url) => {
    let requests = 0;
    const port = await serverOf((_, response) => void ((requests += 1), response.end()));
    const reachable = new ReachableHosts([]);
    expect(await send(url.replace('PORT', String(port)), { reachable })).toMatchObject({
      status: null,
      fault: 'ADDRESS_REFUSED',
    });
    expect(requests).toBe(0);
  });

  it('A7: a name that answers a public address first and a private one a moment later is resolved once', async () => {
    let requests = 0;
    const port = await serverOf((_, response) => void ((requests += 1), response.end()));
    const answers = [[{ address: '127.0.0.1', family: 4 }], [{ address: '203.0.113.9', family: 4 }]];
    let resolved = 0;
    const resolve = async () => answers[Math.min(resolved++, 1)]!;
    const reachable = new ReachableHosts([]);
    expect((await send(`http://receiver.example:${port}/`, { reachable, resolve })).fault).toBe('ADDRESS_REFUSED');
    expect([resolved, requests]).toEqual([1, 0]);
  });

  it('A7: of the addresses of a name only those that may be reached are connected to', async () => {
    const port = await serverOf((_, response) => void response.writeHead(200).end());
    const resolve = async () => [
      { address: '10.0.0.1', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    expect(await send(`http://receiver.example:${port}/`, { resolve })).toMatchObject({ status: 200, fault: null });
    const reachable = new ReachableHosts([`receiver.example:${port}`]);
    const own = async () => [{ address: '127.0.0.1', family: 4 }];
    expect((await send(`http://receiver.example:${port}/`, { resolve: own, reachable })).status).toBe(200);
  });

  it('A7: a name without an address', async () => {
    const resolve = () => Promise.reject(new Error('ENOTFOUND'));
    expect((await send('http://nowhere.invalid/', { resolve })).fault).toBe('NAME_NOT_FOUND');
  });
});
