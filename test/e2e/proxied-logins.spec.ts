/** Wrong logins behind a proxy (A2): with AUTOPACK_TRUSTED_PROXIES each client behind it has a limit of its own. */
import { createServer, request as send, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { startTestServer, type TestServer } from '../support/server/server.js';

const TOKEN = 'the-token-of-the-operator';
let server: TestServer;
let proxy: Server;
let port: number;

async function openWith(trusted: string): Promise<void> {
  server = await startTestServer({ AUTOPACK_TOKEN: TOKEN, AUTOPACK_TRUSTED_PROXIES: trusted });
  // As a proxy does: it adds the address of whoever connects; here that is told by the client, so that one machine can be many.
  proxy = createServer((from, to) => {
    const client = String(from.headers['x-test-client']);
    const forwarded = [from.headers['x-forwarded-for'], client].filter(Boolean).join(', ');
    const headers = { ...from.headers, 'x-forwarded-for': forwarded };
    const onward = send(new URL(from.url!, server.url), { method: from.method, headers }, (answer) => {
      to.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(to);
    });
    from.pipe(onward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  ({ port } = proxy.address() as AddressInfo);
}
afterEach(async () => {
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
  await server.close();
});

async function statusOf(client: string, token: string, more: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      'x-test-client': client,
      ...more,
    },
    body: JSON.stringify({ query: '{ server { version } }' }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

test('A2: behind a trusted proxy wrong tokens slow down their own client, whatever it writes into the header itself', async () => {
  await openWith('127.0.0.0/8, ::1');
  for (let i = 0; i < 30; i++)
    expect(await statusOf('203.0.113.7', `wrong-${i}`, { 'x-forwarded-for': `198.51.100.${i}` })).toBe(401);
  expect(await statusOf('203.0.113.7', 'wrong-again', { 'x-forwarded-for': '198.51.100.99' })).toBe(429);
  expect(await statusOf('203.0.113.8', 'wrong')).toBe(401);
  expect(await statusOf('203.0.113.8', TOKEN)).toBe(200);
});

test('A2: a proxy that is not listed is one client, and its header counts for nothing', async () => {
  await openWith('');
  for (let i = 0; i < 30; i++) expect(await statusOf(`203.0.113.${i}`, `wrong-${i}`)).toBe(401);
  expect(await statusOf('203.0.113.200', 'wrong-again')).toBe(429);
});

test('A2: a client of IPv6 is slowed down with all addresses of its network, and no other network is', async () => {
  await openWith('127.0.0.1');
  for (let i = 0; i < 30; i++) expect(await statusOf(`2001:db8:0:7::${i.toString(16)}`, `wrong-${i}`)).toBe(401);
  expect(await statusOf('2001:db8:0:7:ffff::1', 'wrong-again')).toBe(429);
  expect(await statusOf('2001:db8::7:ffff:0:0:1', 'wrong-again')).toBe(429);
  expect(await statusOf('2001:db8:0:8::1', 'wrong')).toBe(401);
  expect(await statusOf('::1', 'wrong')).toBe(401);
});
