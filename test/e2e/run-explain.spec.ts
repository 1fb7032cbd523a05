/** `autopack explain`, `run explain`: everything that the server explains of a run, together (O6). */
import { plan } from '../support/api/api.js';
import type { StartRunInput } from '../support/api/documents.generated.js';
import { type WorkApi, workApi } from '../support/api/workers.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { cli, documentOf } from './cli.fixture.js';

import.meta.jest.setTimeout(60_000);
const here = cli();
let server: TestServer;
let client: WorkApi;
let made = 0;
beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
}, 60_000);
afterAll(() => server?.close());

async function aRun(
  document: Readonly<Record<string, unknown>> = {},
  more: Partial<StartRunInput> = {},
): Promise<string> {
  const projectId = `explained-${++made}`;
  await client.command('createProject', { projectId });
  expect((await client.command('publishRuleset', { projectId, document })).errors).toEqual([]);
  const runId = `${projectId}-run`;
  expect((await client.startRun({ runId, projectId, tiers: plan({ T1: ['a', 'b'] }), ...more })).errors).toEqual([]);
  return runId;
}

/** The sections below their titles, each line folded together with those that continue it. */
async function explained(runId: string, ...words: string[]): Promise<Record<string, string>> {
  const { code, out } = await here.autopack([...words, 'explain', runId, '--url', server.url]);
  expect(code).toBe(0);
  for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  const [, ...sections] = out.trimEnd().split('\n\n');
  return Object.fromEntries(
    sections.map((section) => {
      const [title, ...lines] = section.split('\n');
      return [title!, lines.map((line) => line.trim()).join(' ')];
    }),
  );
}

test('O6: a run without workers: what needs attention, what run and phases wait for, what ends it next; the same by both names', async () => {
  const runId = await aRun();
  const sections = await explained(runId);
  expect(sections).toEqual({
    'What needs attention': expect.stringMatching(/^no_worker: .*no Builder was seen/),
    'What the run waits for': expect.stringMatching(/^no_worker: /),
    'What waits': expect.stringMatching(/^a: .+ \(builder\) b: .+ \(turn\)$/),
    'What happens next by itself': expect.stringMatching(/^run_deadline: \d{4}-\d\d-\d\d \d\d:\d\d \(UTC\): .+\.$/),
    'Why it cannot be promoted': expect.stringMatching(/^\w+: /),
  });
  expect(await explained(runId, 'run')).toEqual(sections);
  const { run } = documentOf(await here.autopack(['explain', runId, '--json', '--url', server.url]));
  expect(run).toMatchObject({ runId, attention: [{ code: 'no_worker' }], nextDeadline: { what: 'run_deadline' } });
});

test('O6: a run at work: who has the phase, until when, and when the lease ends by itself', async () => {
  const runId = await aRun();
  await client.lease('BUILDER', { runId, workerId: 'bob' });
  const sections = await explained(runId);
  expect(sections['At work']).toMatch(
    /^a: Builder bob, whose lease ends at \d{4}-\d\d-\d\d \d\d:\d\d \(UTC\) unless a heartbeat renews it, and at \d{4}-.+ \(UTC\) at the latest$/,
  );
  expect(sections['What the run waits for']).toMatch(/^worker: .+[^.], until \d{4}-\d\d-\d\d \d\d:\d\d \(UTC\)\.$/);
  expect(sections['What happens next by itself']).toMatch(/^lease_expiry: /);
  expect(sections).not.toHaveProperty('What needs attention');
});

test('O6: a pause says when it is over; a stopped project says that it is', async () => {
  const runId = await aRun({ environment: { pausesSeconds: [600, 600] } });
  await client.build((await client.lease('BUILDER', { runId })).token, { status: 'ENVIRONMENT_FAILURE', patch: null });
  const paused = await explained(runId);
  expect(paused['What needs attention']).toMatch(/^environment_pause: .+, until .+ \(UTC\)/);
  expect(paused['What happens next by itself']).toMatch(/^pause_end: /);
  await client.command('setDispatch', {
    projectId: runId.replace('-run', ''),
    dispatching: false,
    reason: 'A freeze.',
  });
  expect((await explained(runId))['What needs attention']).toMatch(/dispatch_stopped: .*A freeze\./);
});

test('O6: a run that failed says where and why, and nothing of what it waits for', async () => {
  const runId = await aRun();
  await client.command('cancelRun', { runId, reason: 'Enough for today.' });
  const sections = await explained(runId);
  expect(sections['Why it failed']).toMatch(/^run: .*Enough for today\./);
  expect(sections['Why it cannot be promoted']).toMatch(/^\w+: /);
  for (const title of ['What needs attention', 'What the run waits for', 'What waits', 'What happens next by itself'])
    expect(sections).not.toHaveProperty(title);
});

test('O6, O2: a tier that is not clean says why', async () => {
  const runId = await aRun();
  await client.move(runId, 'a', 'EXECUTING');
  const issue = {
    issueKey: 'security__hole',
    category: 'security',
    source: 'TEST' as const,
    severity: 'MAJOR' as const,
  };
  expect((await client.command('recordIssues', { runId, phaseId: 'a', issues: [issue] })).errors).toEqual([]);
  const { cleanliness } = (await client.read(runId)).tiers[0] as unknown as { cleanliness: string };
  const sections = await explained(runId);
  expect({ cleanliness, reason: sections[`Tier T1 is ${cleanliness}`] }).toEqual({
    cleanliness: expect.any(String),
    reason: expect.stringMatching(/^\w+: .+/),
  });
});
