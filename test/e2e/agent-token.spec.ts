/** The token that a worker hands to its agent (A6, A2): good for one lease, for three tools, and for as long as the lease lives. */
import { agentTokenOf } from '../../src/graphql/access/agent-token.js';
import { plan } from '../support/api/api.js';
import { rawHttp, type RawHttpResponse } from '../support/api/raw-requests.js';
import { aPatch, type WorkApi, workApi } from '../support/api/workers.js';
import { graphqlClient } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { bearer, makeToken, revokeToken } from './access-matrix.fixture.js';
import { type Agent, agent } from './mcp.fixture.js';

const TOKEN = 'the-operator-of-the-agents';
let server: TestServer;
let api: WorkApi;
let made = 0;
const agents: Agent[] = [];
beforeAll(async () => {
  server = await startTestServer({ AUTOPACK_MCP: 'on', AUTOPACK_TOKEN: TOKEN });
  api = workApi(server);
});
afterAll(async () => {
  for (const one of agents) await one.close();
  await server.close();
});

interface Work {
  readonly runId: string;
  readonly leaseToken: string;
  readonly agentToken: string;
  readonly workerTokenId: string;
}

const CLAIM = `mutation ($input: ClaimWorkInput!) { claimWork(input: $input) { lease { token agentToken } errors { message } } }`;

/** A run of its own project, and the lease of its first phase, claimed with a token of its own. */
async function atWork(role: 'BUILDER' | 'CI' = 'BUILDER'): Promise<Work> {
  const projectId = `agents-${(made += 1)}`;
  const runId = `${projectId}-run`;
  await api.command('createProject', { projectId });
  await api.startRun({ runId, projectId, tiers: plan({ T1: ['a', 'b'] }) });
  const worker = await makeToken(server, { name: `worker-${made}`, role, projectIds: [projectId] });
  const answer = await server.requestRaw(CLAIM, { input: { role, workerId: 'w', projectId } }, bearer(worker.secret));
  const { lease } = (answer.data as { claimWork: { lease: { token: string; agentToken: string } } }).claimWork;
  return { runId, leaseToken: lease.token, agentToken: lease.agentToken, workerTokenId: worker.id };
}

async function opened(token: string, url = server.url): Promise<Agent> {
  const one = await agent(url, { token });
  agents.push(one);
  return one;
}

/** The status of the door for this token. */
const doorOf = (token: string, url = server.url, path = '/mcp'): Promise<RawHttpResponse> =>
  rawHttp(url, {
    method: 'POST',
    path,
    headers: { ...bearer(token), 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
  });
const isOpen = async (token: string, url?: string): Promise<boolean> => (await doorOf(token, url)).status === 200;

test('A6: an agent is given the tools for its lease, which name no lease, and they answer', async () => {
  const { runId, agentToken, leaseToken } = await atWork();
  const one = await opened(agentToken);
  const { tools } = await one.tools();
  expect(tools.map(({ name }) => name).sort()).toEqual(['check_patch', 'read_context', 'record_issues']);
  expect(JSON.stringify(tools)).not.toContain('lease_token');
  expect((await one.call('read_context')).text).toContain(runId);
  expect((await one.call('read_context', { what: 'strategy' })).text).toContain('maxBuilderAttempts');
  expect((await one.call('check_patch', { patch: aPatch('x.txt') })).structured).toEqual({ verdict: 'PASS' });
  const issues = [{ issue_key: 'style__own', category: 'style' }];
  expect((await one.call('record_issues', { issues })).text).toBe('Recorded: 1.');
  const { data } = await server.requestRaw(
    `query ($id: ID!) { run(runId: $id) { events(first: 100) { actor cause subject } } }`,
    { id: runId },
  );
  const events = JSON.stringify(data);
  expect(events).toContain(`builder/worker-${made}/w`);
  for (const secret of [agentToken, leaseToken, 'apk_']) expect(events).not.toContain(secret);
});

test('A6: a lease for CI, and one of a server without the door, has no token for an agent', async () => {
  const other = await server.another({ AUTOPACK_MCP: 'off' });
  const input = { role: 'BUILDER', workerId: 'w', projectId: 'agents-none' };
  await api.command('createProject', { projectId: 'agents-none' });
  await api.startRun({ runId: 'agents-none-run', projectId: 'agents-none', tiers: plan({ T1: ['a'] }) });
  const claimed = await other.requestRaw(CLAIM, { input });
  expect(claimed.data).toMatchObject({ claimWork: { lease: { token: expect.any(String), agentToken: null } } });
});

test('A2: an agent reaches no other lease, phase, run or project, by any door', async () => {
  const [mine, theirs] = [await atWork(), await atWork()];
  const one = await opened(mine.agentToken);
  for (const lease_token of [theirs.leaseToken, mine.leaseToken, theirs.agentToken])
    expect(await one.tried('read_context', { lease_token })).toMatchObject({ isError: true });
  for (const name of ['claim_work', 'heartbeat', 'submit_patch', 'release_work', 'cancel_run', 'get_run', 'list_runs'])
    await expect(one.tried(name, {})).rejects.toThrow(/not found/i);
  for (const role of ['operator', 'auditor', 'viewer'])
    expect((await doorOf(mine.agentToken, server.url, `/mcp?role=${role}`)).status).toBe(400);
  for (const path of ['/graphql', '/metrics', '/nowhere']) {
    const answer = await rawHttp(server.url, { method: 'GET', path, headers: bearer(mine.agentToken) });
    expect([path, answer.status]).toEqual([path, 403]);
  }
  const socket = graphqlClient(server.url).socket({ authorization: mine.agentToken });
  const closed = await new Promise((resolve) =>
    socket.subscribe(
      { query: `subscription { runChanged(runId: "${mine.runId}") { runId } }` },
      {
        next: resolve,
        error: resolve,
        complete: () => resolve('complete'),
      },
    ),
  );
  expect(closed).toMatchObject({ code: 4403 });
  await socket.dispose();
});

const ENDS: Readonly<Record<string, (work: Work) => Promise<unknown>>> = {
  'the result is submitted': ({ leaseToken }) => api.build(leaseToken),
  'the worker releases it': ({ leaseToken }) => api.release(leaseToken),
  'the run is cancelled': ({ runId }) => api.command('cancelRun', { runId, reason: 'enough' }),
  'the token of the worker is revoked': ({ workerTokenId }) => revokeToken(server, workerTokenId),
  'it runs out': ({ runId }) =>
    server.database.query(`update lease set expires_at = autopack_now() where run_id = $1`, [runId]),
};

test.each(Object.entries(ENDS))('A6: the token of an agent ends at once, on every server, when %s', async (_, end) => {
  const other = await server.another();
  const work = await atWork();
  const one = await opened(work.agentToken);
  expect([await isOpen(work.agentToken), await isOpen(work.agentToken, other.url)]).toEqual([true, true]);
  await end(work);
  expect([await isOpen(work.agentToken), await isOpen(work.agentToken, other.url)]).toEqual([false, false]);
  const answer = await doorOf(work.agentToken);
  expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
  await expect(one.tried('check_patch', { patch: aPatch() })).rejects.toThrow();
});

test('A2: a worker whose token was revoked makes no token for an agent that is good', async () => {
  const { leaseToken, workerTokenId } = await atWork();
  const other = await atWork();
  // It knows the token of its lease, and could sign for nobody, or for a token that is still good.
  const made = [agentTokenOf(leaseToken, null), agentTokenOf(leaseToken, other.workerTokenId)];
  await revokeToken(server, workerTokenId);
  for (const token of made) expect(await isOpen(token)).toBe(false);
});

test('A6: a token that the lease did not make is refused: of another signature, of another worker, of no lease', async () => {
  const { agentToken, leaseToken, workerTokenId } = await atWork();
  expect(agentTokenOf(leaseToken, workerTokenId)).toBe(agentToken);
  const other = await atWork();
  // The lease's hash with the signature of another lease; the same lease for a worker without a token.
  const body = Buffer.concat([bytesOf(agentToken).subarray(0, 48), bytesOf(other.agentToken).subarray(48)]);
  const { agentTokenText } = await import('../../src/domain/rules/access/token-text.js');
  for (const forged of [
    agentTokenText(body.toString('base64url')),
    agentTokenText(Buffer.concat([bytesOf(agentToken).subarray(0, 32), Buffer.alloc(48)]).toString('base64url')),
    agentTokenOf(`lease_${'n'.repeat(43)}`, null),
    `${agentToken.slice(0, -1)}${agentToken.endsWith('A') ? 'B' : 'A'}`,
  ])
    expect(await isOpen(forged)).toBe(false);
  expect(await isOpen(agentToken)).toBe(true);
});

const bytesOf = (token: string): Buffer => Buffer.from(token.slice('apk_l'.length, -6), 'base64url');
