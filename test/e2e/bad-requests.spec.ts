/** Documents over the limits and malformed requests, over HTTP and WebSocket: a clear error with its code, and nothing left behind (A3). */
import { getIntrospectionQuery, type IntrospectionQuery } from 'graphql';

import { plan } from '../support/api/api.js';
import { EVENT, PHASE, RUN, TIER } from '../support/api/commands.js';
import { gql } from '../support/api/gql.js';
import { rawHttp } from '../support/api/raw-requests.js';
import { aStart, badField, mutation, refused, server, transports, useServerThatRefuses } from './bad-input.fixture.js';

useServerThatRefuses();

describe.each(transports)('limits on documents over %s (A3)', (_transport, send) => {
  /** Deep and cheap: one object in another. */
  const nested = (levels: number) =>
    `{ run(runId: "base") ${'{ currentPhase { run '.repeat(levels / 2 - 1)}{ runId }${' } }'.repeat(levels / 2 - 1)} }`;
  const cases: readonly (readonly [string, string, string])[] = [
    ['50 levels deep', nested(50), 'GRAPHQL_VALIDATION_FAILED'],
    [
      'with 1,000 aliases',
      `{ ${Array.from({ length: 1_000 }, (_, i) => `a${i}: __typename`).join(' ')} }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'with 100 aliases of a mutation',
      `mutation { ${Array.from({ length: 100 }, (_, i) => `a${i}: startRun(input: { tiers: [] }) { errors { code } }`).join(' ')} }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['with 1,000 directives', `{ __typename ${'@include(if: true) '.repeat(500)} }`, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'with many directives on many fields',
      `{ ${Array.from({ length: 100 }, () => '__typename @include(if: true)').join(' ')} }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['of 25,000 tokens', `{ ${'__typename '.repeat(25_000)} }`, 'GRAPHQL_PARSE_FAILED'],
    [
      'with a fragment that spreads itself',
      '{ run(runId: "base") { ...A } } fragment A on Run { runId ...A }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'with a cycle of fragments',
      '{ run(runId: "base") { ...A } } fragment A on Run { tiers { ...B } } fragment B on Tier { run { ...A } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'with a cycle of fragments that nobody uses',
      '{ server { version } } fragment A on Run { tiers { ...B } } fragment B on Tier { run { ...A } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'with costly nesting',
      '{ runs(first: 100) { nodes { tiers { phases { run { tiers { phases { run { runId } } } } } } } } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'with costly nesting behind fragments',
      '{ runs(first: 100) { nodes { ...R } } } fragment R on Run { events(first: 1000) { run { events(first: 1000) { seq } } } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'with fragments that double at every step',
      `{ run(runId: "base") { ...F0 } } ${Array.from({ length: 12 }, (_, i) => `fragment F${i} on Run { ...F${i + 1} tiers { run { ...F${i + 1} } } }`).join(' ')} fragment F12 on Run { runId }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ];

  it.each(cases)('refuse a document %s', async (_what, query, code) => {
    const answer = await send(query);
    const codes = new Set(answer.errors?.map((error) => error.extensions.code));
    expect({ data: answer.data ?? null, codes: [...codes] }).toEqual({ data: null, codes: [code] });
    expect(answer.errors![0]!.message).toMatch(
      /limit|exceeded|at most|most\b|more tha|cannot spread|used only once|never used|unique|costs/i,
    );
  });

  it('hold for variables that hide a page’s size', async () => {
    const query =
      'query ($n: Int) { runs(first: 100) { nodes { events(first: $n) { run { events(first: $n) { seq } } } } } }';
    expect(refused(await send(query, { n: 1_000 }), 'GRAPHQL_VALIDATION_FAILED').message).toMatch(/costs \d+ points/);
    expect((await send(query, { n: 2 })).errors).toBeUndefined();
  });

  it('leave room for the largest list with all its scalars', async () => {
    const ROWS = [RUN, TIER, PHASE].flatMap(({ texts }) => texts).join(' ');
    expect(
      (await send(`{ run(runId: "base") { events(first: 1000) { ...EventRow } } } ${EVENT.texts.join(' ')}`)).errors,
    ).toBeUndefined();
    expect(
      (
        await send(
          `{ runs(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { ...RunRow tiers { ...TierRow } phases { ...PhaseRow } } } } ${ROWS}`,
        )
      ).errors,
    ).toBeUndefined();
    expect(
      (await send(`{ phases(first: 100) { nodes { ...PhaseRow tier { ...TierRow } run { ...RunRow } } } } ${ROWS}`))
        .errors,
    ).toBeUndefined();
    expect(
      (await send(`{ run(runId: "base") { tiers { phases { tier { run { phases { run { runId } } } } } } } }`)).errors,
    ).toBeUndefined();
  });

  it('leave room for the introspection query of GraphiQL, in its longest form', async () => {
    const answer = await send(
      getIntrospectionQuery({
        descriptions: true,
        specifiedByUrl: true,
        directiveIsRepeatable: true,
        schemaDescription: true,
        inputValueDeprecation: true,
        oneOf: true,
      }),
    );
    expect([answer.errors, (answer.data as IntrospectionQuery).__schema.queryType.name]).toEqual([undefined, 'Query']);
  });

  it('answer bad values, unknown ones and broken documents in the same form', async () => {
    badField(await send('query ($id: ID!) { run(runId: $id) { runId } }', { id: '../x' }), 'runId');
    badField(await send(mutation('startRun'), { input: aStart({ safetyProfile: 'RECKLESS' }) }), 'input.safetyProfile');
    badField(await send(mutation('startRun'), { input: aStart({ tokenCap: 0 }) }), 'input.tokenCap');
    refused(await send('{ run(runId: "base") { colour } }'), 'GRAPHQL_VALIDATION_FAILED');
    refused(await send('{ run('), 'GRAPHQL_PARSE_FAILED');
  });
});

describe('requests (A3)', () => {
  const JSON_TYPE = { 'content-type': 'application/json' };
  const post = (body: string, headers: Record<string, string> = JSON_TYPE) =>
    rawHttp(server.url, { method: 'POST', path: '/graphql', headers, body });

  it('with a body of 10 MB are answered 413', async () => {
    const body = JSON.stringify({
      query: mutation('startRun'),
      variables: { input: aStart({ tiers: plan({ ['x'.repeat(10_000_000)]: ['p1'] }) }) },
    });
    const answer = await post(body);
    expect([answer.status, refused(answer.json, 'BAD_USER_INPUT').message]).toEqual([
      413,
      'The request body is larger than 4 MiB, which is the most.',
    ]);
  });

  it.each(['{"query": ', 'query { server }', '', '{"query":"{ server { version } }"}}', '\u0000'])(
    'with a body that is no JSON (%j) are answered 400',
    async (body) => {
      const answer = await post(body);
      expect(answer.status).toBe(400);
      refused(answer.json, 'BAD_USER_INPUT');
    },
  );

  it.each([
    'null',
    '7',
    '"text"',
    '[]',
    '{}',
    '{"query":7}',
    '{"query":null}',
    '{"query":"{ server { version } }","variables":7}',
    '{"query":"{ server { version } }","variables":"{}x"}',
    '{"query":"{ server { version } }","operationName":7}',
  ])('with a body that is no request (%s) are answered 400', async (body) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    refused(answer.json, 'BAD_USER_INPUT');
  });

  it('in an array are refused: one request, one operation', async () => {
    const answer = await post(
      JSON.stringify([
        { query: '{ server { version } }' },
        { query: mutation('startRun'), variables: { input: aStart() } },
      ]),
    );
    expect(answer.status).toBe(400);
    refused(answer.json, 'BAD_USER_INPUT');
  });

  it('by GET never change anything', async () => {
    const query =
      'mutation { startRun(input: { runId: "by-get", tiers: [{ tierId: "t", name: "T", phases: [{ phaseId: "p", name: "P" }] }] }) { run { runId } } }';
    const kinds: Record<string, string>[] = [
      {},
      { 'apollo-require-preflight': 'true' },
      { 'apollo-require-preflight': 'true', ...JSON_TYPE },
    ];
    for (const headers of kinds) {
      const answer = await rawHttp(server.url, {
        path: `/graphql?query=${encodeURIComponent(query)}`,
        headers: { accept: 'application/json', ...headers },
      });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(answer.json.errors[0].extensions.code).toBe('BAD_USER_INPUT');
    }
    expect(await server.request(gql('{ run(runId: "by-get") { runId } }'))).toEqual({ run: null });
  });

  it('name an operation that is not there', async () => {
    const answer = await post(JSON.stringify({ query: 'query A { server { version } }', operationName: 'B' }));
    refused(answer.json, 'GRAPHQL_VALIDATION_FAILED');
  });

  it.each(['runsEvents { runId }', 'runEvents(runId: "base") { runId }', 'runChanged(runId: "base") { runId }'])(
    'are no subscriptions: %s',
    async (field) => {
      const answer = await post(JSON.stringify({ query: `subscription { ${field} }` }));
      expect(answer.status).toBe(400);
      refused(answer.json, 'BAD_USER_INPUT');
      expect(answer.json.errors[0].message).toMatch(/over WebSocket/);
    },
  );
});
