/** W7 through the real worker: what an agent learns of a failed try before it, in its prompt and its brief.json. */
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { aPatch } from '../support/api/workers.js';
import { until } from '../support/waiting.js';
import { hello, script, scripts, WorkerWorld } from './worker.fixture.js';

const world = new WorkerWorld();
beforeAll(() => world.open(), 180_000);
afterAll(() => world.close(), 60_000);

import.meta.jest.setTimeout(120_000);

/** GREEN if the greeting begins with "hello"; prints what it found, and a secret. */
const LOUD = `import { readFileSync, writeFileSync } from 'node:fs';
const text = readFileSync('src/greeting.txt', 'utf8');
const good = text.startsWith('hello');
for (let i = 0; i < 2000; i += 1) console.log('line ' + i + ' of a long log');
console.log('ghp_' + 'a'.repeat(36));
console.log('the greeting is: ' + text);
const failure = good ? '' : '<failure message="expected hello">but found ' + text + ' with ghp_' + 'b'.repeat(36) + '</failure>';
writeFileSync('report.xml', '<testsuite name="all" tests="1"><testcase classname="greeting" name="greets">' + failure + '</testcase></testsuite>');
process.exitCode = good ? 0 : 1;
`;
const STEP = {
  name: 'unit tests',
  argv: ['node', '-e', LOUD.replace(/^import.*\n/, "const { readFileSync, writeFileSync } = require('node:fs');\n")],
};
const steps = [{ ...STEP, timeoutSeconds: 60, report: 'report.xml' }];
const CI = { profiles: { normal: steps, strict: steps }, tries: { normal: 1, strict: 1 }, pausesSeconds: [0, 0] };

const mailbox = (): Promise<string> => mkdtemp(join(world.folder, 'mail-'));
const copy = (to: string): string => `run: [cp, .autopack-exchange/prompt.md, .autopack-exchange/brief.json, ${to}]`;

describe('a second try', () => {
  it('W7: reads which test failed and how, the end of the log, its last patch, what judges it, and that it is try 2 of 3', async () => {
    const runId = await world.run(await world.project({ ci: CI }), [
      { phaseId: 'a', name: 'Greet', description: 'Greet politely.' },
    ]);
    const mail = await mailbox();
    const [first, second] = [await mailbox(), mail];
    await world.worker(
      ['BUILDER', 'CI'],
      scripts(
        { role: 'builder', attempt: 1, do: [copy(first), hello('good-bye')] },
        {
          role: 'builder',
          do: [copy(second), 'run: [grep, -q, "expected hello", .autopack-exchange/prompt.md]', hello('hello')],
        },
      ),
      { runId },
    );
    await world.runIn(runId, 'DONE_SUCCESS');
    const before = await readFile(join(first, 'prompt.md'), 'utf8');
    expect(before).toContain('try 1 of 3');
    expect(before).toContain('unit tests: ');
    expect(before).not.toContain('What came before');
    const prompt = await readFile(join(second, 'prompt.md'), 'utf8');
    for (const reported of [
      'try 2 of 3',
      'all::greeting::greets',
      'expected hello',
      'but found good-bye',
      'the greeting is: good-bye',
      '+good-bye',
    ])
      expect(prompt).toContain(reported);
    expect(prompt).toContain('line 1999 of a long log');
    expect(prompt).not.toContain('line 1000 of a long log');
    expect(prompt).not.toMatch(/ghp_[ab]{10}/);
    expect(Buffer.byteLength(prompt)).toBeLessThan(32_000);
    const brief = JSON.parse(await readFile(join(second, 'brief.json'), 'utf8'));
    expect(brief).toMatchObject({ tryNumber: 2, tries: 3, minutes: 45, phaseName: 'Greet', tierName: 'One' });
    expect(brief.protectedPaths.length).toBeGreaterThan(10);
    expect(brief.previousPatch).toContain('+good-bye');
    expect(brief.earlier).toMatchObject([
      {
        attempt: 1,
        role: 'BUILDER',
        failedTests: [{ testId: 'all::greeting::greets', message: expect.stringContaining('expected hello') }],
      },
    ]);
  });
});

describe('a worker that is bound to a run', () => {
  it('W1: ends when its run ends, however long its claims would wait', async () => {
    const runId = await world.run(await world.project());
    const worker = await world.worker(['AUDITOR', 'CI'], script('verdict: APPROVE'), { runId, waitSeconds: 30 });
    await until('it to be ready', () => worker.events.some(({ event }) => event === 'ready'));
    const began = performance.now();
    await world.accepted('cancelRun', { runId, reason: 'enough' });
    expect((await worker.ended).fault).toBeNull();
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});

describe('an Auditor after red CI', () => {
  const REPORT =
    '<testsuite name="all"><testcase classname="greeting" name="greets"><failure message="expected hello"/></testcase></testsuite>';

  /** Two patches, red by the same test: that is no progress, and an audit is due (W9). */
  async function redTwice(): Promise<string> {
    const runId = await world.run(await world.project({ ci: CI }));
    for (const text of ['good', 'good-bye']) {
      await world.client.build((await world.client.lease('BUILDER', { runId })).token, {
        patch: aPatch('src/greeting.txt', text),
      });
      const { token } = await world.client.lease('CI', { runId });
      const report = {
        verdict: 'RED' as const,
        summary: 'Step "unit tests" failed with exit code 1.',
        reports: [REPORT],
        tests: null,
      };
      expect(
        (await world.client.ci({ leaseToken: token, ...report, outputTail: 'the end of the log' })).errors,
      ).toEqual([]);
    }
    await world.phaseIn(runId, 'a', (phase) => phase.waitingFor?.code === 'auditor');
    return runId;
  }

  it('W10: learns what is acceptable now, with the failing test, the log and the patch; and a refusal comes back to the same lease', async () => {
    const runId = await redTwice();
    const mail = await mailbox();
    const approve = '{\\"verdict\\":\\"APPROVE\\",\\"notes\\":\\"Looks right.\\"}';
    const twice = `if grep -q 'Your last answer was refused' .autopack-exchange/prompt.md; then printf 'hello\\n' > src/greeting.txt; cp .autopack-exchange/prompt.md ${mail}/second.md; else cp .autopack-exchange/prompt.md ${mail}/first.md; fi; printf '%s' '${approve}' > .autopack-exchange/result.json`;
    const worker = await world.worker(['AUDITOR', 'CI'], script(`run: [sh, -c, "${twice}"]`, 'tokens: 100'), { runId });
    await world.runIn(runId, 'DONE_SUCCESS');
    const first = await readFile(join(mail, 'first.md'), 'utf8');
    for (const reported of [
      'only with a patch of your own',
      'CI found red',
      'all::greeting::greets',
      'expected hello',
      'the end of the log',
      '+good-bye',
    ])
      expect(first).toContain(reported);
    const second = await readFile(join(mail, 'second.md'), 'utf8');
    expect(second).toContain('You answered APPROVE without a patch before.');
    expect(second).toContain('There is nothing to approve as it is');
    expect(second).toContain('Looks right.');
    expect(worker.events.filter(({ event }) => event === 'refused')).toHaveLength(1);
    const { attempts, auditorAttempts } = await world.client.phaseOf(runId, 'a');
    expect(auditorAttempts).toBe(1);
    expect(attempts.filter(({ role }: { role: string }) => role === 'AUDITOR')).toMatchObject([
      { auditVerdict: 'APPROVE', tokensUsed: 200 },
    ]);
  });
});
