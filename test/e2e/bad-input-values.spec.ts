/** Numbers out of range, unknown names and null, over HTTP and WebSocket: a clear error with its code, and nothing left behind (A3). */
import { plan } from '../support/api/api.js';
import { gql } from '../support/api/gql.js';
import { rawHttp } from '../support/api/raw-requests.js';
import type { Json } from '../support/graphql-client.js';
import {
  type Answer,
  aStart,
  badField,
  mutate,
  mutation,
  overSocket,
  refused,
  server,
  transports,
  useServerThatRefuses,
} from './bad-input.fixture.js';

useServerThatRefuses();

describe('numbers out of range (A3)', () => {
  const RANGES: readonly (readonly [string, string, readonly unknown[], (value: unknown) => Promise<Answer>])[] = [
    [
      'tokenCap',
      'input.tokenCap',
      [0, -1, 10 ** 12 + 1, 2 ** 53, 1.5, 'NaN', '7', true, 1e300],
      (v) => mutate('startRun', aStart({ tokenCap: v })),
    ],
    [
      'maxPhases',
      'input.maxPhases',
      [0, -1, 1_001, 2 ** 31, 2 ** 53, 1.5, 'NaN', '7'],
      (v) => mutate('startRun', aStart({ maxPhases: v })),
    ],
    [
      'maxDurationMinutes',
      'input.maxDurationMinutes',
      [0, -1, 10_081, 2 ** 53, 1.5, 'NaN'],
      (v) => mutate('startRun', aStart({ maxDurationMinutes: v })),
    ],
    [
      'addTokens',
      'input.addTokens',
      [-1, 10 ** 12 + 1, 2 ** 53, 1.5, 'NaN'],
      (v) => mutate('updatePhaseStatus', { runId: 'base', phaseId: 'p1', state: 'EXECUTING', addTokens: v }),
    ],
    [
      'expectedRunVersion',
      'input.expectedRunVersion',
      [-1, 2 ** 31, 1.5, 'NaN'],
      (v) => mutate('cancelRun', { runId: 'base', reason: 'x', expectedRunVersion: v }),
    ],
    [
      'runs(first)',
      'first',
      [-1, 101, 2 ** 31, 1.5, 'NaN'],
      (first) => server.requestRaw('query ($first: Int) { runs(first: $first) { totalCount } }', { first }),
    ],
    [
      'phases(first)',
      'first',
      [-1, 101, 2 ** 31, 1.5],
      (first) => server.requestRaw('query ($first: Int) { phases(first: $first) { totalCount } }', { first }),
    ],
    [
      'events(first)',
      'first',
      [-1, 1_001, 2 ** 31],
      (first) =>
        server.requestRaw('query ($first: Int) { run(runId: "base") { runId events(first: $first) { seq } } }', {
          first,
        }),
    ],
    [
      'events(after)',
      'after',
      [-1, 2 ** 31],
      (after) =>
        server.requestRaw('query ($after: Int) { run(runId: "base") { runId events(after: $after) { seq } } }', {
          after,
        }),
    ],
    [
      'runEvents(after)',
      'after',
      [-1, 2 ** 31, 1.5],
      (after) =>
        overSocket('subscription ($after: Int) { runEvents(runId: "base", after: $after) { seq } }', { after }),
    ],
  ];

  it.each(RANGES)('are refused for %s', async (_name, path, values, send) => {
    for (const value of values) {
      const answer = await send(value);
      const { message, extensions } = refused({ ...answer, data: null }, 'BAD_USER_INPUT');
      expect([value, extensions.fields![0]]).toEqual([value, { path, message }]);
    }
  });

  it('written into the document are refused by validation where their type is wrong, and as bad input where only the range is', async () => {
    const inline = (value: string) =>
      server.requestRaw(
        `mutation { startRun(input: { runId: "new", tokenCap: ${value}, tiers: [] }) { errors { code } } }`,
      );
    for (const value of ['NaN', '1.5', '"7"', '9007199254740992', '1e3', 'Infinity'])
      refused(await inline(value), 'GRAPHQL_VALIDATION_FAILED');
    for (const value of ['0', '-1', '1000000000001']) badField(await inline(value), 'input.tokenCap');
  });

  it('NaN in the JSON of a request is malformed JSON', async () => {
    const body = JSON.stringify({
      query: mutation('startRun'),
      variables: { input: aStart({ tokenCap: 'x' }) },
    }).replace('"x"', 'NaN');
    const answer = await rawHttp(server.url, {
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect([answer.status, refused(answer.json, 'BAD_USER_INPUT').message]).toEqual([
      400,
      'The request body is not valid JSON.',
    ]);
  });

  it('instants that are none, or beyond the calendar, are refused', async () => {
    const since = (at: unknown) =>
      server.requestRaw(
        'query ($at: DateTime) { runs(filter: { createdAfter: $at, createdBefore: $at }) { totalCount } }',
        { at },
      );
    for (const at of [
      'yesterday',
      '2026-13-01T00:00:00Z',
      '2026-02-30T00:00:00Z',
      '',
      true,
      {},
      -8.64e15,
      8.64e15,
      1e300,
    ]) {
      refused(await since(at), 'BAD_USER_INPUT');
    }
    for (const at of ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'])
      expect((await since(at)).data).toEqual({ runs: { totalCount: 0 } });
    const inline = await server.requestRaw('{ runs(filter: { createdAfter: "yesterday" }) { totalCount } }');
    refused(inline, 'GRAPHQL_VALIDATION_FAILED');
  });
});

describe('unknown fields and values', () => {
  it('in variables are bad input that names the place', async () => {
    expect(badField(await mutate('startRun', aStart({ colour: 'red' })), 'input')).toContain('"colour"');
    badField(
      await mutate('startRun', aStart({ tiers: [{ ...plan({ T1: ['p1'] })[0], colour: 'red' }] })),
      'input.tiers.0',
    );
    expect(badField(await mutate('startRun', aStart({ safetyProfile: 'RECKLESS' })), 'input.safetyProfile')).toContain(
      'RECKLESS',
    );
    badField(await mutate('startRun', aStart({ runScope: 'incremental' })), 'input.runScope');
    badField(await mutate('startRun', aStart({ safetyProfile: 'normal' })), 'input.safetyProfile');
    badField(await mutate('updatePhaseStatus', { runId: 'base', phaseId: 'p1', state: 'DONE' }), 'input.state');
    badField(
      await mutate('updatePhaseStatus', { runId: 'base', phaseId: 'p1', state: 'D'.repeat(100_000) }),
      'input.state',
    );
    badField(await mutate('updatePhaseStatus', { runId: 'base', phaseId: 'p1' }), 'input');
    badField(await mutate('startRun', { runId: 'new' }), 'input');
  });

  it('in the document fail validation', async () => {
    for (const query of [
      'mutation { startRun(input: { runId: "new", colour: "red", tiers: [] }) { errors { code } } }',
      'mutation { startRun(input: { runId: "new", safetyProfile: RECKLESS, tiers: [] }) { errors { code } } }',
      'mutation { startRun(input: { runId: "new" }) { errors { code } } }',
      'mutation { updatePhaseStatus(input: { runId: "base", phaseId: "p1", state: "EXECUTING" }) { errors { code } } }',
      '{ run(runId: "base", colour: "red") { runId } }',
      '{ run(runId: "base") }',
      '{ server { version { x } } }',
    ]) {
      const answer = await server.requestRaw(query);
      expect([query, answer.data ?? null, answer.errors?.[0]?.extensions.code]).toEqual([
        query,
        null,
        'GRAPHQL_VALIDATION_FAILED',
      ]);
    }
  });

  it('that do not parse, name no operation or several are refused', async () => {
    for (const query of ['{ run(', '', '   ', '# nothing', 'hello']) {
      const answer = await server.requestRaw(query);
      expect([query, answer.errors?.[0]?.extensions.code]).toEqual([
        query,
        expect.stringMatching(/^(GRAPHQL_PARSE_FAILED|BAD_USER_INPUT)$/),
      ]);
    }
    refused(
      await server.requestRaw('query A { server { version } } query B { server { version } }'),
      'GRAPHQL_VALIDATION_FAILED',
    );
  });

  it.each([
    '{"query":"{ server { version } }","variables":{"__proto__":{"x":1}}}',
    '{"__proto__":{"query":"{ server { version } }"}}',
    '{"query":"{ server { version } }","variables":{"constructor":{"prototype":{"x":1}}}}',
  ])('named like parts of a prototype poison nothing: %s', async (body) => {
    const answer = await rawHttp(server.url, {
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(answer.status).toBe(400);
    refused(answer.json, 'BAD_USER_INPUT');
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it('named like parts of a prototype inside an input are unknown fields, over WebSocket too', async () => {
    for (const key of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
      const input = JSON.parse(`{"runId":"new","tiers":[],"${key}":{"x":1}}`) as Json;
      const answer = await overSocket(mutation('startRun'), { input });
      expect([key, refused(answer, 'BAD_USER_INPUT').message]).toEqual([key, expect.stringContaining(`"${key}"`)]);
    }
    expect(({} as Record<string, unknown>).x).toBeUndefined();
    refused(await server.requestRaw('{ run(runId: "base") { __proto__ } }'), 'GRAPHQL_VALIDATION_FAILED');
  });

  it('do not stop a harmless variable that nobody uses', async () => {
    expect((await server.requestRaw('{ run(runId: "base") { runId } }', { unused: 1, constructor: 'x' })).data).toEqual(
      {
        run: { runId: 'base' },
      },
    );
  });
});

describe('null and what is left out', () => {
  it('null for an argument with a default means the default', async () => {
    const lists = await server.request(
      gql(
        'query ($n: Int, $c: String) { a: runs(first: $n, after: $c, filter: null) { nodes { runId } } b: runs { nodes { runId } } c: phases(first: null) { nodes { id } } d: phases { nodes { id } } }',
      ),
      { n: null, c: null },
    );
    expect([lists.a, lists.c]).toEqual([lists.b, lists.d]);
    expect(lists.a.nodes.length).toBeGreaterThanOrEqual(2);
    const { run } = await server.request(
      gql('{ run(runId: "base") { a: events(first: null, after: null) { seq } b: events { seq } } }'),
    );
    expect(run!.a).toEqual(run!.b);
  });

  it('null by a variable in the middle of an input is bad input', async () => {
    const query = `mutation ($p: [PhaseInput!]) { startRun(input: { runId: "new", tiers: [{ tierId: "T", name: "T", phases: $p }] }) { run { runId } } }`;
    for (const [, send] of transports) badField(await send(query, { p: null }), 'input');
  });

  it('null where a value is needed is bad input', async () => {
    badField(await mutate('startRun', aStart({ tiers: null })), 'input.tiers');
    badField(await mutate('startRun', aStart({ tiers: [null] })), 'input.tiers.0');
    badField(await mutate('cancelRun', { runId: 'base', reason: null }), 'input.reason');
    badField(await mutate('cancelRun', { runId: null, reason: 'x' }), 'input.runId');
    badField(await server.requestRaw(mutation('startRun')), 'input');
  });
});
