/**
 * Invalid input costs little, however much of it there is: it is refused with a code of the contract, in an answer of bounded size, and nobody waits for it (A3).
 * Times are held against an operation of the same size that is valid or that fails at once, with generous bounds.
 */
import type { Client } from 'graphql-ws';

import { gql } from '../support/api/gql.js';
import { rawHttp } from '../support/api/raw-requests.js';
import type { Json } from '../support/graphql-client.js';
import { processorMsOf } from '../support/processor-time.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { within } from '../support/waiting.js';

let server: TestServer;
let socket: Client;
beforeAll(async () => {
  server = await startTestServer();
  socket = server.socket();
});
afterAll(async () => {
  await socket.dispose();
  await server.close();
});

const many = <Value>(count: number, value: (i: number) => Value): Value[] =>
  Array.from({ length: count }, (_, i) => value(i));
const keys = (count: number, length = 0): Json =>
  Object.fromEntries(many(count, (i) => [`key${'x'.repeat(length)}${i}`, i] as const));
const nested = (depth: number, open: string, close: string): string => `${open.repeat(depth)}1${close.repeat(depth)}`;
const mutation = (name: string, type: string): string =>
  `mutation ($input: ${type}!) { ${name}(input: $input) { errors { code message } } }`;
const start = mutation('startRun', 'StartRunInput');
const aPhase = (i: number) => ({ phaseId: `/${i}`, name: '' });
const aTier = (i: number) => ({ tierId: `/${i}`, name: '', phases: [] });
const inPlan = (phase: Json) => ({ runId: 'a', tiers: [{ tierId: 't', name: 't', phases: [phase] }] });

const overSocket = (flood: Flood): Promise<Answered> =>
  within(
    'an answer over the socket',
    new Promise<Answered>((resolve, reject) => {
      let answer: Answered = {};
      socket.subscribe(flood, {
        next: (value) => (answer = value as Answered),
        error: (errors) =>
          Array.isArray(errors) ? resolve({ errors: errors as Answered['errors'] & object }) : reject(errors as Error),
        complete: () => resolve(answer),
      });
    }),
  );

interface Flood {
  readonly query: string;
  readonly variables?: Json;
  readonly operationName?: string;
}

/** By what there is too much of. */
const FLOODS: Readonly<Record<string, Flood>> = {
  'unknown keys, 2,000': { query: start, variables: { input: keys(2_000) } },
  'unknown keys, 4,000': { query: start, variables: { input: keys(4_000) } },
  'unknown keys, 100,000': { query: start, variables: { input: keys(100_000) } },
  'unknown keys that are long': { query: start, variables: { input: keys(1_000, 3_000) } },
  'unknown keys beside a long text': {
    query: start,
    variables: { input: { ...keys(1_500), runId: 'x'.repeat(3_000_000) } },
  },
  'unknown keys in every entry': {
    query: start,
    variables: { input: { runId: 'a', tiers: many(100, () => keys(100)) } },
  },
  'variables that nobody knows': { query: '{ server { nothing } }', variables: keys(1_999) },
  'wrong words, 900': {
    query: 'query ($s: [RunState!]) { runs(filter: { states: $s }) { totalCount } }',
    variables: { s: many(900, () => 'NOPE') },
  },
  'wrong words, 6,000': {
    query: 'query ($s: [RunState!]) { runs(filter: { states: $s }) { totalCount } }',
    variables: { s: many(6_000, () => 'NOPE') },
  },
  'right words, 20,000': {
    query: 'query ($s: [RunState!]) { runs(filter: { states: $s }) { totalCount } }',
    variables: { s: many(20_000, () => 'GATE') },
  },
  'nulls in a list, 150': { query: start, variables: { input: { runId: 'a', tiers: many(150, () => null) } } },
  'nulls in a list, 500,000': { query: start, variables: { input: { runId: 'a', tiers: many(500_000, () => null) } } },
  'numbers for objects': {
    query: mutation('recordIssues', 'RecordIssuesInput'),
    variables: { input: { runId: 'a', phaseId: 'b', issues: many(900, (i) => i) } },
  },
  'texts for tests': {
    query: mutation('reportCiResult', 'ReportCiResultInput'),
    variables: { input: { verdict: 'GREEN', tests: many(20_000, () => 'x') } },
  },
  'tiers, 15,000': { query: start, variables: { input: { runId: 'a', tiers: many(15_000, aTier) } } },
  'phases of many tiers': {
    query: start,
    variables: { input: { runId: 'a', tiers: many(100, () => ({ ...aTier(1), phases: many(100, aPhase) })) } },
  },
  'paths, 20,000': {
    query: start,
    variables: { input: inPlan({ phaseId: 'a', name: 'b', allowedPaths: many(20_000, () => 'src/**') }) },
  },
  'a long text for a number': {
    query: start,
    variables: { input: { runId: 'a', tiers: [], tokenCap: '9'.repeat(3_000_000) } },
  },
  'a long text for a word': {
    query: start,
    variables: { input: { runId: 'a', tiers: [], safetyProfile: 'X'.repeat(3_000_000) } },
  },
  'an object for an id': { query: start, variables: { input: { runId: keys(1_999), tiers: [] } } },
  'an object for an instant': {
    query: 'query ($at: DateTime) { runs(filter: { createdAfter: $at }) { totalCount } }',
    variables: { at: keys(1_999) },
  },
  'a long id': { query: 'query ($id: ID!) { run(runId: $id) { runId } }', variables: { id: 'x'.repeat(3_500_000) } },
  'keys of a ruleset': {
    query: mutation('publishRuleset', 'PublishRulesetInput'),
    variables: { input: { projectId: 'default', document: keys(1_990, 40) } },
  },
  'keys in every entry of a ruleset': {
    query: mutation('publishRuleset', 'PublishRulesetInput'),
    variables: {
      input: { projectId: 'default', document: { ci: { profiles: { strict: many(40, () => keys(1_900)) } } } },
    },
  },
  'unknown fields': { query: `{ ${many(250, (i) => `field${i}`).join(' ')} }` },
  'unknown fields, 6,000': { query: `{ ${many(6_000, (i) => `field${i}`).join(' ')} }` },
  'unknown arguments': { query: `{ run(${many(90, (i) => `runIt${i}: 1`).join(' ')}) { runId } }` },
  'unknown arguments, 4,000': { query: `{ run(${many(4_000, (i) => `runIt${i}: 1`).join(' ')}) { runId } }` },
  'unknown types': { query: `{ ${many(250, (i) => `... on Ruun${i} { a }`).join(' ')} }` },
  'unknown fragments': { query: `{ ${many(250, (i) => `...F${i}`).join(' ')} }` },
  'unknown directives': { query: `{ __typename ${many(3_000, (i) => `@dir${i}`).join(' ')} }` },
  'unknown keys in the document': {
    query: `mutation { startRun(input: { ${many(4_000, (i) => `k${i}: 1`).join(' ')} }) { run { runId } } }`,
  },
  'nulls in the document': {
    query: `mutation { startRun(input: { runId: "a", tiers: [${many(9_000, () => 'null').join(' ')}] }) { run { runId } } }`,
  },
  'wrong words in the document': {
    query: `{ runs(filter: { states: [${many(9_000, () => 'NOPE').join(' ')}] }) { totalCount } }`,
  },
  'texts inside an object for an id': {
    query: `mutation { startRun(input: { runId: { a: [${many(9_000, () => '"x"').join(' ')}] }, tiers: [] }) { run { runId } } }`,
  },
  'variables that nobody uses': { query: `query (${many(490, (i) => `$a${i}: Int`).join(' ')}) { __typename }` },
  'variables, 3,000': { query: `query (${many(3_000, (i) => `$a${i}: Int`).join(' ')}) { __typename }` },
  'variables that are missing': {
    query: `query (${many(100, (i) => `$a${i}: ID!`).join(' ')}) { run(${many(99, (i) => `x${i}: $a${i}`).join(' ')} runId: $a99) { runId } }`,
  },
  operations: {
    query: many(2_000, (i) => `query Q${i} { ...F }`).join(' ') + ' fragment F on Query { __typename }',
    operationName: 'Q1',
  },
  'fragments that spread each other': {
    query: `{ ...F0 } ${many(1_500, (i) => `fragment F${i} on Query { ...F${i + 1} }`).join(' ')}`,
  },
  'the same field with the same argument': { query: `{ ${many(1_500, () => 'run(runId: "a") { runId }').join(' ')} }` },
  'the same field with other arguments': {
    query: `{ ${many(1_500, (i) => `run(runId: "a${i}") { runId }`).join(' ')} }`,
  },
  'the same field in fragments': {
    query: `{ ${many(90, (i) => `...F${i}`).join(' ')} } ${many(90, (i) => `fragment F${i} on Query { ${many(40, () => 'run(runId: "a") { runId }').join(' ')} }`).join(' ')}`,
  },
  'fields of one name that differ': { query: `{ ${many(290, (i) => `run(runId: "a${i}") { runId }`).join(' ')} }` },
  'a long name of a field': { query: `{ ${'x'.repeat(3_000_000)} }` },
  'a long name of a type': { query: `{ ... on ${'x'.repeat(3_000_000)} { a } }` },
  'a long name of an operation': { query: 'query A { __typename }', operationName: 'x'.repeat(3_000_000) },
  'a long number in the document': {
    query: `mutation { startRun(input: { runId: "a", tokenCap: ${'1'.repeat(1_000_000)}, tiers: [] }) { run { runId } } }`,
  },
  'open braces': { query: '{ a '.repeat(4_000) },
  'open brackets': { query: `{ run(runId: ${'['.repeat(9_000)}` },
  'a list of lists as a type': { query: `query ($a: ${'['.repeat(5_000)}Int${']'.repeat(5_000)}) { __typename }` },
  'a deep value in the document': {
    query: `mutation { publishRuleset(input: { projectId: "a", document: ${'{ a: '.repeat(3_000)}1${' }'.repeat(3_000)} }) { errors { code } } }`,
  },
  tokens: { query: `{ ${'a '.repeat(500_000)} }` },
  'brackets in texts': {
    query: `{ run(runId: "${'{['.repeat(1_000)}" x: """${'(('.repeat(1_000)}\\""" ((""") { runId } # ${'{'.repeat(1_000)}`,
  },
};

const CODES = ['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED', 'INVALID_INPUT'];
/** Twenty faults, each with a message of at most 500 characters that is in it twice, and where they are. */
const LARGEST_ANSWER = 32 * 1_024;
/** Of processor time, server and client together. Each took seconds or used up the stack; now it takes a tenth of this. */
const MOST_SPENT_MS = 2_000;

const asJson = { 'content-type': 'application/json' };
const post = (body: string, headers: Record<string, string> = asJson) =>
  rawHttp(server.url, { method: 'POST', path: '/graphql', headers, body });

interface Answered {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions: Readonly<Record<string, unknown>> }[];
}

function codesIn(json: Answered): string[] {
  const refusals = Object.values((json.data ?? {}) as Record<string, { errors?: { code: string }[] } | null>).flatMap(
    (one) => one?.errors ?? [],
  );
  return [...(json.errors ?? []).map((error) => String(error.extensions.code)), ...refusals.map(({ code }) => code)];
}

describe('A3: too much of what is wrong is refused at little cost, with a code and words of our own', () => {
  test.each(Object.entries(FLOODS))('A3: %s', async (_what, flood) => {
    const body = JSON.stringify(flood);
    let answered: Awaited<ReturnType<typeof post>> | undefined;
    const spent = await processorMsOf(async () => (answered = await post(body)));
    const { json, text } = answered!;
    const codes = codesIn(json);
    expect([...new Set(codes)].filter((code) => !CODES.includes(code))).toEqual([]);
    expect(codes.length).toBeGreaterThan(0);
    expect(text.length).toBeLessThan(LARGEST_ANSWER);
    expect(text).not.toMatch(/call stack|aborted|Too many|Internal|node_modules/);
    expect(spent).toBeLessThan(MOST_SPENT_MS);
  });

  test.each(Object.entries(FLOODS).filter(([, flood]) => JSON.stringify(flood).length < 2_000_000))(
    'A3: %s, over WebSocket',
    async (_what, flood) => {
      const payload = await overSocket(flood);
      const codes = codesIn(payload);
      expect([...new Set(codes)].filter((code) => !CODES.includes(code))).toEqual([]);
      expect(codes.length).toBeGreaterThan(0);
      expect(JSON.stringify(payload)).not.toMatch(/call stack|aborted|Too many|Internal/);
    },
  );

  test.each([
    ['objects', nested(100_000, '{"a":', '}')],
    ['lists', nested(100_000, '[', ']')],
  ])('A3: a body of nested %s, as the variables and where nobody looks', async (_what, value) => {
    for (const query of [start, '{ __typename }']) {
      const { json, status } = await post(`{"query":${JSON.stringify(query)},"variables":{"input":${value}}}`);
      expect([status, codesIn(json)]).toEqual([400, ['BAD_USER_INPUT']]);
      expect(json.errors[0].message).toMatch(/nested deeper than \d+ levels/);
    }
  });

  test('A3: the first faults are reported with their places, and that there are more', async () => {
    const { errors } = await server.requestRaw(start, {
      runId: 'a',
      input: { runId: 'a', tiers: many(500, () => null) },
    });
    expect(errors!.length).toBe(21);
    expect(errors!.slice(0, 20).map((error) => (error.extensions.fields as { path: string }[])[0]!.path)).toEqual(
      many(20, (i) => `input.tiers.${i}`),
    );
    expect(errors![20]!.message).toMatch(/more wrong with the variables; the first 20/);
    const inside = await server.requestRaw(start, {
      input: { runId: 'a', tiers: [{ tierId: 't', name: 't', phases: many(900, aPhase) }] },
    });
    const { fields } = inside.errors![0]!.extensions as { fields: { message: string }[] };
    expect([fields.length, fields[20]!.message]).toEqual([21, expect.stringMatching(/more wrong with the input/)]);
  });

  test('A3: one typo still gets its suggestion', async () => {
    const { errors } = await server.requestRaw(start, { input: { runId: 'a', tiers: [], safetyProfil: 'NORMAL' } });
    expect(errors!.map((error) => error.message)).toEqual([expect.stringContaining('Did you mean "safetyProfile"?')]);
  });

  test('A3: what is large and right is taken: a plan of a thousand phases, twenty thousand tests', async () => {
    const phases = many(1_000, (i) => ({ phaseId: `p${i}`, name: `Phase ${i}` }));
    const plan = await server.request(
      gql('mutation ($input: StartRunInput!) { startRun(input: $input) { errors { code message } } }'),
      {
        input: { runId: 'large', maxPhases: 1_000, tiers: [{ tierId: 't', name: 'T', phases }] },
      },
    );
    expect(plan.startRun.errors).toEqual([]);
    const tests = many(20_000, (i) => ({ testId: `test ${i}`, status: 'PASSED' as const }));
    const answer = await server.request(
      gql('mutation ($input: ReportCiResultInput!) { reportCiResult(input: $input) { errors { code message } } }'),
      {
        input: { runId: 'large', phaseId: 'p0', attempt: 1, verdict: 'GREEN', tests },
      },
    );
    expect(answer.reportCiResult.errors.map(({ code }) => code)).not.toContain('INVALID_INPUT');
  });
});
