/** The door for agents at its limits (A6, A3): any arguments, trusted documents alone, a server that stops while a tool waits. */
import fc from 'fast-check';

import { plan } from '../support/api/api.js';
import { aPatch, type WorkApi, workApi } from '../support/api/workers.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { within } from '../support/waiting.js';
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

const opened = async (url: string, role: string): Promise<Agent> => {
  const one = await agent(url, { role });
  agents.push(one);
  return one;
};

/** What a model may send where a text or a number is expected: right ones, wrong ones, long ones. */
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom('a', 'brief', 'PASS', '\u0000', '../../etc/passwd', "'; drop table run; --", 'x'.repeat(5_000)),
  fc.integer(),
  fc.double(),
  fc.constantFrom(null, true, [], {}, [[]], { issue_key: 'style__x', category: 'style' }, -1, 1e300),
);

test.each(['operator', 'builder', 'auditor', 'viewer'])(
  'A3: whatever arguments a tool of the %s is called with, it answers or says what is wrong, and names no place of the server',
  async (role) => {
    const one = await opened(server.url, role);
    const { tools } = await one.tools();
    for (const { name, inputSchema } of tools) {
      const keys = Object.keys((inputSchema as { properties?: object }).properties ?? {});
      // A wait would be waited for.
      const fixed = keys.includes('wait_seconds') ? { wait_seconds: 0 } : {};
      const input = fc.dictionary(fc.constantFrom(...keys, 'another'), anything, { maxKeys: keys.length });
      await fc.assert(
        fc.asyncProperty(input, async (given) => {
          const { text } = await one.tried(name, { ...given, ...fixed });
          expect([name, typeof text]).toEqual([name, 'string']);
          expect(text).not.toMatch(/\n\s+at |node_modules|INTERNAL|select .* from /i);
        }),
        { numRuns: 6 },
      );
    }
    expect((await server.requestRaw('{ server { version } }')).errors).toBeUndefined();
  },
);

test('A6: a server that runs trusted documents alone runs those of the tools', async () => {
  const trusting = await server.another({ AUTOPACK_TRUSTED_DOCUMENTS: 'own' });
  expect((await trusting.requestRaw('{ server { commit } viewer { role } }')).errors).toBeDefined();
  await api.startRun({ runId: 'trusted', tiers: plan({ T1: ['a'] }) });
  const builder = await opened(trusting.url, 'builder');
  const lease_token = String((await builder.call('claim_work')).structured.lease_token);
  expect((await builder.call('read_context', { lease_token })).text).toContain('trusted');
  expect((await builder.call('check_patch', { lease_token, patch: 'x' })).text).toContain('patch_not_read');
  const submitted = await builder.call('submit_patch', { lease_token, patch: aPatch('x.txt') });
  expect(submitted.structured).toMatchObject({ verdict: 'PASS' });
  const operator = await opened(trusting.url, 'operator');
  expect((await operator.call('get_phase', { run_id: 'trusted', phase_id: 'a', view: 'attempts' })).text).toContain(
    'PASS',
  );
  await operator.call('cancel_run', { run_id: 'trusted', reason: 'seen' });
});

test('A6: a server that stops does not wait for a tool that waits', async () => {
  const stopping = await server.another();
  await api.startRun({ runId: 'stopped', tiers: plan({ T1: ['a'] }) });
  const operator = await opened(stopping.url, 'operator');
  const first = await operator.call('wait_for_run', { run_id: 'stopped' });
  const waiting = operator
    .tried('wait_for_run', { run_id: 'stopped', after: first.structured.last_seq, wait_seconds: 25 })
    .then(
      () => 'answered',
      () => 'ended',
    );
  await within('the server to stop', stopping.close());
  expect(['answered', 'ended']).toContain(await within('the wait to end', waiting));
  await api.command('cancelRun', { runId: 'stopped', reason: 'seen' });
});
