/** The dashboard below /ui: how it is served. */
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { rawHttp } from '../support/api/raw-requests.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

const HTML = { accept: 'text/html,*/*;q=0.8' };

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => server.close());

const addressesIn = (html: string): string[] =>
  [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!);

describe('The files of the dashboard', () => {
  it('A8: every address below /ui/ is the page, under a policy without inline scripts and styles', async () => {
    for (const path of ['/ui/', '/ui/runs/some-run', '/ui/runs/a.b/phases/c%2Fd?attempt=2']) {
      const { status, headers, text } = await rawHttp(server.url, { path, headers: HTML });
      expect([path, status, headers['content-type']]).toEqual([path, 200, 'text/html; charset=utf-8']);
      expect(text).toContain('id="app"');
      const { host } = new URL(server.url);
      expect(headers['content-security-policy']).toBe(
        [
          `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ws://${host} wss://${host}`,
          `base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'`,
        ].join('; '),
      );
      expect([headers['x-content-type-options'], headers['referrer-policy'], headers['cache-control']]).toEqual([
        'nosniff',
        'no-referrer',
        'no-cache',
      ]);
    }
  });

  it('A8: its files are named by their content, kept for ever, compressed as the client reads them', async () => {
    const { text } = await rawHttp(server.url, { path: '/ui/' });
    const addresses = addressesIn(text);
    expect(addresses.length).toBeGreaterThan(2);
    for (const path of addresses) {
      const plain = await rawHttp(server.url, { path });
      expect([path, plain.status]).toEqual([path, 200]);
      expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      const etag = plain.headers.etag!;
      expect((await rawHttp(server.url, { path, headers: { 'if-none-match': etag } })).status).toBe(304);
      expect((await rawHttp(server.url, { method: 'HEAD', path })).status).toBe(200);
    }
    const script = addresses.find((address) => address.endsWith('.js'))!;
    const plain = (await rawHttp(server.url, { path: script })).text;
    for (const [accepted, encoding, decode] of [
      ['gzip, deflate, br', 'br', brotliDecompressSync],
      ['gzip', 'gzip', gunzipSync],
      ['br;q=0, gzip', 'gzip', gunzipSync],
    ] as const) {
      const response = await fetch(new URL(script, server.url), { headers: { 'accept-encoding': accepted } });
      expect([accepted, response.headers.get('content-encoding')]).toEqual([accepted, encoding]);
      expect(await response.text()).toBe(plain);
      expect(decode).toBeDefined();
    }
  });

  it.each(['/ui/assets/nothing.js', '/ui/assets/index.js', '/ui/assets/..%2f..%2fpackage.json', '/ui/assets/'])(
    'A8: %s is nothing',
    async (path) => expect((await rawHttp(server.url, { path })).status).toBe(404),
  );

  it('A8: /ui leads to /ui/', async () => {
    const { status, headers } = await rawHttp(server.url, { path: '/ui' });
    expect([status, headers.location]).toEqual([302, '/ui/']);
  });
});
