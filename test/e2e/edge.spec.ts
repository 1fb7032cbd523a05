/** The edge of a server that has no token (A1, A3, A4): open to programs on this machine, closed to web pages. */
import { gzipSync } from 'node:zlib';

import { gql } from '../support/api/gql.js';
import { rawBytes, rawHttp, rawOperation, rawSocket } from '../support/api/raw-requests.js';
import { run } from '../support/programs.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

const INIT = { type: 'connection_init' };
const MUTATION =
  'mutation { startRun(input: { runId: "from-a-page", tiers: [{ tierId: "t", name: "T", phases: [{ phaseId: "p", name: "P" }] }] }) { run { runId } } }';
const over = (query: string) => ({ id: '1', type: 'subscribe', payload: { query } });

let server: TestServer;
let port: string;
beforeAll(async () => {
  server = await startTestServer({ AUTOPACK_ALLOWED_HOSTS: 'autopack.test, other.test:8000' });
  port = new URL(server.url).port;
});
afterAll(async () => server.close());

const runExists = async () => (await server.request(gql('{ run(runId: "from-a-page") { runId } }'))).run !== null;

describe('Host over HTTP (A1)', () => {
  it.each(['localhost', '127.0.0.1', '127.8.7.6', '[::1]', 'app.localhost', 'autopack.test', 'AUTOPACK.TEST'])(
    'answers for %s',
    async (name) => {
      for (const host of [name, `${name}:${port}`]) {
        const answer = await rawOperation(server.url, '{ __typename }', { host });
        expect([host, answer.status, answer.json]).toEqual([host, 200, { data: { __typename: 'Query' } }]);
      }
    },
  );

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.nip.example',
    '0.0.0.0',
    '192.168.1.9',
    'other.test',
    'evil@localhost',
  ])('refuses %s with 403, whatever is asked', async (host) => {
    for (const path of ['/', '/graphql', '/health/live', '/graphql/assets/react.js', '/nowhere']) {
      const answer = await rawHttp(server.url, { path, headers: { host, accept: 'text/html' } });
      expect([path, answer.status, answer.json.errors[0].extensions.code]).toEqual([path, 403, 'FORBIDDEN']);
    }
    const answer = await rawOperation(server.url, MUTATION, { host });
    expect(answer.status).toBe(403);
    expect(await runExists()).toBe(false);
  });

  it('looks at the port of an allowed host that has one', async () => {
    expect((await rawOperation(server.url, '{ __typename }', { host: 'other.test:8000' })).status).toBe(200);
    expect((await rawOperation(server.url, '{ __typename }', { host: 'other.test:8001' })).status).toBe(403);
  });

  it('refuses a request without Host, with two, or for another host in its target', async () => {
    expect(await rawBytes(server.url, 'GET /health/live HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 403 /);
    expect(
      await rawBytes(
        server.url,
        'GET /health/live HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
      ),
    ).toMatch(/^HTTP\/1\.1 40[03] /);
    expect(
      await rawBytes(
        server.url,
        'GET http://evil.example/health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
      ),
    ).toMatch(/^HTTP\/1\.1 403 /);
  });
});

describe('Origin over HTTP (A1)', () => {
  it('does nothing for a page of another origin, in any way that a page can send without asking first', async () => {
    for (const origin of ['http://evil.example', 'null', 'https://localhost.evil.example']) {
      for (const type of [
        'text/plain',
        'application/json',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
      ]) {
        const answer = await rawOperation(server.url, MUTATION, { origin, 'content-type': type });
        expect([origin, type, answer.status, answer.json.errors[0].extensions.code]).toEqual([
          origin,
          type,
          403,
          'FORBIDDEN',
        ]);
      }
    }
    expect(await runExists()).toBe(false);
  });

  it('gives no page of another origin leave to ask', async () => {
    const preflight = await rawHttp(server.url, {
      method: 'OPTIONS',
      path: '/graphql',
      headers: {
        origin: 'http://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    expect(preflight.status).toBe(403);
    for (const origin of ['http://evil.example', 'http://localhost:5173']) {
      const answer = await rawOperation(server.url, '{ __typename }', { origin });
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('answers its own page, and the proxy of a development server on loopback', async () => {
    for (const origin of [server.url, 'http://localhost:5173', 'http://[::1]:3000']) {
      expect((await rawOperation(server.url, '{ __typename }', { origin })).status).toBe(200);
    }
  });

  it('does not run an operation that needs no preflight: GET, and bodies that are not JSON', async () => {
    const byGet = await rawHttp(server.url, { path: `/graphql?query=${encodeURIComponent('{ __typename }')}` });
    expect([byGet.status, byGet.json.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    const asText = await rawOperation(server.url, MUTATION, { 'content-type': 'text/plain' });
    expect([asText.status, asText.json.errors[0].extensions.code]).toEqual([415, 'BAD_USER_INPUT']);
    expect(await runExists()).toBe(false);
  });
});

describe('WebSocket upgrades (A1)', () => {
  it.each([
    ['no Origin, as a program connects', {}],
    ['an Origin equal to its Host', { origin: 'own' }],
    ['[::1] as Host', { headers: { host: '[::1]:8000' } }],
    ['an allowed Host', { headers: { host: 'autopack.test' }, origin: 'http://autopack.test' }],
  ])('opens with %s', async (_what, { headers, origin }: { headers?: Record<string, string>; origin?: string }) => {
    const outcome = await rawSocket(server.url, {
      headers,
      origin: origin === 'own' ? server.url : origin,
      send: [INIT],
    });
    expect(outcome.messages).toEqual([expect.objectContaining({ type: 'connection_ack' })]);
  });

  it.each([
    ['a foreign Host', { headers: { host: 'evil.example' } }],
    ['a foreign Host and an Origin equal to it', { headers: { host: 'evil.example' }, origin: 'http://evil.example' }],
    ['a foreign Origin', { origin: 'http://evil.example' }],
    ['the Origin null', { origin: 'null' }],
    ['an Origin on loopback that is not ours', { origin: 'http://localhost:5173' }],
    ['the right Origin with another scheme', { origin: 'https-own' }],
  ])(
    'refuses %s with 403, and nothing runs',
    async (_what, { headers, origin }: { headers?: Record<string, string>; origin?: string }) => {
      const requested = origin === 'https-own' ? server.url.replace('http', 'https') : origin;
      const outcome = await rawSocket(server.url, { headers, origin: requested, send: [INIT, over(MUTATION)] });
      expect(outcome.refused).toBe(403);
      expect(JSON.parse(outcome.body!).errors[0].extensions.code).toBe('FORBIDDEN');
      expect(await runExists()).toBe(false);
    },
  );

  it('answers 404 to an upgrade elsewhere, instead of leaving it open', async () => {
    for (const path of ['/', '/other', '/graphqlx', '/graphql/assets/react.js']) {
      expect([path, (await rawSocket(server.url, { path })).refused]).toEqual([path, 404]);
    }
  });

  it('closes a socket whose message is larger than a body may be (A3)', async () => {
    const outcome = await rawSocket(server.url, {
      send: [INIT, over(`{ __typename } # ${'x'.repeat(5 * 1024 * 1024)}`)],
      count: 5,
    });
    expect(outcome.closed).toBe(1009);
  });
});

describe('Bodies and addresses (A3, A4)', () => {
  const post = (body: string | Buffer, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    rawHttp(server.url, { method: 'POST', path: '/graphql', headers, body });

  it('refuses a body of 10 MB with 413 and a sentence, sized or in chunks', async () => {
    const big = Buffer.from(JSON.stringify({ query: `{ __typename } # ${'x'.repeat(10_000_000)}` }));
    for (const headers of [{}, { 'transfer-encoding': 'chunked' }]) {
      const answer = await post(big, { 'content-type': 'application/json', ...headers });
      expect([answer.status, answer.json.errors[0].extensions.code]).toEqual([413, 'BAD_USER_INPUT']);
      expect(answer.json.errors[0].message).toContain('4 MiB');
    }
    expect((await rawOperation(server.url, '{ __typename }')).status).toBe(200);
  });

  it('takes a body of nearly 4 MiB', async () => {
    const answer = await post(
      JSON.stringify({ query: '{ __typename }', variables: { unused: 'x'.repeat(4 * 1024 * 1024 - 1_000) } }),
    );
    expect([answer.status, answer.json.data]).toEqual([200, { __typename: 'Query' }]);
  });

  it.each([
    '{"query": ',
    '',
    'query',
    '{"__proto__": {"query": "{ __typename }"}}',
    '[]',
    '"text"',
    'null',
    '[{"query": "{ __typename }"}]',
    '{"query": 5}',
  ])('answers 400 in the form of GraphQL to %j', async (body) => {
    const answer = await post(body);
    expect([answer.status, answer.json.errors.length, answer.json.errors[0].extensions.code]).toEqual([
      400,
      1,
      'BAD_USER_INPUT',
    ]);
    expect(answer.json.errors[0].extensions.fields).toEqual([
      expect.objectContaining({ message: answer.json.errors[0].message }),
    ]);
  });

  it('answers 415 to any other content', async () => {
    for (const type of [
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'application/jsonp',
      'application/graphql',
    ]) {
      const answer = await post('{ __typename }', { 'content-type': type });
      expect([type, answer.status, answer.json.errors[0].message]).toEqual([
        type,
        415,
        expect.stringContaining('application/json'),
      ]);
    }
  });

  it.each(['gzip', 'deflate', 'br', 'zstd', 'gzip, br', 'x-gzip'])(
    'A3: answers 415 to a body with Content-Encoding %s, and says what to send',
    async (encoding) => {
      const answer = await post(gzipSync(JSON.stringify({ query: '{ __typename }' })), {
        'content-type': 'application/json',
        'content-encoding': encoding,
      });
      expect([answer.status, answer.json.errors[0].extensions.code]).toEqual([415, 'BAD_USER_INPUT']);
      expect(answer.json.errors[0].message).toMatch(/must not be compressed.*Content-Encoding/);
    },
  );

  it.each([
    ['a body over the limit', {}, 413],
    ['a body of another type', { 'content-type': 'text/plain' }, 415],
    ['a foreign page', { origin: 'http://evil.example' }, 403],
  ])(
    'A3: answers %s though its sender goes on sending: the answer comes, and no reset',
    async (_what, headers, status) => {
      // From a process of its own, that really sends meanwhile. Without reading on, about every second request was reset.
      const client = `const body = '"' + 'x'.repeat(6_000_000) + '"';
      const seen = [];
      for (let i = 0; i < 12; i += 1) {
        const answer = await fetch(process.argv[1], { method: 'POST', headers: JSON.parse(process.argv[2]), body }).catch((error) => ({ status: error.cause.code }));
        seen.push(answer.status);
      }
      console.log(JSON.stringify(seen));`;
      const given = JSON.stringify({ 'content-type': 'application/json', ...headers });
      const { stdout } = await run(process.execPath, [
        '--input-type=module',
        '-e',
        client,
        `${server.url}/graphql`,
        given,
      ]);
      expect(JSON.parse(stdout)).toEqual(Array.from({ length: 12 }, () => status));
    },
  );

  it('A3: takes a body whose Content-Encoding is identity, and an operationName that is empty', async () => {
    const body = JSON.stringify({ query: '{ __typename }', operationName: '' });
    const answer = await post(body, { 'content-type': 'application/json', 'content-encoding': 'identity' });
    expect([answer.status, answer.json]).toEqual([200, { data: { __typename: 'Query' } }]);
  });

  it('A3: answers a hash without its document PERSISTED_QUERY_NOT_SUPPORTED, and runs a document that comes with one', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } };
    const without = await post(JSON.stringify({ extensions }));
    expect(without.json.errors[0]).toMatchObject({
      message: 'PersistedQueryNotSupported',
      extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' },
    });
    const json = (await post(JSON.stringify({ query: '{ __typename }', extensions }))).json as { data: unknown };
    expect(json.data).toEqual({ __typename: 'Query' });
  });

  it('says where the API is at every unknown address', async () => {
    for (const request of [
      { path: '/runs' },
      { path: '/graphql/assets/../../package.json' },
      { path: '/graphql/' },
      { path: '/graphql', method: 'PUT' },
    ]) {
      const answer = await rawHttp(server.url, request);
      expect([request.path, answer.status, answer.json.errors[0].message]).toEqual([
        request.path,
        404,
        expect.stringContaining('/graphql'),
      ]);
    }
  });

  it('answers a malformed address in the same form', async () => {
    const answer = await rawHttp(server.url, { path: '/%zz' });
    expect([answer.status, answer.json.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
  });

  it('shows no stack, no SQL and no path of the machine in any of these', async () => {
    const answers = await Promise.all([
      rawHttp(server.url, { path: '/%zz' }),
      rawHttp(server.url, { path: '/nowhere' }),
      post('{'),
      post(Buffer.alloc(5_000_000, 'x')),
      rawOperation(server.url, '{ nothing }'),
      rawOperation(server.url, '{ run(runId: "../x") { runId } }'),
    ]);
    for (const { text } of answers)
      expect(text).not.toMatch(/\bat .*:\d+|node_modules|select |stack|\/src\/|\/dist\/|FST_ERR|Exception/);
  });

  it('sends headers that keep browsers from misusing an answer', async () => {
    for (const path of ['/graphql', '/health', '/nowhere', '/graphql/assets/react.js']) {
      const { headers } = await rawHttp(server.url, { path, headers: { accept: 'text/html' } });
      expect([path, headers['x-content-type-options'], headers['referrer-policy']]).toEqual([
        path,
        'nosniff',
        'no-referrer',
      ]);
      expect([path, headers['content-security-policy']]).toEqual([
        path,
        expect.stringContaining("frame-ancestors 'none'"),
      ]);
    }
  });

  it('leads from / to the dashboard', async () => {
    const answer = await rawHttp(server.url, { path: '/' });
    expect([answer.status, answer.headers.location]).toEqual([302, '/ui/']);
  });
});
