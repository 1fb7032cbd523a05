/** What the door for agents refuses, bounds and lets go of (A6, A2, A3). */
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

import { plan } from '../support/api/api.js';
import { type WorkApi, workApi } from '../support/api/workers.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { BACKGROUND, statementsOf } from '../support/server/statements.js';
import { until, within } from '../support/waiting.js';
import { makeToken } from './access-matrix.fixture.js';
import { type Agent, agent } from './mcp.fixture.js';

let server: TestServer;
let api: WorkApi;
const agents: Agent[] = [];
beforeAll(async () => {
  server = await startTestServer({ AUTOPACK_MCP: 'on' });
  api = workApi(server);
});
afterAll(async () => {
  for (const one of agents) await one.close();
  await server.close();
});

const opened = async (options: Parameters<typeof agent>[1] = {}): Promise<Agent> => {
  const one = await agent(server.url, options);
  agents.push(one);
  return one;
};
const post = (url: string, headers: Record<string, string> = {}, method = 'POST') =>
  fetch(`${url}/mcp`, {
    method,
    headers: {
      accept: 'application/json, text/event-stream',
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(method === 'POST' ? { body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }) } : {}),
  });

afterEach(async () => {
  // What is left at work would be claimed by another test.
  const live = `{ runs(first: 100, filter: { terminal: false }) { edges { node { runId } } } }`;
  const { data } = await server.requestRaw(live);
  for (const { node } of (data as { runs: { edges: { node: { runId: string } }[] } }).runs.edges)
    await server.requestRaw(`mutation { cancelRun(input: { runId: "${node.runId}", reason: "over" }) { run { id } } }`);
});

test('A6: without AUTOPACK_MCP=on there is no door; a server with a token asks for it, and CI and wrong tokens stay outside', async () => {
  const closed = await server.another({ AUTOPACK_MCP: 'off' });
  expect((await post(closed.url)).status).toBe(404);
  const locked = await server.another({ AUTOPACK_TOKEN: 'the-token-of-the-door' });
  const refused = await post(locked.url);
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  expect((await post(locked.url, { authorization: 'Bearer the-wrong-token' })).status).toBe(401);
  const { secret } = await makeToken(server, { name: 'door-ci', role: 'CI' });
  expect((await post(locked.url, { authorization: `Bearer ${secret}` })).status).toBe(403);
  const one = await agent(locked.url, { token: 'the-token-of-the-door' });
  agents.push(one);
  expect((await one.call('list_runs', { text: 'of-no-run' })).text).toBe('No runs.');
  for (const method of ['GET', 'DELETE']) expect((await post(server.url, {}, method)).status).toBe(405);
  expect((await post(server.url, { origin: 'https://elsewhere.example' })).status).toBe(403);
});

test('A6: clients of the revision of 2025 are served by the same door, the old library too', async () => {
  const legacy = await opened({ mode: 'legacy' });
  expect((await legacy.call('list_runs', { text: 'of-no-run' })).text).toBe('No runs.');
  const old = new OldClient({ name: 'old', version: '1' });
  await old.connect(new OldTransport(new URL(`${server.url}/mcp?role=builder`)) as never);
  try {
    expect((await old.listTools()).tools.map(({ name }) => name)).toContain('submit_patch');
    const result = await old.callTool({ name: 'claim_work', arguments: {} });
    expect(result.structuredContent).toEqual({ idle_reason: expect.any(String), text: expect.any(String) });
  } finally {
    await old.close();
  }
});

test('A6: an operator may take the tools of a worker; a worker takes its own alone, and knows no others', async () => {
  const { secret } = await makeToken(server, { name: 'narrow', role: 'BUILDER' });
  const status = async (role: string) =>
    (await fetch(`${server.url}/mcp?role=${role}`, { method: 'POST', headers: { authorization: `Bearer ${secret}` } }))
      .status;
  expect(await status('operator')).toBe(400);
  expect((await (await opened({ role: 'auditor' })).tools()).tools.map(({ name }) => name)).toContain('submit_review');
  const builder = await opened({ token: secret });
  await expect(builder.tried('cancel_run', { run_id: 'any', reason: 'none' })).rejects.toThrow(/not found/i);
});

test('A6: a wrong argument is an error of the tool that names it, and so is what the API refuses', async () => {
  const operator = await opened();
  const wrong = await operator.tried('wait_for_run', { run_id: 'none', wait_seconds: 26 });
  expect(wrong).toMatchObject({ isError: true, text: expect.stringContaining('wait_seconds') });
  const unknown = await operator.tried('get_run', { run_id: 'none', colour: 'red' });
  expect(unknown).toMatchObject({ isError: true, text: expect.stringContaining('colour') });
  const bad = await operator.tried('start_run', { plan: 'x', run_id: 'not an id' });
  expect(bad).toMatchObject({ isError: true, text: expect.stringContaining('runId') });
  const missing = await operator.tried('get_run', { run_id: 'none' });
  expect(missing).toMatchObject({ isError: true, text: expect.stringContaining('NOT_FOUND') });
  const checked = await operator.call('check_plan', { plan: 'no plan' });
  expect(checked.text).toMatch(/cannot be started:\n- INVALID_INPUT \(line \d+\)/);
  const builder = await opened({ role: 'builder' });
  const lease = await builder.tried('heartbeat', { lease_token: `lease_${'n'.repeat(43)}` });
  expect(lease).toMatchObject({ isError: true, text: expect.stringContaining('NOT_FOUND') });
});

test('A6: a wait ends in its time; it ends at once for what has happened already', async () => {
  const operator = await opened();
  await api.startRun({ runId: 'waited', tiers: plan({ T1: ['a'] }) });
  const first = await operator.call('wait_for_run', { run_id: 'waited', wait_seconds: 25 });
  const { last_seq: after } = first.structured;
  expect(first.structured).toEqual({ state: 'RUN_CREATED', is_terminal: false, last_seq: expect.any(Number) });
  const idle = await within(
    'the wait to end',
    operator.call('wait_for_run', { run_id: 'waited', after, wait_seconds: 1 }),
  );
  expect(idle.structured).toEqual(first.structured);
  const waiting = operator.call('wait_for_run', { run_id: 'waited', after, wait_seconds: 25 });
  await operator.call('cancel_run', { run_id: 'waited', reason: 'seen' });
  expect((await within('the end to be told', waiting)).structured).toMatchObject({
    state: 'DONE_FAILED_CANCELLED',
    is_terminal: true,
  });
});

test('A6: a wait for a run asks nothing until something happens, on whichever server, and leaves nothing behind', async () => {
  const operator = await opened();
  await api.startRun({ runId: 'followed', tiers: plan({ T1: ['a'] }) });
  const { last_seq: after } = (await operator.call('wait_for_run', { run_id: 'followed' })).structured;
  const listening = async (count: number) => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return text.includes(`\nautopack_subscriptions ${count}\n`);
  };
  await until('no one to listen', () => listening(0));
  const hangUp = new AbortController();
  const left = operator.tried('wait_for_run', { run_id: 'followed', after, wait_seconds: 25 }, hangUp.signal);
  await until('the wait to follow the run', () => listening(1));
  hangUp.abort();
  await left.catch(() => undefined);
  await until('nobody to listen', () => listening(0));

  const waiting = operator.call('wait_for_run', { run_id: 'followed', after, wait_seconds: 25 });
  await until('the wait to follow the run', () => listening(1));
  const other = await server.another({ AUTOPACK_MCP: 'on' });
  await until('a while without questions', async () => {
    const begun = performance.now();
    // Longer than twice the pause between looks at a run that cannot be followed.
    const sent = await statementsOf(() => until('a while', () => performance.now() - begun > 1_200));
    return sent.every((name) => BACKGROUND.test(name));
  });
  const elsewhere = await agent(other.url);
  agents.push(elsewhere);
  await elsewhere.call('cancel_run', { run_id: 'followed', reason: 'seen' });
  const end = await within('the end to be heard of', waiting);
  expect(end.structured).toMatchObject({ state: 'DONE_FAILED_CANCELLED', is_terminal: true });
  await until('no one to listen any more', () => listening(0));
});

test('W1: a client that hangs up while it waits for work is given none, and the next one gets it', async () => {
  const builder = await opened({ role: 'builder' });
  const hangUp = new AbortController();
  const waiting = builder.tried('claim_work', { wait_seconds: 25 }, hangUp.signal).catch((error: unknown) => error);
  const metrics = async () => (await fetch(`${server.url}/metrics`)).text();
  await until('the claim to wait', async () => /autopack_claims_waiting\{role="BUILDER"\} 1/.test(await metrics()));
  hangUp.abort();
  expect(await within('the call to end', waiting)).toBeInstanceOf(Error);
  await until('nobody to wait', async () => /autopack_claims_waiting\{role="BUILDER"\} 0/.test(await metrics()));
  await api.startRun({ runId: 'left', tiers: plan({ T1: ['a'] }) });
  const next = await opened({ role: 'builder' });
  const { structured, text } = await next.call('claim_work');
  expect(text).toContain('Run left, phase a');
  const lease_token = String(structured.lease_token);
  for (const what of ['brief', 'earlier_attempts', 'ci_report', 'open_issues', 'strategy', 'candidate_patch'])
    expect((await next.call('read_context', { lease_token, what })).text).not.toBe('');
  const issue = { issue_key: 'style__x', category: 'style' };
  expect((await next.call('record_issues', { lease_token, issues: [issue] })).text).toBe('Recorded: 1.');
  expect((await next.call('release_work', { lease_token, reason: 'enough' })).text).toContain('Released');
  expect(await next.tried('read_context', { lease_token })).toMatchObject({ isError: true });
});

test('A2: a worker of one project neither claims nor reads the work of another', async () => {
  for (const projectId of ['near', 'far']) await api.command('createProject', { projectId });
  await api.startRun({ runId: 'far-1', projectId: 'far', tiers: plan({ T1: ['a'] }) });
  const near = await opened({
    token: (await makeToken(server, { name: 'near', role: 'BUILDER', projectIds: ['near'] })).secret,
  });
  const far = await opened({
    token: (await makeToken(server, { name: 'far', role: 'BUILDER', projectIds: ['far'] })).secret,
  });
  expect((await near.call('claim_work')).structured).toEqual({ idle_reason: expect.any(String) });
  const lease_token = String((await far.call('claim_work')).structured.lease_token);
  for (const tool of ['heartbeat', 'read_context'])
    expect(await near.tried(tool, { lease_token })).toMatchObject({
      isError: true,
      text: expect.stringContaining('NOT_FOUND'),
    });
  const viewer = await opened({
    token: (await makeToken(server, { name: 'seer', role: 'VIEWER', projectIds: ['near'] })).secret,
  });
  expect((await viewer.call('list_runs', { text: 'of-no-run' })).text).toBe('No runs.');
  expect((await viewer.tried('get_run', { run_id: 'far-1' })).isError).toBe(true);
});

test('A6: every side of a run and of its phases is shown', async () => {
  const operator = await opened();
  await api.startRun({ runId: 'shown', tiers: plan({ T1: ['a'] }) });
  await server.requestRaw(
    `mutation { recordIssues(input: { runId: "shown", phaseId: "a", issues: [{ issueKey: "style__side", category: "style", source: PROBE }] }) { errors { code } } }`,
  );
  for (const view of ['summary', 'phases', 'budgets', 'issues', 'incident', 'promotion', 'strategy'])
    expect((await operator.call('get_run', { run_id: 'shown', view })).text).not.toBe('');
  for (const view of ['summary', 'attempts', 'patch', 'ci', 'strategy', 'issues'])
    expect((await operator.call('get_phase', { run_id: 'shown', phase_id: 'a', view })).text).not.toBe('');
  expect((await operator.call('list_runs', { text: 'shown', first: 1 })).text).toContain('shown');
  expect((await operator.call('list_backlog')).text).toContain('style__side OPEN');
  const { tools } = await operator.tools();
  const hints = Object.fromEntries(tools.map(({ name, annotations }) => [name, annotations]));
  expect(hints.get_run).toEqual({ readOnlyHint: true, openWorldHint: false });
  expect(hints.cancel_run).toMatchObject({ readOnlyHint: false, destructiveHint: true });
});
