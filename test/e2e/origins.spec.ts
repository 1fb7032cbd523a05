/** Pages of other origins (A8), from requests in their exact form and from a real browser. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { chromium } from 'playwright-core';

import { rawHttp, rawOperation, rawSocket } from '../support/api/raw-requests.js';
import { BROWSER } from '../support/browser.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

const TOKEN = 'a-token-for-origins';
const OPS = 'https://ops.example';
const PREFLIGHT = {
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization,content-type',
};
const INIT = { type: 'connection_init' };

const preflight = (url: string, origin: string) =>
  rawHttp(url, { method: 'OPTIONS', path: '/graphql', headers: { origin, ...PREFLIGHT } });

describe('A8: a server with a token', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({
      AUTOPACK_TOKEN: TOKEN,
      AUTOPACK_ALLOWED_ORIGINS: `${OPS}, http://[::1]:5173`,
      AUTOPACK_MCP: 'on',
    });
  });
  afterAll(async () => server.close());

  it('A8: answers the preflight of an allowed origin before it asks for the token', async () => {
    const answer = await preflight(server.url, OPS);
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': OPS,
      'access-control-allow-methods': 'GET, HEAD, POST',
      'access-control-max-age': '600',
      vary: 'Origin',
    });
    expect(answer.headers['access-control-allow-headers']).toMatch(/^authorization, content-type/);
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it.each([
    'https://ops.example:444',
    'http://ops.example',
    'https://ops.example.evil.example',
    'null',
    'https://evil',
  ])('A8: gives %s nothing, with or without the token', async (origin) => {
    const asked = await preflight(server.url, origin);
    expect([asked.status, asked.headers['access-control-allow-origin']]).toEqual([401, undefined]);
    const answer = await rawOperation(server.url, '{ __typename }', { origin, authorization: `Bearer ${TOKEN}` });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it.each(['auto', 'legacy'] as const)(
    'A6, A8: lets a page of an allowed origin send what a client of MCP sends (%s)',
    async (mode) => {
      const sent = new Set<string>();
      const watched: typeof fetch = (target, init) => {
        for (const [name] of new Headers(init?.headers)) sent.add(name);
        return fetch(target, init);
      };
      const client = new Client({ name: 'page', version: '1' }, { versionNegotiation: { mode } });
      const requestInit = { headers: { authorization: `Bearer ${TOKEN}` } };
      await client.connect(
        new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`), { requestInit, fetch: watched }),
      );
      await client.callTool({ name: 'list_runs', arguments: {} });
      await client.close();
      expect([...sent]).toContain('mcp-protocol-version');
      const headers = { origin: OPS, 'access-control-request-method': 'POST' };
      const answer = await rawHttp(server.url, { method: 'OPTIONS', path: '/mcp', headers });
      const allowed = String(answer.headers['access-control-allow-headers']).split(', ');
      // `accept` needs no leave.
      expect([...sent].filter((name) => name !== 'accept' && !allowed.includes(name))).toEqual([]);
    },
  );

  it('A8: lets a page of an allowed origin read the answer, a refused one too', async () => {
    const answer = await rawOperation(server.url, '{ __typename }', { origin: OPS, authorization: `Bearer ${TOKEN}` });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, OPS]);
    expect(answer.headers['access-control-expose-headers']).toContain('retry-after');
    const refused = await rawOperation(server.url, '{ __typename }', { origin: OPS });
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, OPS]);
  });
});

describe('A8: a server without a token', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ AUTOPACK_ALLOWED_ORIGINS: OPS });
  });
  afterAll(async () => server.close());

  it('A8: acts for pages of allowed origins, over HTTP and WebSocket, and for no others', async () => {
    expect((await rawOperation(server.url, '{ __typename }', { origin: OPS })).status).toBe(200);
    expect((await rawOperation(server.url, '{ __typename }', { origin: 'https://evil.example' })).status).toBe(403);
    const opened = await rawSocket(server.url, { origin: OPS, send: [INIT] });
    expect(opened.messages).toEqual([{ type: 'connection_ack' }]);
    const refused = await rawSocket(server.url, { origin: 'https://evil.example', send: [INIT] });
    expect(refused.refused).toBe(403);
  });

  it('A8: an allowed origin does not let in a foreign Host', async () => {
    expect((await rawOperation(server.url, '{ __typename }', { origin: OPS, host: 'evil.example' })).status).toBe(403);
  });
});

(BROWSER ? describe : describe.skip)('A8: in a browser', () => {
  let pages: Server;
  let server: TestServer;
  let port: number;
  beforeAll(async () => {
    pages = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<p>A page</p>'));
    await new Promise<void>((listening) => pages.listen(0, '127.0.0.1', listening));
    ({ port } = pages.address() as AddressInfo);
    server = await startTestServer({ AUTOPACK_TOKEN: TOKEN, AUTOPACK_ALLOWED_ORIGINS: `http://localhost:${port}` });
  });
  afterAll(async () => {
    await server.close();
    await new Promise((closed) => pages.close(closed));
  });

  it('A8: a page of an allowed origin sends operations and follows, the same page of another origin does not', async () => {
    const browser = await chromium.launch({ executablePath: BROWSER!, args: ['--no-sandbox'] });
    try {
      const tried = async (host: string) => {
        const page = await browser.newPage();
        await page.goto(`http://${host}:${port}/`);
        return page.evaluate(
          async ([url, token]) => {
            const authorization = `Bearer ${token}`;
            const body = JSON.stringify({ query: '{ __typename }' });
            const headers = { 'content-type': 'application/json', authorization };
            const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body })
              .then((response) => response.text())
              .catch((error: Error) => error.name);
            const socket = await new Promise<string>((resolve) => {
              const opened = new WebSocket(`${url}/graphql`.replace('http', 'ws'), 'graphql-transport-ws');
              opened.onopen = () =>
                opened.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
              opened.onmessage = ({ data }) => resolve(String(data));
              opened.onerror = () => resolve('refused');
            });
            return { answer, socket };
          },
          [server.url, TOKEN] as const,
        );
      };
      expect(await tried('localhost')).toEqual({
        answer: '{"data":{"__typename":"Query"}}\n',
        socket: '{"type":"connection_ack"}',
      });
      // Who holds the token may connect from anywhere; but its page reads no answer over HTTP.
      expect((await tried('127.0.0.1')).answer).toBe('TypeError');
    } finally {
      await browser.close();
    }
  });
});
