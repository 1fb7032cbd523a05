/** `autopack worker` as a process: signals, a hard end, what it prints, how it exits. The server wants a token. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { DatabaseProxy } from '../support/server/database-proxy.js';
import { moveClock } from '../support/server/databases.js';
import { until, within } from '../support/waiting.js';
import { HELLO, leftBelow, runs, script, type WorkerProcess, WorkerWorld } from './worker.fixture.js';

// Programs are started and ended here, which takes its time on a machine that is busy.
import.meta.jest.setTimeout(120_000);
const PATIENCE_MS = 60_000;

const TOKEN = 'operator-token-of-this-test';
const world = new WorkerWorld();
beforeAll(() => world.open({ AUTOPACK_TOKEN: TOKEN }), 180_000);
afterAll(() => world.close(), 60_000);

const withToken = { AUTOPACK_TOKEN: TOKEN };
const DONE = 'result: { status: SUCCEEDED, notes: "Greets now." }';

async function builder(
  scenario: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = withToken,
): Promise<WorkerProcess> {
  const agent = JSON.stringify(await world.agentWords('command', scenario));
  return world.process(
    ['--role', 'builder', '--agent-command', agent, '--profile', 'claude-stream-json', ...words],
    env,
  );
}
const exitOf = (worker: WorkerProcess, ms = PATIENCE_MS): Promise<number | null> =>
  within('the worker to exit', worker.ended, ms).catch((error: Error) => {
    throw new Error(`${error.message}\n${worker.err()}`);
  });
const mailbox = async (): Promise<string> => join(await mkdtemp(join(world.folder, 'mail-')), 'pid');
const reportPid = (file: string): string => `run: [sh, -c, "echo $PPID > ${file}"]`;
const pidIn = async (file: string): Promise<number> =>
  Number(
    await until(
      'the agent to tell its number',
      async () => (existsSync(file) ? (await readFile(file, 'utf8')).trim() : ''),
      PATIENCE_MS,
    ),
  );

describe('how it ends', () => {
  it('W2, A5: SIGTERM ends the agent, gives the lease back, and leaves nothing behind', async () => {
    const runId = await world.run(await world.project());
    const mail = await mailbox();
    const worker = await builder(script(reportPid(mail), 'hang: { ignoreTerm: true }'), ['--run', runId]);
    const pid = await pidIn(mail);
    worker.child.kill('SIGTERM');
    expect(await exitOf(worker)).toBe(0);
    expect(runs(pid)).toBe(false);
    expect(await leftBelow(worker.workRoot)).toEqual([]);
    const phase = await world.client.phaseOf(runId, 'a');
    expect(phase).toMatchObject({
      state: 'QUEUED',
      builderAttempts: 0,
      attempts: [{ state: 'RELEASED', notes: 'The worker is stopping.' }],
    });
    expect(worker.err()).toContain('Stopping (SIGTERM)');
  });

  it('a worker that waits for work ends at once, with 0', async () => {
    const worker = await builder(script(HELLO), ['--project', (await world.project()).projectId]);
    await until('the worker to wait', () => worker.err().includes('waiting'), PATIENCE_MS);
    worker.child.kill('SIGINT');
    expect(await exitOf(worker)).toBe(0);
  });

  it('W5: a result that is ready when the signal comes is submitted, not thrown away', async () => {
    const runId = await world.run(await world.project());
    const proxy = await DatabaseProxy.open(world.server.url);
    try {
      const lost = proxy.cutOnce({ statement: 'submitBuilderResult', when: 'before' });
      const worker = await builder(script(HELLO, DONE), ['--run', runId, '--server', new URL(proxy.url).origin]);
      await lost;
      worker.child.kill('SIGTERM');
      expect(await exitOf(worker)).toBe(0);
      expect(await world.client.phaseOf(runId, 'a')).toMatchObject({
        state: 'CI_RUNNING',
        attempts: [{ state: 'SUBMITTED' }],
      });
    } finally {
      await proxy.close();
    }
  });

  it('--once works on one lease and exits; with nothing to do it says so and exits with 0', async () => {
    const runId = await world.run(await world.project());
    const worker = await builder(script(HELLO, DONE), ['--run', runId, '--once', '--json']);
    expect(await exitOf(worker)).toBe(0);
    expect(await world.client.phaseOf(runId, 'a')).toMatchObject({ state: 'CI_RUNNING' });
    const idle = await builder(script(HELLO), ['--run', runId, '--once']);
    expect(await exitOf(idle)).toBe(0);
    expect(idle.err()).toContain('Nothing is due for BUILDER now.');
    const events = worker
      .out()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ event }) => event)).toEqual(['ready', 'claimed', 'handed-in', 'ended']);
    expect(events[1]).toMatchObject({ role: 'BUILDER', runId, phaseId: 'a', attempt: 1, at: expect.any(String) });
    // A line is folded between words.
    for (const { message } of events) expect(worker.err().replaceAll(/\s+/g, ' ')).toContain(message);
  });

  it('the scripted preset plays the scenario that AUTOPACK_SCENARIO names', async () => {
    const runId = await world.run(await world.project());
    const env = { ...withToken, AUTOPACK_SCENARIO: await world.scenario(script(HELLO, DONE)) };
    const worker = world.process(['--role', 'builder,ci', '--agent', 'scripted', '--run', runId], env);
    await world.runIn(runId, 'DONE_SUCCESS');
    expect(await exitOf(worker)).toBe(0);
  });
});

describe('A4: secrets', () => {
  it('neither the token nor what is passed to the agent is in a line, in notes, or in the environment of the agent', async () => {
    const runId = await world.run(await world.project());
    const secret = 'sesame-opens-the-door-17';
    const scenario = script(
      'printSecret: { name: MY_KEY }',
      'printSecret: { name: AUTOPACK_TOKEN }',
      'crash: { exitCode: 4 }',
    );
    const worker = await builder(scenario, ['--run', runId, '--once', '--json', '--pass-environment', 'MY_KEY'], {
      ...withToken,
      MY_KEY: secret,
    });
    expect(await exitOf(worker)).toBe(0);
    const [attempt] = (await world.client.phaseOf(runId, 'a')).attempts;
    expect(attempt!.notes).toContain('Its exit code was 4.');
    for (const text of [worker.out(), worker.err(), attempt!.notes]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(TOKEN);
    }
    const rows = await world.server.database.query<{ token: string }>('select token from lease');
    for (const { token } of rows) expect(worker.out() + worker.err()).not.toContain(token);
  });

  it('Autopack’s own variables cannot be passed on', async () => {
    const worker = await builder(script(HELLO), ['--pass-environment', 'AUTOPACK_TOKEN']);
    expect(await exitOf(worker)).toBe(64);
    expect(worker.err()).toContain("AUTOPACK_TOKEN is Autopack's own");
  });
});

describe('what is wrong is said', () => {
  const AGENT = ['--agent', 'scripted'];
  it.each([
    ['no role', [], /Name what the worker does/],
    ['no agent', ['--role', 'builder'], /Name one agent/],
    ['an agent for CI', ['--role', 'ci', ...AGENT], /needs no agent/],
    ['an unknown preset', ['--role', 'builder', '--agent', 'nobody'], /no agent preset "nobody"; known are/],
    ['a role that is none', ['--role', 'boss', ...AGENT], /builder, auditor or ci/],
    ['a wait that is too long', ['--role', 'builder', ...AGENT, '--wait', '31'], /at most 30/],
    ['no place to work', ['--role', 'builder', ...AGENT, '--concurrency', '0'], /--concurrency/],
  ])('%s: exit code 64', async (_what, words, message) => {
    const worker = world.process(words, withToken);
    expect(await exitOf(worker)).toBe(64);
    expect(worker.err()).toMatch(message);
  });

  it('nobody listens: with --once it says so and exits with 2', async () => {
    const worker = await builder(script(HELLO), ['--once', '--server', 'http://127.0.0.1:9']);
    expect(await exitOf(worker)).toBe(2);
    expect(worker.err()).toContain('No server can be reached at http://127.0.0.1:9');
  });

  it('nobody listens: it keeps trying without haste, and works when the server is there', async () => {
    const runId = await world.run(await world.project());
    const proxy = await DatabaseProxy.open('http://127.0.0.1:9');
    try {
      const worker = await builder(script(HELLO, DONE), [
        '--run',
        runId,
        '--max-attempts',
        '1',
        '--server',
        new URL(proxy.url).origin,
      ]);
      await until(
        'the worker to try again',
        () => worker.err().split('No server can be reached').length > 3,
        PATIENCE_MS,
      );
      proxy.moveTo(world.server.url);
      expect(await exitOf(worker)).toBe(0);
      expect(worker.err()).toContain('the server answers');
      expect(worker.err().split('No server can be reached').length).toBeLessThan(20);
    } finally {
      await proxy.close();
    }
  });

  it('a token that is not accepted, or a run that is not there, will not get better: exit code 1', async () => {
    const stranger = await builder(script(HELLO), [], { AUTOPACK_TOKEN: 'another-token' });
    expect(await exitOf(stranger)).toBe(1);
    expect(stranger.err()).toContain('does not accept this token');
    const lost = await builder(script(HELLO), ['--run', 'nowhere']);
    expect(await exitOf(lost)).toBe(1);
    expect(lost.err()).toMatch(/nowhere/);
  });
});

// The clock of the database moves: nothing comes behind it.
describe('after a hard end', () => {
  it('A5, W3: a worker of the same name ends what was left, and the run goes on when the lease has run out', async () => {
    const runId = await world.run(await world.project());
    const mail = await mailbox();
    const words = ['--run', runId, '--worker-id', 'phoenix', '--work-dir', join(world.folder, 'work', 'phoenix')];
    // It says nothing: an agent that still talks when nobody listens any more ends by itself.
    const silent = ['sh', '-c', `trap "" TERM; echo $$ > ${mail}; while :; do sleep 1; done`];
    const first = world.process(['--role', 'builder', '--agent-command', JSON.stringify(silent), ...words], withToken);
    const pid = await pidIn(mail);
    first.child.kill('SIGKILL');
    await first.ended;
    expect(runs(pid)).toBe(true);
    const left = await leftBelow(join(world.folder, 'work', 'phoenix'));
    expect(left.map((name) => name.split('-')[0]).sort()).toEqual(['attempt', 'histories']);

    const agent = JSON.stringify(await world.agentWords('command', script(HELLO, DONE)));
    const second = world.process(
      ['--role', 'builder,ci', '--agent-command', agent, '--profile', 'claude-stream-json', ...words],
      withToken,
    );
    await until('the orphans to be gone', () => !runs(pid), PATIENCE_MS);
    await until('the worker to be ready', () => second.err().includes('ready'), PATIENCE_MS);
    expect(second.err()).toMatch(/cleaned: of an earlier life [1-9] processes were ended and 2 folders removed/);
    expect((await world.client.phaseOf(runId, 'a')).state).toBe('EXECUTING');
    await moveClock(world.server.database, '10 minutes');
    await world.runIn(runId, 'DONE_SUCCESS');
    expect(await exitOf(second)).toBe(0);
    expect((await world.client.phaseOf(runId, 'a')).attempts).toMatchObject([
      { state: 'EXPIRED' },
      { state: 'SUBMITTED' },
      { role: 'CI' },
    ]);
    expect(await leftBelow(join(world.folder, 'work', 'phoenix'))).toEqual([]);
  });
});
