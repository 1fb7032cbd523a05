/** The edge of a server with a token (A1): who holds it may do everything, who does not sees the page and whether the server is well. */
import { rawHttp, rawOperation, rawSocket } from '../support/api/raw-requests.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

const TOKEN = 'a-token-for-tests';
const BEARER = { authorization: `Bearer ${TOKEN}` };

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ AUTOPACK_TOKEN: TOKEN });
});
afterAll(async () => server.close());

const WRONG: [string, Record<string, string>][] = [
  ['no token', {}],
  ['a wrong token', { authorization: 'Bearer a-token-for-testz' }],
  ['a part of the token', { authorization: 'Bearer a-token' }],
  ['the token and more', { authorization: `Bearer ${TOKEN}x` }],
  ['an empty token', { authorization: 'Bearer ' }],
  ['another scheme', { authorization: `Basic ${Buffer.from(`x:${TOKEN}`).toString('base64')}` }],
  ['the token without a scheme', { authorization: TOKEN }],
  ['the token under another name', { token: TOKEN, 'x-token': TOKEN, cookie: `authorization=Bearer ${TOKEN}` }],
];

describe('HTTP with a token configured (A1)', () => {
  it.each(WRONG)('answers 401 to an operation with %s', async (_what, headers) => {
    const answer = await rawOperation(server.url, '{ __typename }', headers);
    expect(answer.status).toBe(401);
    expect(answer.json).toEqual({ errors: [{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  it.each([BEARER, { authorization: `bearer ${TOKEN}` }, { authorization: `Bearer   ${TOKEN}` }])(
    'lets in %j',
    async (headers) => {
      expect(await rawOperation(server.url, '{ __typename }', headers)).toMatchObject({
        status: 200,
        json: { data: { __typename: 'Query' } },
      });
    },
  );

  it('lets the token in from any Host and Origin', async () => {
    for (const [name, value] of [
      ['host', 'autopack.example'],
      ['origin', 'http://frontend.example'],
    ] as const) {
      expect((await rawOperation(server.url, '{ __typename }', { ...BEARER, [name]: value })).status).toBe(200);
    }
  });

  it.each([
    '/metrics',
    '/nowhere',
    '/graphql',
    '/graphql?query={__typename}',
    '/graphql/assets/nothing.js/x',
    '/health/other',
  ])('answers 401 to GET %s without it', async (path) => {
    expect((await rawHttp(server.url, { path })).status).toBe(401);
  });

  it('answers 401 before it reads a body', async () => {
    const answer = await rawHttp(server.url, {
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(answer.status).toBe(401);
  });

  it('shows the page, its files and the way to it to everybody', async () => {
    expect((await rawHttp(server.url, { path: '/' })).headers.location).toBe('/ui/');
    const page = await rawHttp(server.url, {
      path: '/graphql',
      headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
    });
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).not.toContain(TOKEN);
    expect((await rawHttp(server.url, { path: '/graphql/assets/playground.js' })).status).toBe(200);
  });

  it('shows the page, not the answer, to an operation in the address of a browser', async () => {
    const answer = await rawHttp(server.url, {
      path: '/graphql?query={server{version}}',
      headers: { accept: 'text/html' },
    });
    expect([answer.status, answer.headers['content-type'], answer.text.includes('databaseId":')]).toEqual([
      200,
      'text/html; charset=utf-8',
      false,
    ]);
    for (const accept of [
      'text/html;q=0.1,application/json',
      'application/json,text/html',
      'text/html, application/graphql-response+json',
    ]) {
      const other = await rawHttp(server.url, {
        path: '/graphql?query={server{version}}',
        headers: { accept, 'apollo-require-preflight': '1' },
      });
      expect([accept, other.status]).toEqual([accept, 401]);
    }
  });
});

describe('Health with a token configured (A1)', () => {
  it.each(['/health', '/health/ready', '/health/live'])('says at %s how it is, and no more', async (path) => {
    const answer = await rawHttp(server.url, { path });
    expect([answer.status, answer.json]).toEqual([200, { status: 'ok' }]);
    expect((await rawHttp(server.url, { path, headers: { authorization: 'Bearer wrong-token' } })).json).toEqual({
      status: 'ok',
    });
  });

  it('says more to who may know', async () => {
    const answer = await rawHttp(server.url, { path: '/health', headers: BEARER });
    expect(answer.json).toMatchObject({
      status: 'ok',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      databaseId: expect.stringMatching(/^[0-9a-f]{16}$/),
      checks: {
        database: { reachable: true, latencyMs: expect.any(Number) },
        migrations: { missing: [] },
        runsRoot: { writable: true },
      },
    });
    const { data } = (await rawOperation(server.url, '{ server { version databaseId startedAt } }', BEARER)).json;
    expect(data.server).toEqual({
      version: answer.json.version,
      databaseId: answer.json.databaseId,
      startedAt: answer.json.startedAt,
    });
  });

  it('counts commands for who may know', async () => {
    const move = 'mutation { cancelRun(input: { runId: "none", reason: "x" }) { errors { code } } }';
    await rawOperation(server.url, move, BEARER);
    const { text, headers } = await rawHttp(server.url, { path: '/metrics', headers: BEARER });
    expect(headers['content-type']).toContain('text/plain');
    expect(text).toContain('autopack_commands_total{command="cancelRun",outcome="NOT_FOUND"} 1');
    for (const name of [
      'process_cpu_seconds_total',
      'autopack_database_connections',
      'autopack_file_layout_failing_runs',
      'autopack_subscriptions',
    ]) {
      expect(text).toContain(name);
    }
    expect(text).not.toContain('none');
  });
});

describe('WebSocket with a token configured (A1)', () => {
  const init = (payload?: unknown) => [{ type: 'connection_init', payload }];

  it.each([`Bearer ${TOKEN}`, TOKEN, `bearer ${TOKEN}`])('opens with authorization %j', async (authorization) => {
    const outcome = await rawSocket(server.url, { send: init({ authorization }) });
    expect(outcome.messages).toEqual([expect.objectContaining({ type: 'connection_ack' })]);
  });

  it.each([
    ['nothing', undefined],
    ['an empty object', {}],
    ['a wrong token', { authorization: 'Bearer wrong-token' }],
    ['an empty token', { authorization: '' }],
    ['no text', { authorization: { token: TOKEN } }],
    ['a list', { authorization: [TOKEN] }],
    ['the token under another name', { token: TOKEN }],
  ])('closes with 4401 when it is given %s', async (_what, payload) => {
    const outcome = await rawSocket(server.url, { send: init(payload), count: 2 });
    expect([outcome.closed, outcome.messages]).toEqual([4401, []]);
  });

  it('closes with 4401 when an operation comes before the token', async () => {
    const outcome = await rawSocket(server.url, {
      send: [{ id: '1', type: 'subscribe', payload: { query: '{ __typename }' } }],
    });
    expect(outcome.closed).toBe(4401);
  });

  it('runs operations behind the token, from any Origin', async () => {
    const operation = { id: '1', type: 'subscribe', payload: { query: '{ __typename }' } };
    const socket = server.socket({ authorization: TOKEN });
    const answers = [];
    for await (const answer of socket.iterate({ query: operation.payload.query })) answers.push(answer);
    await socket.dispose();
    expect(answers).toEqual([{ data: { __typename: 'Query' } }]);
    const outcome = await rawSocket(server.url, {
      origin: 'http://frontend.example',
      send: init({ authorization: TOKEN }),
    });
    expect(outcome.messages[0]!.type).toBe('connection_ack');
  });
});
