/** One id over all types: what any query shows under an id, `node` and `nodes` read again by it (I5). */
import { phase, plan } from '../support/api/api.js';
import { gql } from '../support/api/gql.js';
import { aPatch, type WorkApi, workApi } from '../support/api/workers.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

let server: TestServer;
let client: WorkApi;
let runId: string;

beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
  await client.command('createProject', { projectId: 'same' });
  await client.command('publishRuleset', { projectId: 'same', document: { leases: { expirySeconds: 3600 } } });
  // A run, a tier and a phase that are called alike, as their project is.
  runId = 'same';
  const tiers = [{ tierId: 'same', name: 'TIER same', phases: [phase('same')] }, ...plan({ T2: ['other'] })];
  await client.startRun({ runId, projectId: 'same', tiers });
  const issue = { issueKey: 'same', category: 'same', source: 'PROBE' as const };
  await client.command('recordIssues', { runId, phaseId: 'same', issues: [issue] });
  const hook = { projectId: 'same', url: 'https://receiver.invalid/' };
  const { webhook } = (await server.request(CREATE_WEBHOOK, { input: hook })).createWebhook;
  await server.request(TEST_WEBHOOK, { input: { webhookId: webhook!.webhookId } });
  const lease = await client.lease('BUILDER', { runId });
  await client.release(lease.token);
  await client.build(lease.token, { patch: aPatch('late.txt') });
});
afterAll(async () => server.close());

const CREATE_WEBHOOK = gql(
  'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { webhook { webhookId } } }',
);
const TEST_WEBHOOK = gql(
  'mutation ($input: TestWebhookInput!) { testWebhook(input: $input) { delivery { deliveryId } } }',
);
const EVERYTHING = gql(`query ($runId: ID!) {
  run(runId: $runId) { id __typename project { id __typename webhooks { id __typename deliveries { nodes { id __typename } } } } strategy { id __typename } issues { id __typename }
    lateResults { id __typename } fileLayout { id __typename files { id __typename } }
    events(first: 1000) { id __typename } tiers { id __typename phases { id __typename attempts { id __typename artefacts { id __typename } } } } }
  workers { id __typename } runIssueIndex(runId: $runId) { id __typename } issueBacklog(projectId: "same") { nodes { id __typename } } ruleset(projectId: "same") { id __typename } }`);

interface Seen {
  readonly id: string;
  readonly __typename: string;
}

function seenIn(data: unknown): Seen[] {
  if (Array.isArray(data)) return data.flatMap(seenIn);
  if (data === null || typeof data !== 'object') return [];
  const own = 'id' in data ? [{ id: (data as Seen).id, __typename: (data as Seen).__typename }] : [];
  return [...own, ...Object.values(data).flatMap(seenIn)];
}

it('I5: every type that has an id is read again by it, and no two ids are alike, whatever their names are', async () => {
  const seen = seenIn(await server.request(EVERYTHING, { runId }));
  expect(new Set(seen.map((each) => each.id)).size).toBe(seen.length);
  const kinds = new Set(seen.map((each) => each.__typename));
  const { __schema } = await server.request(gql('{ __schema { types { name kind possibleTypes { name } } } }'));
  const node = __schema.types.find((type) => type.name === 'Node');
  expect([...kinds].sort()).toEqual(node!.possibleTypes!.map((type) => type.name).sort());
  const { nodes } = await server.request(gql('query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }'), {
    ids: seen.map(({ id }) => id),
  });
  expect(nodes).toEqual(seen);
});

it('I5: a node is the same thing as elsewhere', async () => {
  const { node } = await server.request(
    gql(
      `query { node(id: "phase:same/same") { id ... on Phase { phaseId name state tier { id name } run { id project { id } } } } }`,
    ),
  );
  expect(node).toEqual({
    id: 'phase:same/same',
    phaseId: 'same',
    name: 'Phase same',
    state: 'QUEUED',
    tier: { id: 'tier:same/same', name: 'TIER same' },
    run: { id: 'run:same', project: { id: 'project:same' } },
  });
});

it.each([
  ...[
    'run:none',
    'run:',
    'run',
    'same',
    ':',
    'nothing:same',
    'phase:same',
    'phase:same/none',
    'phase:/',
    'tier:same/same/more',
  ],
  ...[
    'event:same/0',
    'event:same/999',
    'event:same/1e0',
    'event:same/01',
    'event:same/-1',
    'event:same/99999999999',
    'event:same',
  ],
  ...[
    'ruleset:same/0',
    'ruleset:same/x',
    'attempt:same/same/01',
    'file:same/../same/run_summary.md',
    'file:same/',
    'strategy:none',
  ],
  ...['__proto__:x', 'constructor:x', 'late-result:none', 'issue:same/same', 'RUN:same', ' run:same'],
])('I5: there is nothing with the id %j', async (id) => {
  expect(
    await server.request(gql('query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }'), { id }),
  ).toEqual({
    node: null,
    nodes: [null],
  });
});

it('I5, A3: as many ids as one may ask for, each where it was asked, and no more', async () => {
  const ids = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 'run:same' : `run:none-${i}`));
  const { nodes } = await server.request(gql('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }'), { ids });
  expect(nodes).toEqual(ids.map((id) => (id === 'run:same' ? { id } : null)));
  await expect(
    server.request(gql('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }'), { ids: [...ids, 'x'] }),
  ).rejects.toThrow('BAD_USER_INPUT');
  await expect(server.request(gql('query { node(id: "") { id } }'))).rejects.toThrow('BAD_USER_INPUT');
});

it('W7: a phase says which try of a Builder it is, and how many are left', async () => {
  const tries = async (runId: string) => (await server.request(gql('query ($id: ID!) { node(id: $id) { ... on Phase { tryNumber triesLeft } } }'), { id: `phase:${runId}/a` })).node; // prettier-ignore
  await client.startRun({ runId: 'tries', tiers: plan({ T1: ['a'] }) });
  expect(await tries('tries')).toEqual({ tryNumber: 0, triesLeft: 3 });
  const first = await client.lease('BUILDER', { runId: 'tries' });
  expect(await tries('tries')).toEqual({ tryNumber: 1, triesLeft: 2 });
  await client.build(first.token, { status: 'FAILED', patch: null });
  await client.lease('BUILDER', { runId: 'tries' });
  expect(await tries('tries')).toEqual({ tryNumber: 2, triesLeft: 1 });
});

it('I5: objects are returned beside the ids that name them', async () => {
  const { run } = await server.request(
    gql('query { run(runId: "same") { previousRun { id } nextRun { id } phases { attempts { id phase { id } } } } }'),
  );
  expect(run).toMatchObject({ previousRun: null, nextRun: null });
  expect(run!.phases[0]!.attempts).toEqual([{ id: 'attempt:same/same/1', phase: { id: 'phase:same/same' } }]);
});
