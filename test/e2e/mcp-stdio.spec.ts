/** `autopack mcp`: the same tools over standard input and output, by the official client (A6). */
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

import { plan } from '../support/api/api.js';
import { workApi } from '../support/api/workers.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until, within } from '../support/waiting.js';
import { makeToken } from './access-matrix.fixture.js';
import { cli, repository } from './cli.fixture.js';
import { type Agent, agentOf } from './mcp.fixture.js';

const command = cli();
const TOKEN = 'the-operator-of-the-pipe';
let server: TestServer;
const agents: Agent[] = [];
beforeAll(async () => {
  server = await startTestServer({ AUTOPACK_TOKEN: TOKEN });
});
afterAll(async () => {
  for (const one of agents) await one.close();
  await server.close();
});

async function opened(token: string, mode: 'auto' | 'legacy' = 'auto', args: readonly string[] = []): Promise<Agent> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  const transport = new StdioClientTransport({
    ...{ command: process.execPath, args: [`${repository}/dist/cli/main.js`, 'mcp', '--url', server.url, ...args] },
    env: { PATH: process.env.PATH!, HOME: command.folder, AUTOPACK_TOKEN: token },
    cwd: command.folder,
  });
  await client.connect(transport);
  const one = agentOf(client);
  agents.push(one);
  return one;
}

test('A6: over standard input and output a token has the tools of its role, and they answer as over HTTP', async () => {
  const api = workApi(server);
  await api.startRun({ runId: 'piped', tiers: plan({ T1: ['a'] }) });
  const operator = await opened(TOKEN);
  expect((await operator.call('get_run', { run_id: 'piped' })).text).toContain('# piped');
  const missing = await operator.tried('get_run', { run_id: 'none' });
  expect(missing).toMatchObject({ isError: true, text: expect.stringContaining('NOT_FOUND') });
  const bad = await operator.tried('start_run', { plan: 'x', run_id: 'not an id' });
  expect(bad).toMatchObject({ isError: true, text: expect.stringContaining('runId') });
  const { secret } = await makeToken(server, { name: 'pipe', role: 'BUILDER' });
  const builder = await opened(secret, 'legacy');
  expect((await builder.tools()).tools.map(({ name }) => name)).not.toContain('cancel_run');
  const claimed = await builder.call('claim_work', { wait_seconds: 5 });
  expect(claimed.text).toContain('Run piped, phase a');
  const { lease_token } = claimed.structured;
  expect((await builder.call('heartbeat', { lease_token })).structured).toMatchObject({ directive: 'CONTINUE' });
  expect((await (await opened(TOKEN, 'auto', ['--role', 'auditor'])).tools()).tools.map(({ name }) => name)).toContain(
    'submit_review',
  );
});

test('A6: a wait over standard input and output follows the run by a subscription', async () => {
  const api = workApi(server);
  await api.startRun({ runId: 'piped-news', tiers: plan({ T1: ['a'] }) });
  const operator = await opened(TOKEN);
  const { last_seq: after } = (await operator.call('wait_for_run', { run_id: 'piped-news' })).structured;
  const listening = async (count: number) => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
    return text.includes(`\nautopack_subscriptions ${count}\n`);
  };
  const waiting = operator.call('wait_for_run', { run_id: 'piped-news', after, wait_seconds: 25 });
  await until('the wait to follow the run', () => listening(1));
  await operator.call('cancel_run', { run_id: 'piped-news', reason: 'seen' });
  const end = await within('the end to be heard of', waiting);
  expect(end.structured).toMatchObject({ state: 'DONE_FAILED_CANCELLED', is_terminal: true });
  await until('no one to listen', () => listening(0));
});

test('A6: the command ends with its input, and says on standard error why it cannot serve', async () => {
  const env = { AUTOPACK_TOKEN: TOKEN };
  expect(await command.autopack(['mcp', '--url', server.url], { env })).toMatchObject({ code: 0, out: '' });
  const wrong = await command.autopack(['mcp', '--url', server.url], { env: { AUTOPACK_TOKEN: 'some-other-token' } });
  expect(wrong).toMatchObject({ out: '', err: expect.stringContaining('does not accept this token') });
  expect(wrong.code).not.toBe(0);
});
