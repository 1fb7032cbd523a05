/** What workers reach through the graph behind the phase that they hold (A2): every edge of the schema is tried. */
import { readFileSync } from 'node:fs';

import { buildSchema, getNamedType, isCompositeType, isObjectType } from 'graphql';

import { FIELD_ACCESS } from '../../src/domain/rules/access/field-access.js';
import { isForWorkers } from '../../src/domain/rules/access/worker-edges.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { bearer, makeToken } from './access-matrix.fixture.js';

const SCHEMA = buildSchema(readFileSync('schema.graphql', 'utf8'));
let server: TestServer;
let worker: Record<string, string>;
beforeAll(async () => {
  server = await startTestServer();
  worker = bearer((await makeToken(server, { name: 'farm', role: 'BUILDER' })).secret);
  const tiers = [
    {
      tierId: 'T1',
      name: 'One',
      phases: [
        { phaseId: 'P1', name: 'A' },
        { phaseId: 'P2', name: 'B' },
      ],
    },
  ];
  const start = `mutation ($input: StartRunInput!) { startRun(input: $input) { run { runId } errors { message } } }`;
  expect((await server.requestRaw(start, { input: { runId: 'held', tiers } })).errors).toBeUndefined();
});
afterAll(async () => server.close());

const claim = (below: string) =>
  server.requestRaw(
    `mutation { claimWork(input: { role: BUILDER, workerId: "w", runId: "held" }) { lease { token } phase { ${below} } errors { message } } }`,
    {},
    worker,
  );

test('A2: a claim that asks for what is beyond its phase is refused before it is made, in fragments too', async () => {
  for (const below of [
    'run { project { projectId } }',
    'tier { phases { phaseId } }',
    '... on Node { ... on Phase { run { currentPhase { attempts { artefacts { content } } } } } }',
    'run { ... on Run { next: nextRun { runId } } }',
  ]) {
    const { errors, data } = await claim(below);
    expect([errors?.[0]?.extensions.code, data ?? null]).toEqual(['FORBIDDEN', null]);
    expect(errors![0]!.message).toMatch(/^(Run|Tier)\.\w+ is not for workers/);
  }
  expect(await server.database.query('select from attempt')).toEqual([]);
  expect((await claim('run { state } attempts { number artefacts { path } } tier { name }')).data).toMatchObject({
    claimWork: { lease: { token: expect.any(String) }, phase: { run: { state: 'PHASE_EXECUTION' } } },
  });
});

/** Types with an id that workers may come to, from their root fields over the edges that are theirs, with the edges that are not. */
function reached(): { types: string[]; closed: string[] } {
  const types = new Set<string>();
  const closed = new Set<string>();
  const visit = (name: string, seen: Set<string>): void => {
    const type = SCHEMA.getType(name);
    if (!isObjectType(type) || seen.has(name)) return;
    seen.add(name);
    const hasId = type.getInterfaces().some((each) => each.name === 'Node');
    if (hasId) types.add(name);
    for (const field of Object.values(type.getFields())) {
      const target = getNamedType(field.type);
      if (!isCompositeType(target)) continue;
      if (hasId && !isForWorkers(name, field.name)) closed.add(`${name}.${field.name}`);
      else visit(target.name, seen);
    }
  };
  const seen = new Set<string>();
  for (const root of ['Query', 'Mutation', 'Subscription'])
    for (const [field, { roles }] of Object.entries(FIELD_ACCESS[root]!))
      if (roles.includes('BUILDER')) {
        const { type } = (SCHEMA.getType(root) as ReturnType<typeof SCHEMA.getQueryType>)!.getFields()[field]!;
        visit(getNamedType(type).name, seen);
      }
  return { types: [...types].sort(), closed: [...closed].sort() };
}

test('A2: workers come to their phase, run, tier, attempts, issues and files of attempts, and to no other type with an id', () => {
  expect(reached().types).toEqual(['Artefact', 'Attempt', 'Issue', 'Phase', 'Run', 'Tier']);
});

test('A2: each edge of these types that is not for workers is refused to a holder, and open to a viewer', async () => {
  const viewer = bearer((await makeToken(server, { name: 'reader', role: 'VIEWER' })).secret);
  const paths: Record<string, (edge: string) => string> = {
    Run: (edge) => `{ run(runId: "held") { ${edge} } }`,
    Tier: (edge) => `{ phase(runId: "held", phaseId: "P1") { tier { ${edge} } } }`,
    Phase: (edge) => `{ phase(runId: "held", phaseId: "P1") { ${edge} } }`,
    Attempt: (edge) => `{ phase(runId: "held", phaseId: "P1") { attempts { ${edge} } } }`,
    Issue: (edge) => `{ phase(runId: "held", phaseId: "P1") { issues { ${edge} } } }`,
  };
  const { closed } = reached();
  expect(closed.length).toBeGreaterThan(15);
  for (const edge of closed) {
    const [type, field] = edge.split('.');
    const text = paths[type!]!(`${field} { __typename }`);
    const refused = await server.requestRaw(text, {}, worker);
    expect([edge, refused.status, refused.errors?.[0]?.extensions.code]).toEqual([edge, 403, 'FORBIDDEN']);
    expect([edge, (await server.requestRaw(text, {}, viewer)).errors]).toEqual([edge, undefined]);
  }
});
