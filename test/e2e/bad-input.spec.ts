/** Bad input, over HTTP and WebSocket: a clear error with its code, and nothing left behind (I1, I4, A3, A4, S2). */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import type { Client } from 'graphql-ws';

import type { FieldFault } from '../../src/cli/graphql/client.js';
import { type Api, api, phase, plan, type Stored, stored } from '../support/api/api.js';
import { type CommandName, EVENT, PHASE, RUN, TIER } from '../support/api/commands.js';
import type { StartRunInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import type { Json, RawAnswer } from '../support/graphql-client.js';
import { rawHttp } from '../support/api/raw-requests.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { within } from '../support/waiting.js';

let server: TestServer;
let client: Api;
let socket: Client;
let before: Stored;

beforeAll(async () => {
  server = await startTestServer();
  client = api(server);
  socket = server.socket();
  await client.startRun({ runId: 'base', tiers: plan({ T1: ['p1', 'p2'], T2: ['p3'] }) });
  await client.startRun({ runId: 'draft', draft: true, maxPhases: 3, tiers: plan({ T1: ['p1'] }) });
});
afterAll(async () => {
  await socket.dispose();
  await server.close();
});
beforeEach(async () => {
  before = await stored(server);
});
/** Whatever is refused here leaves every row and every file as it was. */
afterEach(async () => expect(await stored(server)).toEqual(before));

type Answer = Pick<RawAnswer, 'data' | 'errors' | 'extensions'>;

/** The only error of an answer that is refused as a whole. */
function refused(answer: Answer, code: string): { message: string; extensions: { readonly fields?: readonly FieldFault[] } } {
  const found = Object.values((answer.data ?? {}) as Json).filter((value) => value !== null);
  expect({ codes: answer.errors?.map((error) => error.extensions.code), found }).toEqual({ codes: [code], found: [] });
  const [error] = answer.errors!;
  expect(error!.message.length).toBeGreaterThan(10);
  expect(error!.message.length).toBeLessThan(1_000);
  expect(JSON.stringify(answer)).not.toMatch(/node_modules|\.ts:|\.js:|stack|relation "|\bselect\b.*\bfrom\b/i);
  return error!;
}

/** BAD_USER_INPUT whose first field is at `path`; answers what it says about it. */
function badField(answer: Answer, path: string): string {
  const { message, extensions } = refused(answer, 'BAD_USER_INPUT');
  expect(extensions.fields![0]).toEqual({ path, message });
  return message;
}

async function overSocket(query: string, variables?: Record<string, unknown>): Promise<Answer> {
  return within(
    'an answer over the socket',
    new Promise<Answer>((resolve, reject) => {
      let answer: Answer | undefined;
      socket.subscribe(
        { query, variables },
        {
          next: (value) => (answer = value as Answer),
          error: (errors) => (Array.isArray(errors) ? resolve({ data: null, errors } as never) : reject(errors as Error)),
          complete: () => (answer ? resolve(answer) : reject(new Error('completed without an answer'))),
        },
      );
    }),
  );
}

const transports = [
  ['HTTP', (query: string, variables?: Record<string, unknown>): Promise<Answer> => server.askRaw(query, variables)],
  ['WebSocket', overSocket],
] as const;

const MUTATIONS: Readonly<Record<string, string>> = {
  startRun: 'StartRunInput',
  addTier: 'AddTierInput',
  addPhase: 'AddPhaseInput',
  sealPlan: 'SealPlanInput',
  cancelRun: 'CancelRunInput',
  deleteRun: 'DeleteRunInput',
  updatePhaseStatus: 'UpdatePhaseStatusInput',
  rebuildFileLayout: 'RebuildFileLayoutInput',
};
const mutation = (name: string) => `mutation ($input: ${MUTATIONS[name]}!) { ${name}(input: $input) { errors { message } } }`;
const mutate = (name: string, input: Json) => server.askRaw(mutation(name), { input });

/** A start that would be accepted, but for what a test does to it. */
const aStart = (more: Json = {}) => ({ runId: 'new', tiers: plan({ T1: ['p1'] }), ...more });

describe('hostile ids (I1)', () => {
  const HOSTILE = [
    '../x',
    '..',
    '.',
    '/etc/passwd',
    'C:\\windows',
    '\\\\server\\share',
    '',
    ' ',
    'a b',
    'a/b',
    'a\\b',
    'a'.repeat(101),
    'x'.repeat(10_000),
    'nul\u0000byte',
    '\u0000',
    'con',
    'NUL',
    'nul.txt',
    'Com1.log',
    'lpt9',
    'trailing.',
    'run.lock',
    'RUN.LOCK',
    'a..b',
    '.hidden',
    '-option',
    '_projects',
    'ümlaut',
    'emoji😀',
    'lone\ud800surrogate',
    'new\nline',
    'a:b',
    'a*',
    '~root',
    '%2e%2e%2f',
    '${HOME}',
  ];
  /** One of each kind, for places that share the check. */
  const SOME = ['../x', '/etc/passwd', '', 'x'.repeat(10_000), 'nul\u0000byte', 'con', 'trailing.', 'run.lock', 'lone\ud800surrogate'];
  const places: readonly (readonly [string, string, (id: string) => Promise<Answer>])[] = [
    ['startRun', 'input.runId', (id) => mutate('startRun', aStart({ runId: id }))],
    ['startRun', 'input.projectId', (id) => mutate('startRun', aStart({ projectId: id }))],
    ['startRun', 'input.tiers.0.tierId', (id) => mutate('startRun', aStart({ tiers: plan({ [id]: ['p1'] }) }))],
    ['startRun', 'input.tiers.0.phases.1.phaseId', (id) => mutate('startRun', aStart({ tiers: plan({ T1: ['p1', id] }) }))],
    ['addTier', 'input.runId', (id) => mutate('addTier', { runId: id, tier: plan({ T2: ['p2'] })[0] })],
    ['addTier', 'input.tier.tierId', (id) => mutate('addTier', { runId: 'draft', tier: plan({ [id]: ['p2'] })[0] })],
    ['addTier', 'input.tier.phases.0.phaseId', (id) => mutate('addTier', { runId: 'draft', tier: plan({ T2: [id] })[0] })],
    ['addPhase', 'input.runId', (id) => mutate('addPhase', { runId: id, tierId: 'T1', phase: phase('p2') })],
    ['addPhase', 'input.tierId', (id) => mutate('addPhase', { runId: 'draft', tierId: id, phase: phase('p2') })],
    ['addPhase', 'input.phase.phaseId', (id) => mutate('addPhase', { runId: 'draft', tierId: 'T1', phase: phase(id) })],
    ['sealPlan', 'input.runId', (id) => mutate('sealPlan', { runId: id })],
    ['cancelRun', 'input.runId', (id) => mutate('cancelRun', { runId: id, reason: 'because' })],
    ['deleteRun', 'input.runId', (id) => mutate('deleteRun', { runId: id })],
    ['rebuildFileLayout', 'input.runId', (id) => mutate('rebuildFileLayout', { runId: id })],
    ['updatePhaseStatus', 'input.runId', (id) => mutate('updatePhaseStatus', { runId: id, phaseId: 'p1', state: 'EXECUTING' })],
    ['updatePhaseStatus', 'input.phaseId', (id) => mutate('updatePhaseStatus', { runId: 'base', phaseId: id, state: 'EXECUTING' })],
    ['run', 'runId', (id) => server.askRaw('query ($id: ID!) { run(runId: $id) { runId } }', { id })],
    [
      'runs',
      'filter.projectId',
      (id) => server.askRaw('query ($id: ID!) { runs(filter: { projectId: $id }) { nodes { runId } } }', { id }),
    ],
    ['tier', 'runId', (id) => server.askRaw('query ($id: ID!) { tier(runId: $id, tierId: "T1") { name } }', { id })],
    ['tier', 'tierId', (id) => server.askRaw('query ($id: ID!) { tier(runId: "base", tierId: $id) { name } }', { id })],
    ['tiers', 'runId', (id) => server.askRaw('query ($id: ID!) { tiers(runId: $id) { name } }', { id })],
    ['phase', 'runId', (id) => server.askRaw('query ($id: ID!) { phase(runId: $id, phaseId: "p1") { name } }', { id })],
    ['phase', 'phaseId', (id) => server.askRaw('query ($id: ID!) { phase(runId: "base", phaseId: $id) { name } }', { id })],
    ['phases', 'filter.runId', (id) => server.askRaw('query ($id: ID!) { phases(filter: { runId: $id }) { nodes { name } } }', { id })],
    [
      'phases',
      'filter.tierId',
      (id) => server.askRaw('query ($id: ID!) { phases(filter: { runId: "base", tierId: $id }) { nodes { name } } }', { id }),
    ],
    ['nextPhase', 'runId', (id) => server.askRaw('query ($id: ID!) { nextPhase(runId: $id) { name } }', { id })],
    ['fileLayout', 'runId', (id) => server.askRaw('query ($id: ID!) { fileLayout(runId: $id) { root } }', { id })],
    ['artefact', 'runId', (id) => server.askRaw('query ($id: ID!) { artefact(runId: $id, path: "run_summary.md") { content } }', { id })],
    ['runEvents', 'runId', (id) => overSocket('subscription ($id: ID!) { runEvents(runId: $id) { seq } }', { id })],
    ['runsEvents', 'projectId', (id) => overSocket('subscription ($id: ID!) { runsEvents(projectId: $id) { seq } }', { id })],
  ];

  it.each(places)('are refused by %s at %s, with the reason', async (operation, path, send) => {
    const ids = ['startRun', 'run', 'runEvents'].includes(operation) ? HOSTILE : SOME;
    const answers = await Promise.all(ids.map(async (id) => [id, await send(id)] as const));
    for (const [id, answer] of answers) {
      const message = badField(answer, path);
      expect([id.slice(0, 20), message.slice(0, 60)]).toEqual([
        id.slice(0, 20),
        expect.stringContaining(`${path.split('.').at(-1)} must `),
      ]);
      expect(message.length).toBeLessThan(200);
    }
  });

  it('never reach the disk, inside the runs root or beside it', async () => {
    const name = `escaped-${randomBytes(6).toString('hex')}`;
    for (const id of [`../${name}`, join(dirname(server.runsRoot), name), `base/../../${name}`])
      await mutate('startRun', aStart({ runId: id }));
    expect(existsSync(join(dirname(server.runsRoot), name))).toBe(false);
  });

  it.each([
    '../../etc/passwd',
    '/etc/passwd',
    '../draft/run_summary.md',
    'phases/../../draft/run_summary.md',
    'run_summary.md/',
    './run_summary.md',
    'tiers',
    'C:\\x',
    'RUN_SUMMARY.MD',
  ])('as the path of an artefact (%s) find nothing (F5)', async (path) => {
    expect(await server.ask(gql('query ($path: String!) { artefact(runId: "base", path: $path) { content } }'), { path })).toEqual({
      artefact: null,
    });
  });

  it('as the path of an artefact are bad input when they are no text that can be stored', async () => {
    for (const path of ['', 'a\u0000b', 'lone\udc00', 'x'.repeat(1_001)]) {
      badField(await server.askRaw('query ($path: String!) { artefact(runId: "base", path: $path) { content } }', { path }), 'path');
    }
  });

  it('leave the longest and strangest good ids alone', async () => {
    for (const runId of ['a'.repeat(100), '0', 'A.b_c-D', 'console', 'com10', 'a.locked', 'nul-1', '__x'.slice(2)]) {
      expect(await server.ask(gql('query ($runId: ID!) { run(runId: $runId) { runId } }'), { runId })).toEqual({ run: null });
    }
  });
});

describe('texts and lists (I4)', () => {
  const start = (tier: Json, more: Json = {}) => mutate('startRun', aStart({ tiers: [{ ...plan({ T1: ['p1'] })[0], ...tier }], ...more }));
  const inPhase = (values: Json) => start({ phases: [{ ...phase('p1'), ...values }] });
  const BROKEN = ['a\u0000b', 'lone\ud800', '\udc00lone'];

  it('refuses names that are empty, blank, over 200 characters, or no text that can be stored', async () => {
    for (const name of ['', ' \t\n', 'n'.repeat(201), ...BROKEN]) {
      expect(badField(await start({ name }), 'input.tiers.0.name')).toContain('name must');
      expect(badField(await inPhase({ name }), 'input.tiers.0.phases.0.name')).toContain('name must');
    }
  });

  it('refuses descriptions, notes and reasons over 10,000 characters, or that cannot be stored', async () => {
    for (const text of ['d'.repeat(10_001), '😀'.repeat(10_001), ...BROKEN]) {
      badField(await start({ description: text }), 'input.tiers.0.description');
      badField(await inPhase({ description: text }), 'input.tiers.0.phases.0.description');
      badField(await mutate('updatePhaseStatus', { runId: 'base', phaseId: 'p1', state: 'EXECUTING', note: text }), 'input.note');
      badField(await mutate('cancelRun', { runId: 'base', reason: text }), 'input.reason');
    }
    badField(await mutate('cancelRun', { runId: 'base', reason: '' }), 'input.reason');
  });

  it('refuses lists over 100 entries and entries over 1,000 characters', async () => {
    for (const list of ['allowedPaths', 'acceptanceCriteria']) {
      const path = `input.tiers.0.phases.0.${list}`;
      expect(badField(await inPhase({ [list]: Array(101).fill('a') }), path)).toContain('100');
      expect(badField(await inPhase({ [list]: ['fine', 'e'.repeat(1_001)] }), path)).toContain('1000');
      for (const text of BROKEN) badField(await inPhase({ [list]: [text] }), path);
    }
    const states = Array(101).fill('GATE');
    expect(
      badField(
        await server.askRaw('query ($s: [RunState!]) { runs(filter: { states: $s }) { totalCount } }', { s: states }),
        'filter.states',
      ),
    ).toContain('100');
    badField(
      await server.askRaw('query ($s: [PhaseState!]) { phases(filter: { states: $s }) { totalCount } }', { s: Array(101).fill('GATE') }),
      'filter.states',
    );
  });

  it('refuses categories, keys and cursors that are empty, too long, or cannot be stored', async () => {
    for (const text of ['', ...BROKEN]) {
      badField(await inPhase({ taskCategory: text }), 'input.tiers.0.phases.0.taskCategory');
      badField(await mutate('startRun', aStart({ idempotencyKey: text })), 'input.idempotencyKey');
      badField(await server.askRaw('query ($after: String) { runs(after: $after) { totalCount } }', { after: text }), 'after');
    }
    badField(await inPhase({ taskCategory: 'c'.repeat(201) }), 'input.tiers.0.phases.0.taskCategory');
    badField(await mutate('startRun', aStart({ idempotencyKey: 'k'.repeat(201) })), 'input.idempotencyKey');
    badField(await server.askRaw('query ($after: String) { runs(after: $after) { totalCount } }', { after: 'c'.repeat(2_001) }), 'after');
  });

  it('names every wrong field, the first one in the message', async () => {
    const answer = await mutate('startRun', aStart({ runId: '../x', tokenCap: 0, tiers: plan({ 'a/b': ['', 'con'] }) }));
    const { message, extensions } = refused(answer, 'BAD_USER_INPUT');
    expect(extensions.fields!.map((field) => field.path).sort()).toEqual([
      'input.runId',
      'input.tiers.0.phases.0.phaseId',
      'input.tiers.0.phases.1.phaseId',
      'input.tiers.0.tierId',
      'input.tokenCap',
    ]);
    expect(extensions.fields![0]!.message).toBe(message);
  });
});

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
      (first) => server.askRaw('query ($first: Int) { runs(first: $first) { totalCount } }', { first }),
    ],
    [
      'phases(first)',
      'first',
      [-1, 101, 2 ** 31, 1.5],
      (first) => server.askRaw('query ($first: Int) { phases(first: $first) { totalCount } }', { first }),
    ],
    [
      'events(first)',
      'first',
      [-1, 1_001, 2 ** 31],
      (first) => server.askRaw('query ($first: Int) { run(runId: "base") { runId events(first: $first) { seq } } }', { first }),
    ],
    [
      'events(after)',
      'after',
      [-1, 2 ** 31],
      (after) => server.askRaw('query ($after: Int) { run(runId: "base") { runId events(after: $after) { seq } } }', { after }),
    ],
    [
      'runEvents(after)',
      'after',
      [-1, 2 ** 31, 1.5],
      (after) => overSocket('subscription ($after: Int) { runEvents(runId: "base", after: $after) { seq } }', { after }),
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
      server.askRaw(`mutation { startRun(input: { runId: "new", tokenCap: ${value}, tiers: [] }) { errors { code } } }`);
    for (const value of ['NaN', '1.5', '"7"', '9007199254740992', '1e3', 'Infinity'])
      refused(await inline(value), 'GRAPHQL_VALIDATION_FAILED');
    for (const value of ['0', '-1', '1000000000001']) badField(await inline(value), 'input.tokenCap');
  });

  it('NaN in the JSON of a request is malformed JSON', async () => {
    const body = JSON.stringify({ query: mutation('startRun'), variables: { input: aStart({ tokenCap: 'x' }) } }).replace('"x"', 'NaN');
    const answer = await rawHttp(server.url, { method: 'POST', path: '/graphql', headers: { 'content-type': 'application/json' }, body });
    expect([answer.status, refused(answer.json, 'BAD_USER_INPUT').message]).toEqual([400, 'The request body is not valid JSON.']);
  });

  it('instants that are none, or beyond the calendar, are refused', async () => {
    const since = (at: unknown) =>
      server.askRaw('query ($at: DateTime) { runs(filter: { createdAfter: $at, createdBefore: $at }) { totalCount } }', { at });
    for (const at of ['yesterday', '2026-13-01T00:00:00Z', '2026-02-30T00:00:00Z', '', true, {}, -8.64e15, 8.64e15, 1e300]) {
      refused(await since(at), 'BAD_USER_INPUT');
    }
    for (const at of ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'])
      expect((await since(at)).data).toEqual({ runs: { totalCount: 0 } });
    const inline = await server.askRaw('{ runs(filter: { createdAfter: "yesterday" }) { totalCount } }');
    refused(inline, 'GRAPHQL_VALIDATION_FAILED');
  });
});

describe('unknown fields and values', () => {
  it('in variables are bad input that names the place', async () => {
    expect(badField(await mutate('startRun', aStart({ colour: 'red' })), 'input')).toContain('"colour"');
    badField(await mutate('startRun', aStart({ tiers: [{ ...plan({ T1: ['p1'] })[0], colour: 'red' }] })), 'input.tiers.0');
    expect(badField(await mutate('startRun', aStart({ safetyProfile: 'RECKLESS' })), 'input.safetyProfile')).toContain('RECKLESS');
    badField(await mutate('startRun', aStart({ runScope: 'incremental' })), 'input.runScope');
    badField(await mutate('startRun', aStart({ safetyProfile: 'normal' })), 'input.safetyProfile');
    badField(await mutate('updatePhaseStatus', { runId: 'base', phaseId: 'p1', state: 'DONE' }), 'input.state');
    badField(await mutate('updatePhaseStatus', { runId: 'base', phaseId: 'p1', state: 'D'.repeat(100_000) }), 'input.state');
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
      const answer = await server.askRaw(query);
      expect([query, answer.data ?? null, answer.errors?.[0]?.extensions.code]).toEqual([query, null, 'GRAPHQL_VALIDATION_FAILED']);
    }
  });

  it('that do not parse, name no operation or several are refused', async () => {
    for (const query of ['{ run(', '', '   ', '# nothing', 'hello']) {
      const answer = await server.askRaw(query);
      expect([query, answer.errors?.[0]?.extensions.code]).toEqual([
        query,
        expect.stringMatching(/^(GRAPHQL_PARSE_FAILED|BAD_USER_INPUT)$/),
      ]);
    }
    refused(await server.askRaw('query A { server { version } } query B { server { version } }'), 'GRAPHQL_VALIDATION_FAILED');
  });

  it.each([
    '{"query":"{ server { version } }","variables":{"__proto__":{"x":1}}}',
    '{"__proto__":{"query":"{ server { version } }"}}',
    '{"query":"{ server { version } }","variables":{"constructor":{"prototype":{"x":1}}}}',
  ])('named like parts of a prototype poison nothing: %s', async (body) => {
    const answer = await rawHttp(server.url, { method: 'POST', path: '/graphql', headers: { 'content-type': 'application/json' }, body });
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
    refused(await server.askRaw('{ run(runId: "base") { __proto__ } }'), 'GRAPHQL_VALIDATION_FAILED');
  });

  it('do not stop a harmless variable that nobody uses', async () => {
    expect((await server.askRaw('{ run(runId: "base") { runId } }', { unused: 1, constructor: 'x' })).data).toEqual({
      run: { runId: 'base' },
    });
  });
});

describe('null and what is left out', () => {
  it('null for an argument with a default means the default', async () => {
    const lists = await server.ask(
      gql(
        'query ($n: Int, $c: String) { a: runs(first: $n, after: $c, filter: null) { nodes { runId } } b: runs { nodes { runId } } c: phases(first: null) { nodes { id } } d: phases { nodes { id } } }',
      ),
      { n: null, c: null },
    );
    expect([lists.a, lists.c]).toEqual([lists.b, lists.d]);
    expect(lists.a.nodes.length).toBeGreaterThanOrEqual(2);
    const { run } = await server.ask(gql('{ run(runId: "base") { a: events(first: null, after: null) { seq } b: events { seq } } }'));
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
    badField(await server.askRaw(mutation('startRun')), 'input');
  });
});

describe('plans that make no sense (I1, P8, S9)', () => {
  const errorsOf = async (input: Partial<StartRunInput>) => {
    const { run, errors } = await client.startRun({ runId: 'new', tiers: plan({ T1: ['p1'] }), ...input });
    expect(run).toBeNull();
    return errors.map(({ __typename, code, path, retryable }) => [__typename, code, path!.join('.'), retryable]);
  };

  it('with an id twice are refused, each at its place', async () => {
    const tiers = [...plan({ T1: ['p1', 'p1'], T2: ['p2'] }), ...plan({ T1: ['p2'] })];
    expect(await errorsOf({ tiers })).toEqual([
      ['InputError', 'INVALID_INPUT', 'input.tiers.0.phases.1.phaseId', false],
      ['InputError', 'INVALID_INPUT', 'input.tiers.2.tierId', false],
      ['InputError', 'INVALID_INPUT', 'input.tiers.2.phases.0.phaseId', false],
    ]);
  });

  it('without a phase, or with an empty tier, are refused', async () => {
    for (const tiers of [[], plan({ T1: [] })])
      expect(await errorsOf({ tiers })).toEqual([['InputError', 'INVALID_INPUT', 'input.tiers', false]]);
    expect(await errorsOf({ tiers: plan({ T1: ['p1'], T2: [] }) })).toEqual([['InputError', 'INVALID_INPUT', 'input.tiers', false]]);
  });

  it('with more phases than maxPhases are too large, by the server’s default too', async () => {
    const phases = (count: number) => Array.from({ length: count }, (_, i) => `p${i}`);
    expect(await errorsOf({ tiers: plan({ T1: phases(26) }) })).toEqual([['InputError', 'PLAN_TOO_LARGE', 'input.tiers', false]]);
    expect(await errorsOf({ maxPhases: 2, tiers: plan({ T1: ['a'], T2: ['b', 'c'] }) })).toEqual([
      ['InputError', 'PLAN_TOO_LARGE', 'input.tiers', false],
    ]);
    expect(await errorsOf({ maxPhases: 1_000, tiers: plan({ T1: phases(1_001) }) })).toEqual([
      ['InputError', 'PLAN_TOO_LARGE', 'input.tiers', false],
    ]);
    expect(await errorsOf({ draft: true, maxPhases: 1, tiers: plan({ T1: ['a', 'b'] }) })).toEqual([
      ['InputError', 'PLAN_TOO_LARGE', 'input.tiers', false],
    ]);
  });

  it('with two tiers in a single-tier run are refused (P8)', async () => {
    const refusedAs = [['InputError', 'INVALID_INPUT', 'input.tiers', false]];
    expect(await errorsOf({ runScope: 'SINGLE_TIER', tiers: plan({ T1: ['a'], T2: ['b'] }) })).toEqual(refusedAs);
    expect(await errorsOf({ runScope: 'SINGLE_TIER', draft: true, tiers: plan({ T1: ['a'], T2: ['b'] }) })).toEqual(refusedAs);
  });

  it('under an id that is taken, in whatever case, are refused', async () => {
    for (const runId of ['base', 'BASE', 'Draft'])
      expect(await errorsOf({ runId })).toEqual([['ConflictError', 'ALREADY_EXISTS', 'input.runId', false]]);
  });
});

describe('commands on what is stored (S2)', () => {
  it('a run, tier or phase that does not exist is NOT_FOUND in the payload, null or empty in a query', async () => {
    const missing = { runId: 'nobody' };
    for (const [name, input] of [
      ['sealPlan', missing],
      ['deleteRun', missing],
      ['rebuildFileLayout', missing],
      ['cancelRun', { ...missing, reason: 'x' }],
      ['addTier', { ...missing, tier: plan({ T2: ['p9'] })[0] }],
      ['addPhase', { ...missing, tierId: 'T1', phase: phase('p9') }],
      ['updatePhaseStatus', { ...missing, phaseId: 'p1', state: 'EXECUTING' }],
    ] as const) {
      const payload = await (client.command as (name: CommandName, input: Json) => Promise<{ errors: readonly unknown[] }>)(name, input);
      expect([name, payload.errors]).toEqual([
        name,
        [
          expect.objectContaining({
            __typename: 'NotFoundError',
            code: 'NOT_FOUND',
            path: ['input', 'runId'],
            message: 'There is no run "nobody".',
          }),
        ],
      ]);
    }
    const transition = await client.updatePhaseStatus({ runId: 'base', phaseId: 'p9', state: 'EXECUTING' });
    expect([transition.phase, transition.run!.runId, transition.errors[0]]).toEqual([
      null,
      'base',
      expect.objectContaining({ code: 'NOT_FOUND', path: ['input', 'phaseId'], retryable: false }),
    ]);
    const grown = await client.command('addPhase', { runId: 'draft', tierId: 'T9', phase: phase('p9') });
    expect(grown.errors).toEqual([expect.objectContaining({ code: 'NOT_FOUND', path: ['input', 'tierId'], retryable: true })]);
    expect(
      await server.ask(
        gql(`{ run(runId: "nobody") { runId } tier(runId: "base", tierId: "T9") { name } tiers(runId: "nobody") { name }
        phase(runId: "base", phaseId: "p9") { name } nextPhase(runId: "nobody") { name } fileLayout(runId: "nobody") { root }
        artefact(runId: "nobody", path: "run_summary.md") { path } none: artefact(runId: "base", path: "phases/phase_09_x.md") { path } }`),
      ),
    ).toEqual({ run: null, tier: null, tiers: [], phase: null, nextPhase: null, fileLayout: null, artefact: null, none: null });
  });

  it('a name that differs in case is another name: nothing is found', async () => {
    expect(await server.ask(gql('{ run(runId: "BASE") { runId } }'))).toEqual({ run: null });
    expect((await client.command('cancelRun', { runId: 'BASE', reason: 'x' })).errors[0]!.code).toBe('NOT_FOUND');
  });

  it('an illegal transition is refused and says what would be accepted', async () => {
    const transition = await client.updatePhaseStatus({ runId: 'base', phaseId: 'p1', state: 'COMPLETE', addTokens: 5 });
    expect(transition.errors).toEqual([
      expect.objectContaining({
        __typename: 'TransitionRefusedError',
        code: 'TRANSITION_REFUSED',
        currentState: 'QUEUED',
        allowedStates: ['EXECUTING', 'FAILED', 'SKIPPED'],
      }),
    ]);
    expect([transition.phase!.state, transition.phase!.tokensUsed, transition.run!.version]).toEqual(['QUEUED', 0, 1]);
  });

  it('a stale expectedRunVersion is refused by every command on a run, with the present version', async () => {
    const stale = { runId: 'base', expectedRunVersion: 7 };
    for (const [name, input] of [
      ['cancelRun', { ...stale, reason: 'x' }],
      ['deleteRun', stale],
      ['sealPlan', stale],
      ['rebuildFileLayout', stale],
      ['addTier', { ...stale, tier: plan({ T9: ['p9'] })[0] }],
      ['addPhase', { ...stale, tierId: 'T1', phase: phase('p9') }],
      ['updatePhaseStatus', { ...stale, phaseId: 'p1', state: 'EXECUTING' }],
    ] as const) {
      const payload = await (client.command as (name: CommandName, input: Json) => Promise<{ errors: readonly unknown[] }>)(name, input);
      expect([name, payload.errors]).toEqual([
        name,
        [
          expect.objectContaining({
            __typename: 'ConflictError',
            code: 'VERSION_CONFLICT',
            currentVersion: 1,
            path: ['input', 'expectedRunVersion'],
          }),
        ],
      ]);
    }
  });

  it('a cursor of another list, of another server or out of thin air is bad input', async () => {
    const made = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const { runs, phases } = await server.ask(gql('{ runs { edges { cursor } } phases { edges { cursor } } }'));
    const at = '2026-01-01T00:00:00.000Z';
    const foreign = [
      'x',
      'not a cursor',
      made(null),
      made([]),
      made({}),
      made(['runs']),
      made(['runs', at]),
      made(['others', at, 'a']),
      made(['runs', at, 7]),
      made(['runs', at, 'a', 'b']),
      made(['runs', 'soon', 'a']),
      made(['runs', 'May 1', 'a']),
      made(['runs', 'x 1', 'a']),
      made(['runs', '-271821-04-20T00:00:00.000Z', 'a']),
      made(['runs', 7, 'a']),
      made(['runs', at, 'a\u0000']),
      made(['runs', `${at}' or 1=1`, 'a']),
    ];
    for (const after of [...foreign, phases.edges[0]!.cursor]) {
      expect([
        after,
        badField(await server.askRaw('query ($after: String) { runs(after: $after) { nodes { runId } } }', { after }), 'after'),
      ]).toEqual([after, expect.stringContaining('cursor')]);
    }
    const others = [
      made(['others', at, 'a', 1]),
      made(['phases', at, 'a', 1.5]),
      made(['phases', at, 'a', '1']),
      made(['phases', at, 'a', 2 ** 31]),
      made(['phases', at, 'a']),
      runs.edges[0]!.cursor,
    ];
    for (const after of [...foreign, ...others]) {
      badField(await server.askRaw('query ($after: String) { phases(after: $after) { nodes { id } } }', { after }), 'after');
    }
  });

  it('tierId without runId is bad input', async () => {
    expect(badField(await server.askRaw('{ phases(filter: { tierId: "T1" }) { totalCount } }'), 'filter.tierId')).toContain('runId');
  });
});

describe.each(transports)('limits on documents over %s (A3)', (_transport, send) => {
  /** Deep and cheap: one object in another. */
  const nested = (levels: number) =>
    `{ run(runId: "base") ${'{ currentPhase { run '.repeat(levels / 2 - 1)}{ runId }${' } }'.repeat(levels / 2 - 1)} }`;
  const cases: readonly (readonly [string, string, string])[] = [
    ['50 levels deep', nested(50), 'GRAPHQL_VALIDATION_FAILED'],
    ['with 1,000 aliases', `{ ${Array.from({ length: 1_000 }, (_, i) => `a${i}: __typename`).join(' ')} }`, 'GRAPHQL_VALIDATION_FAILED'],
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
    const query = 'query ($n: Int) { runs(first: 100) { nodes { events(first: $n) { run { events(first: $n) { seq } } } } } }';
    expect(refused(await send(query, { n: 1_000 }), 'GRAPHQL_VALIDATION_FAILED').message).toMatch(/costs \d+ points/);
    expect((await send(query, { n: 2 })).errors).toBeUndefined();
  });

  it('leave room for the largest list with all its scalars', async () => {
    const ROWS = [RUN, TIER, PHASE].flatMap(({ texts }) => texts).join(' ');
    expect((await send(`{ run(runId: "base") { events(first: 1000) { ...EventRow } } } ${EVENT.texts.join(' ')}`)).errors).toBeUndefined();
    expect(
      (
        await send(
          `{ runs(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { ...RunRow tiers { ...TierRow } phases { ...PhaseRow } } } } ${ROWS}`,
        )
      ).errors,
    ).toBeUndefined();
    expect(
      (await send(`{ phases(first: 100) { nodes { ...PhaseRow tier { ...TierRow } run { ...RunRow } } } } ${ROWS}`)).errors,
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
      JSON.stringify([{ query: '{ server { version } }' }, { query: mutation('startRun'), variables: { input: aStart() } }]),
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
    expect(await server.ask(gql('{ run(runId: "by-get") { runId } }'))).toEqual({ run: null });
  });

  it('name an operation that is not there', async () => {
    const answer = await post(JSON.stringify({ query: 'query A { server { version } }', operationName: 'B' }));
    refused(answer.json, 'GRAPHQL_VALIDATION_FAILED');
  });
});

describe('the same run started at once (I1, C6)', () => {
  it('has one winner, whatever the case of its id; the others are told that it is taken', async () => {
    for (const [round, ids] of [
      ['twin', 'twin'],
      ['Twins', 'tWINS', 'TWINS', 'twins', 'twinS', 'TwinS', 'tWiNs', 'TWins'],
    ].entries()) {
      const answers = await Promise.all(ids.map((runId) => client.startRun({ runId, tiers: plan({ T1: ['p1', 'p2'] }) })));
      const won = answers.filter((answer) => answer.run !== null);
      expect([round, won.length]).toEqual([round, 1]);
      const lost = answers.filter((answer) => answer.run === null).map((answer) => answer.errors);
      expect(lost).toEqual(
        lost.map(() => [expect.objectContaining({ __typename: 'ConflictError', code: 'ALREADY_EXISTS', path: ['input', 'runId'] })]),
      );
      const [counted] = await server.database.query(
        `select (select count(*)::int from run where lower(run_id) = $1) as runs, (select count(*)::int from tier where lower(run_id) = $1) as tiers,
          (select count(*)::int from phase where lower(run_id) = $1) as phases, (select count(*)::int from run_event where lower(run_id) = $1) as events,
          (select count(*)::int from run_id where run_key = $1) as ids`,
        [ids[0]!.toLowerCase()],
      );
      expect(counted).toEqual({ runs: 1, tiers: 1, phases: 2, events: 1, ids: 1 });
      const folders = Object.keys((await stored(server)).files).filter((path) => /^twins?$/i.test(path) && path.length === ids[0]!.length);
      expect(folders).toEqual([won[0]!.run!.runId]);
    }
    before = await stored(server);
  });
});

describe('failures of the server itself (A4)', () => {
  const SECRETS = /select|insert|relation|phase_away|does not exist|node_modules|\/src\/|\/work|\.[tj]s\b|\bat .*\(|postgres|stack/i;
  const away = () => server.database.query('alter table phase rename to phase_away');
  const back = () => server.database.query('alter table if exists phase_away rename to phase');
  afterEach(back);

  const masked = (answer: Answer): string => {
    expect(JSON.stringify(answer)).not.toMatch(SECRETS);
    const [error] = answer.errors!;
    expect(error!.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(error!.message).toContain(error!.extensions.requestId as string);
    return error!.extensions.requestId as string;
  };

  it.each(transports)('are masked over %s with a request id of their own, and say where', async (_transport, send) => {
    await away();
    const answers = [
      await send('{ phase(runId: "base", phaseId: "p1") { state } }'),
      await send('{ run(runId: "base") { runId phases { state } } }'),
      await send('{ phases { nodes { id } } }'),
      await send(mutation('startRun'), { input: aStart() }),
      await send(mutation('updatePhaseStatus'), { input: { runId: 'base', phaseId: 'p1', state: 'EXECUTING' } }),
    ];
    await back();
    expect(new Set(answers.map(masked)).size).toBe(answers.length);
    expect(answers[1]!.errors![0]!.path).toEqual(['run', 'phases']);
  });

  it('in the middle of a subscription are masked too, and the socket lives on', async () => {
    await server.database.query('alter table run_event rename to event_away');
    try {
      masked(await overSocket('subscription { runEvents(runId: "base") { seq } }'));
    } finally {
      await server.database.query('alter table event_away rename to run_event');
    }
    expect((await overSocket('{ server { version } }')).errors).toBeUndefined();
  });

  it('are over when their cause is: the next request is answered', async () => {
    await away();
    await server.askRaw('{ phases { nodes { id } } }');
    await back();
    expect((await server.ask(gql('{ phase(runId: "base", phaseId: "p1") { state } }'))).phase).toEqual({ state: 'QUEUED' });
  });
});
