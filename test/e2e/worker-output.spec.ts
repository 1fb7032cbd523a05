/** O8: what agent and CI print reaches readers while it is printed, from a real worker process. */
import { gql } from '../support/api/gql.js';
import { until } from '../support/waiting.js';
import { HELLO, script, WorkerWorld } from './worker.fixture.js';

const world = new WorkerWorld();
beforeAll(() => world.open(), 180_000);
afterAll(() => world.close(), 60_000);

import.meta.jest.setTimeout(180_000);

/** Less than the time between two heartbeats that have nothing to tell. */
const SOON_MS = 20_000;
const READ = gql(
  `query ($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) {
    attempts { number role startedAt output { text to isLive } } } }`,
);
const outputs = async (runId: string) =>
  (await world.server.request(READ, { runId, phaseId: 'a' })).phase!.attempts.map(({ role, output }) => ({
    role,
    text: output?.text ?? '',
    isLive: output?.isLive ?? false,
  }));
const shown = (runId: string, role: string, text: string) =>
  until(
    `${role} to show ${text}`,
    async () => (await outputs(runId)).find((each) => each.role === role && each.isLive && each.text.includes(text)),
    SOON_MS,
  );

test('O8: the lines of an agent that prints slowly appear while it works, without what was passed to it', async () => {
  const runId = await world.run(await world.project());
  const secret = 'sesame-opens-the-door-17';
  const scenario = script(
    'say: { text: "first words" }',
    'sleep: { ms: 3000 }',
    'printSecret: { name: MY_KEY }',
    'say: { text: "second words" }',
    'sleep: { ms: 60000 }',
  );
  const agent = JSON.stringify(await world.agentWords('command', scenario));
  const words = ['--agent-command', agent, '--profile', 'claude-stream-json', '--pass-environment', 'MY_KEY'];
  const worker = world.process(['--role', 'builder', '--run', runId, ...words], { MY_KEY: secret });
  try {
    expect((await shown(runId, 'BUILDER', 'first words'))!.text).not.toContain('second words');
    expect((await shown(runId, 'BUILDER', 'second words'))!.text).toContain('[redacted]');
    expect(JSON.stringify(await outputs(runId))).not.toContain(secret);
  } catch (error) {
    throw new Error(`${String(error)}\n${worker.out()}\n${worker.err()}`, { cause: error });
  } finally {
    worker.child.kill('SIGTERM');
    await worker.ended;
  }
});

test('O8: a step of CI is shown while it runs', async () => {
  const said = 'echo compiling; sleep 4; exec node check.mjs';
  const steps = [{ name: 'check', argv: ['sh', '-c', said], timeoutSeconds: 60, report: 'report.xml' }];
  const ci = { profiles: { normal: steps, strict: steps }, tries: { normal: 1, strict: 1 }, pausesSeconds: [0, 0] };
  const runId = await world.run(await world.project({ ci }));
  const worker = await world.worker(['BUILDER', 'CI'], script(HELLO), { runId });
  await shown(runId, 'CI', 'compiling');
  await world.runIn(runId, 'DONE_SUCCESS');
  await worker.stop();
});
