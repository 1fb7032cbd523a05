/** Bad ids, texts and lists, over HTTP and WebSocket: a clear error with its code, and nothing left behind (I1, I4). */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { phase, plan } from '../support/api/api.js';
import { gql } from '../support/api/gql.js';
import type { Json } from '../support/graphql-client.js';
import {
  type Answer,
  aStart,
  badField,
  mutate,
  overSocket,
  refused,
  server,
  useServerThatRefuses,
} from './bad-input.fixture.js';

useServerThatRefuses();

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
  const SOME = [
    '../x',
    '/etc/passwd',
    '',
    'x'.repeat(10_000),
    'nul\u0000byte',
    'con',
    'trailing.',
    'run.lock',
    'lone\ud800surrogate',
  ];
  const places: readonly (readonly [string, string, (id: string) => Promise<Answer>])[] = [
    ['startRun', 'input.runId', (id) => mutate('startRun', aStart({ runId: id }))],
    ['startRun', 'input.projectId', (id) => mutate('startRun', aStart({ projectId: id }))],
    ['startRun', 'input.tiers.0.tierId', (id) => mutate('startRun', aStart({ tiers: plan({ [id]: ['p1'] }) }))],
    [
      'startRun',
      'input.tiers.0.phases.1.phaseId',
      (id) => mutate('startRun', aStart({ tiers: plan({ T1: ['p1', id] }) })),
    ],
    ['addTier', 'input.runId', (id) => mutate('addTier', { runId: id, tier: plan({ T2: ['p2'] })[0] })],
    ['addTier', 'input.tier.tierId', (id) => mutate('addTier', { runId: 'draft', tier: plan({ [id]: ['p2'] })[0] })],
    [
      'addTier',
      'input.tier.phases.0.phaseId',
      (id) => mutate('addTier', { runId: 'draft', tier: plan({ T2: [id] })[0] }),
    ],
    ['addPhase', 'input.runId', (id) => mutate('addPhase', { runId: id, tierId: 'T1', phase: phase('p2') })],
    ['addPhase', 'input.tierId', (id) => mutate('addPhase', { runId: 'draft', tierId: id, phase: phase('p2') })],
    ['addPhase', 'input.phase.phaseId', (id) => mutate('addPhase', { runId: 'draft', tierId: 'T1', phase: phase(id) })],
    ['sealPlan', 'input.runId', (id) => mutate('sealPlan', { runId: id })],
    ['cancelRun', 'input.runId', (id) => mutate('cancelRun', { runId: id, reason: 'because' })],
    ['deleteRun', 'input.runId', (id) => mutate('deleteRun', { runId: id })],
    ['rebuildFileLayout', 'input.runId', (id) => mutate('rebuildFileLayout', { runId: id })],
    [
      'updatePhaseStatus',
      'input.runId',
      (id) => mutate('updatePhaseStatus', { runId: id, phaseId: 'p1', state: 'EXECUTING' }),
    ],
    [
      'updatePhaseStatus',
      'input.phaseId',
      (id) => mutate('updatePhaseStatus', { runId: 'base', phaseId: id, state: 'EXECUTING' }),
    ],
    ['run', 'runId', (id) => server.requestRaw('query ($id: ID!) { run(runId: $id) { runId } }', { id })],
    [
      'runs',
      'filter.projectId',
      (id) => server.requestRaw('query ($id: ID!) { runs(filter: { projectId: $id }) { nodes { runId } } }', { id }),
    ],
    [
      'tier',
      'runId',
      (id) => server.requestRaw('query ($id: ID!) { tier(runId: $id, tierId: "T1") { name } }', { id }),
    ],
    [
      'tier',
      'tierId',
      (id) => server.requestRaw('query ($id: ID!) { tier(runId: "base", tierId: $id) { name } }', { id }),
    ],
    ['tiers', 'runId', (id) => server.requestRaw('query ($id: ID!) { tiers(runId: $id) { name } }', { id })],
    [
      'phase',
      'runId',
      (id) => server.requestRaw('query ($id: ID!) { phase(runId: $id, phaseId: "p1") { name } }', { id }),
    ],
    [
      'phase',
      'phaseId',
      (id) => server.requestRaw('query ($id: ID!) { phase(runId: "base", phaseId: $id) { name } }', { id }),
    ],
    [
      'phases',
      'filter.runId',
      (id) => server.requestRaw('query ($id: ID!) { phases(filter: { runId: $id }) { nodes { name } } }', { id }),
    ],
    [
      'phases',
      'filter.tierId',
      (id) =>
        server.requestRaw('query ($id: ID!) { phases(filter: { runId: "base", tierId: $id }) { nodes { name } } }', {
          id,
        }),
    ],
    ['nextPhase', 'runId', (id) => server.requestRaw('query ($id: ID!) { nextPhase(runId: $id) { name } }', { id })],
    ['fileLayout', 'runId', (id) => server.requestRaw('query ($id: ID!) { fileLayout(runId: $id) { root } }', { id })],
    [
      'artefact',
      'runId',
      (id) =>
        server.requestRaw('query ($id: ID!) { artefact(runId: $id, path: "run_summary.md") { content } }', { id }),
    ],
    ['runEvents', 'runId', (id) => overSocket('subscription ($id: ID!) { runEvents(runId: $id) { seq } }', { id })],
    [
      'runsEvents',
      'projectId',
      (id) => overSocket('subscription ($id: ID!) { runsEvents(projectId: $id) { seq } }', { id }),
    ],
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
    expect(
      await server.request(gql('query ($path: String!) { artefact(runId: "base", path: $path) { content } }'), {
        path,
      }),
    ).toEqual({
      artefact: null,
    });
  });

  it('as the path of an artefact are bad input when they are no text that can be stored', async () => {
    for (const path of ['', 'a\u0000b', 'lone\udc00', 'x'.repeat(1_001)]) {
      badField(
        await server.requestRaw('query ($path: String!) { artefact(runId: "base", path: $path) { content } }', {
          path,
        }),
        'path',
      );
    }
  });

  it('leave the longest and strangest good ids alone', async () => {
    for (const runId of ['a'.repeat(100), '0', 'A.b_c-D', 'console', 'com10', 'a.locked', 'nul-1', '__x'.slice(2)]) {
      expect(await server.request(gql('query ($runId: ID!) { run(runId: $runId) { runId } }'), { runId })).toEqual({
        run: null,
      });
    }
  });
});

describe('texts and lists (I4)', () => {
  const start = (tier: Json, more: Json = {}) =>
    mutate('startRun', aStart({ tiers: [{ ...plan({ T1: ['p1'] })[0], ...tier }], ...more }));
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
      badField(
        await mutate('updatePhaseStatus', { runId: 'base', phaseId: 'p1', state: 'EXECUTING', note: text }),
        'input.note',
      );
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
        await server.requestRaw('query ($s: [RunState!]) { runs(filter: { states: $s }) { totalCount } }', {
          s: states,
        }),
        'filter.states',
      ),
    ).toContain('100');
    badField(
      await server.requestRaw('query ($s: [PhaseState!]) { phases(filter: { states: $s }) { totalCount } }', {
        s: Array(101).fill('GATE'),
      }),
      'filter.states',
    );
  });

  it('refuses categories, keys and cursors that are empty, too long, or cannot be stored', async () => {
    for (const text of ['', ...BROKEN]) {
      badField(await inPhase({ taskCategory: text }), 'input.tiers.0.phases.0.taskCategory');
      badField(await mutate('startRun', aStart({ idempotencyKey: text })), 'input.idempotencyKey');
      badField(
        await server.requestRaw('query ($after: String) { runs(after: $after) { totalCount } }', { after: text }),
        'after',
      );
    }
    badField(await inPhase({ taskCategory: 'c'.repeat(201) }), 'input.tiers.0.phases.0.taskCategory');
    badField(await mutate('startRun', aStart({ idempotencyKey: 'k'.repeat(201) })), 'input.idempotencyKey');
    badField(
      await server.requestRaw('query ($after: String) { runs(after: $after) { totalCount } }', {
        after: 'c'.repeat(2_001),
      }),
      'after',
    );
  });

  it('names every wrong field, the first one in the message', async () => {
    const answer = await mutate(
      'startRun',
      aStart({ runId: '../x', tokenCap: 0, tiers: plan({ 'a/b': ['', 'con'] }) }),
    );
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
