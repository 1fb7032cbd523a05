/** Trusted documents, introspection and the playground: what a server for known programs answers, and what it does not. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readSettings } from '../../src/config/settings.js';
import { TrustedDocuments } from '../../src/graphql/trusted-documents.js';
import { rawHttp, rawOperation, rawSocket } from '../support/api/raw-requests.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { cli } from './cli.fixture.js';

const KNOWN = 'query Known($first: Int) { runs(first: $first) { edges { node { id } } } }';
const ID = createHash('sha256').update(KNOWN).digest('hex');
const REFUSED = {
  errors: [{ message: expect.stringContaining('trusted documents only'), extensions: { code: 'FORBIDDEN' } }],
};
const JSON_BODY = { 'content-type': 'application/json' };

const here = cli();
const folder = mkdtempSync(join(tmpdir(), 'autopack-trusted-'));
const manifest = (name: string, content: unknown): string => {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return join(folder, name);
};
afterAll(() => rmSync(folder, { recursive: true }));

const post = async (url: string, body: object) =>
  (await rawHttp(url, { method: 'POST', path: '/graphql', headers: JSON_BODY, body: JSON.stringify(body) })).json;

describe('A2: a server that runs trusted documents only', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ AUTOPACK_TRUSTED_DOCUMENTS: manifest('known.json', { [ID]: KNOWN }) });
  });
  afterAll(async () => server.close());

  it('A2: runs a document of the list, as text or by its hash', async () => {
    const answer = { data: { runs: { edges: [] } } };
    const again =
      '# the same, printed otherwise\nquery Known($first: Int) {\n  runs(first: $first) { edges { node { id } } }\n}';
    expect(await post(server.url, { query: KNOWN, variables: { first: 1 } })).toEqual(answer);
    expect(await post(server.url, { query: again })).toEqual(answer);
    for (const documentId of [ID, `sha256:${ID}`]) expect(await post(server.url, { documentId })).toEqual(answer);
  });

  it('A2: runs no other, over HTTP and WebSocket', async () => {
    for (const query of ['{ __typename }', KNOWN.replace('id', 'runId'), `${KNOWN} query Other { __typename }`])
      expect(await post(server.url, { query, operationName: 'Known' })).toEqual(REFUSED);
    expect(await post(server.url, { documentId: ID.replace(/^./, 'z') })).toMatchObject({ errors: [{}] });
    const subscribe = (query: string) => ({ id: '1', type: 'subscribe', payload: { query } });
    const socket = await rawSocket(server.url, {
      send: [{ type: 'connection_init' }, subscribe('subscription { runsEvents { id } }')],
      count: 2,
    });
    expect(socket.messages.at(-1)).toMatchObject({ type: 'error', payload: REFUSED.errors });
  });

  it('A2: runs the documents of the command line and of workers', async () => {
    const own = TrustedDocuments.fromFiles([]);
    expect(own.textOf(ID)).toBeUndefined();
    const listed = await here.autopack(['run', 'list', '--json', '--url', server.url]);
    expect([listed.code, listed.err]).toEqual([0, '']);
  });
});

describe('A2: files of trusted documents', () => {
  const refusalOf = (content: unknown): string => {
    try {
      TrustedDocuments.fromFiles([manifest('tried.json', content)]);
    } catch (error) {
      return (error as Error).message;
    }
    return 'accepted';
  };

  it('A2: takes the manifests of graphql-codegen, Relay and Apollo', () => {
    for (const content of [
      { [ID]: KNOWN },
      { [`sha256:${ID}`]: KNOWN },
      { format: 'apollo-persisted-query-manifest', version: 1, operations: [{ id: ID, body: KNOWN, name: 'Known' }] },
    ]) {
      expect(TrustedDocuments.fromFiles([manifest('form.json', content)]).textOf(ID)).toBe(KNOWN);
    }
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '["query A { a }"]'],
    ['no text', { a: 1 }],
    ['no document', { a: 'query {' }],
    ['no operations', { operations: [null] }],
  ])('A2: says which file is wrong, and why: %s', (_what, content) => {
    expect(refusalOf(content)).toMatch(/AUTOPACK_TRUSTED_DOCUMENTS: .*tried\.json/);
  });

  it('A2: says that a file is not there', () => {
    expect(() => TrustedDocuments.fromFiles([join(folder, 'nothing.json')])).toThrow(/nothing\.json cannot be read/);
  });
});

describe('A2: what a server in production does not show', () => {
  const visibleIn = (environment: Record<string, string>) => {
    const { playground, introspection } = readSettings(environment, '/');
    return { playground, introspection };
  };

  it('A2: page and introspection are off where NODE_ENV says production, unless asked for', () => {
    expect(visibleIn({})).toEqual({ playground: true, introspection: true });
    expect(visibleIn({ NODE_ENV: 'production' })).toEqual({ playground: false, introspection: false });
    expect(visibleIn({ NODE_ENV: 'production', AUTOPACK_PLAYGROUND: 'on' })).toMatchObject({ playground: true });
    expect(visibleIn({ AUTOPACK_INTROSPECTION: 'off' })).toEqual({ playground: true, introspection: false });
  });

  it('A2: answers neither the page nor the schema, and still what it is', async () => {
    const server = await startTestServer({ NODE_ENV: 'production' });
    try {
      for (const path of ['/graphql', '/graphql/assets/react.js']) {
        const answer = await rawHttp(server.url, { path, headers: { accept: 'text/html' } });
        expect([path, answer.status, answer.json.errors[0].extensions.code]).toEqual([path, 404, 'NOT_FOUND']);
      }
      for (const query of ['{ __schema { queryType { name } } }', '{ __type(name: "Run") { name } }']) {
        const { status, json } = await rawOperation(server.url, query);
        expect([status, json.errors[0].extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
      }
      expect((await rawOperation(server.url, '{ __typename server { version } }')).status).toBe(200);
    } finally {
      await server.close();
    }
  });
});
