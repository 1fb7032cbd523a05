/** The door for agents over HTTP, by the official client (A6). */
import { aPatch, type WorkApi, workApi } from '../support/api/workers.js';
import { git, Repositories } from '../support/git/small-repositories.js';
import { createProject } from '../support/scenarios/use-work-server.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { within } from '../support/waiting.js';
import { makeToken } from './access-matrix.fixture.js';
import { type Agent, agent } from './mcp.fixture.js';

let server: TestServer;
let api: WorkApi;
const repositories = new Repositories();
const agents: Agent[] = [];
beforeAll(async () => {
  server = await startTestServer({ AUTOPACK_MCP: 'on' });
  api = workApi(server);
});
afterAll(async () => {
  for (const one of agents) await one.close();
  await server.close();
  repositories.remove();
});

const opened = async (options: Parameters<typeof agent>[1] = {}): Promise<Agent> => {
  const one = await agent(server.url, options);
  agents.push(one);
  return one;
};

const PLAN = '# Plan\n\n## Tier T1: One\n\n### Phase a: Write x\n\nWrite the file.\n';

test('A6: each role is given its tools, in a list of less than 2,000 tokens and 8 kB, and CI is given none', async () => {
  const operator = ['cancel_run', 'check_plan', 'continue_run', 'get_phase', 'get_run', 'list_backlog', 'list_runs'];
  const worker = ['check_patch', 'claim_work', 'heartbeat', 'read_context', 'record_issues', 'release_work'];
  const expected: Record<string, string[]> = {
    OPERATOR: [...operator, 'promote_run', 'start_run', 'wait_for_run'],
    BUILDER: [...worker, 'submit_patch'],
    AUDITOR: [...worker, 'submit_review'],
    VIEWER: ['check_plan', 'get_phase', 'get_run', 'list_backlog', 'list_runs', 'wait_for_run'],
  };
  for (const [role, names] of Object.entries(expected)) {
    const { secret } = await makeToken(server, { name: `list-${role}`.toLowerCase(), role: role as never });
    const { tools } = await (await opened({ token: secret })).tools();
    expect(tools.map(({ name }) => name).sort()).toEqual(names.sort());
    const size = JSON.stringify(tools).length;
    expect([role, size <= 8_000, size / 4 < 2_000]).toEqual([role, true, true]);
    if (process.env.SHOW_SIZES) console.log(role, size);
  }
});

test('A6: a run is started, built and followed to its success over MCP alone; CI reports what it tested', async () => {
  const path = repositories.make('driven');
  git(path, 'checkout', '-q', '--detach');
  await createProject(api, { projectId: 'driven', repositoryPath: path, defaultBranch: 'trunk' });
  const builderToken = await makeToken(server, { name: 'hand', role: 'BUILDER', projectIds: ['driven'] });
  const operator = await opened();
  const builder = await opened({ token: builderToken.secret });
  const checked = await operator.call('check_plan', { project: 'driven', plan: PLAN });
  expect(checked.text).toContain('The plan is good');
  const started = await operator.call('start_run', { project: 'driven', plan: PLAN, run_id: 'driven-1' });
  expect(started.text).toContain('driven-1');
  const claimed = await builder.call('claim_work', { project: 'driven', wait_seconds: 10 });
  const lease_token = String(claimed.structured.lease_token);
  expect(claimed.text).toContain('Write the file.');
  expect((await builder.call('heartbeat', { lease_token, tokens_used: 10 })).structured).toMatchObject({
    directive: 'CONTINUE',
  });
  expect((await builder.call('check_patch', { lease_token, patch: aPatch('x.txt') })).structured).toEqual({
    verdict: 'PASS',
  });
  const submitted = await builder.call('submit_patch', { lease_token, patch: aPatch('x.txt'), tokens_used: 100 });
  expect(submitted.structured).toMatchObject({ verdict: 'PASS' });
  const ci = await api.lease('CI', { runId: 'driven-1', waitSeconds: 10 });
  expect((await api.ci({ leaseToken: ci.token })).errors).toEqual([]);
  const seen: string[] = [];
  let after = 0;
  for (let ended = false; !ended;) {
    const { text, structured } = await within(
      'the run to go on',
      operator.call('wait_for_run', { run_id: 'driven-1', after, wait_seconds: 25 }),
    );
    seen.push(text);
    after = Number(structured.last_seq);
    ended = structured.is_terminal === true;
    if (ended) expect(structured.state).toBe('DONE_SUCCESS');
  }
  expect(seen.join('\n')).toContain('DONE_SUCCESS');
});
