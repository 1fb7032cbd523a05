/** Builders at work through the worker's loop: what an agent does becomes a result, a commit and a snapshot; or a failure that says why. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { GraphqlSupervisor } from '../../src/cli/worker/graphql-supervisor.js';
import { git } from '../integration/agents.fixture.js';
import type { PhaseInput } from '../support/api/documents.generated.js';
import { expectConsistent } from '../support/scenarios/run-story.js';
import { DatabaseProxy } from '../support/server/database-proxy.js';
import { until } from '../support/waiting.js';
import { HELLO, leftBelow, runs, script, scripts, type Way, WorkerWorld } from './worker.fixture.js';

const world = new WorkerWorld();
beforeAll(() => world.open(), 180_000);
afterAll(() => world.close(), 60_000);

import.meta.jest.setTimeout(120_000);

const WAYS: readonly Way[] = ['command', 'acp'];
const DONE = 'result: { status: SUCCEEDED, notes: "Greets now." }';

/** One attempt of a Builder on a run of its own; the phase and the attempt as they are then. */
async function oneAttempt(
  scenario: string,
  { way = 'command' as Way, ruleset = {}, phase = {} as Partial<PhaseInput> } = {},
) {
  const runId = await world.run(await world.project(ruleset), [{ phaseId: 'a', name: 'Greet', ...phase }]);
  const worker = await world.worker(['BUILDER'], scenario, { way, runId, maxAttempts: 1 });
  const end = await worker.ended;
  const after = await world.client.phaseOf(runId, 'a');
  expect(await leftBelow(worker.workRoot)).toEqual([]);
  return { runId, worker, end, phase: after, attempt: after.attempts[0] };
}

/** A file that the agent's children can write to, for what a test must know of them. */
const mailbox = async (): Promise<string> => join(await mkdtemp(join(world.folder, 'mail-')), 'pid');
/** The agent reports its own process id. */
const reportPid = (file: string): string => `run: [sh, -c, "echo $PPID > ${file}"]`;
const pidIn = async (file: string): Promise<number> =>
  Number(
    await until(
      'the agent to tell its number',
      async () => (existsSync(file) ? (await readFile(file, 'utf8')).trim() : ''),
      30_000,
    ),
  );

describe('B6: what a Builder depends on fails', () => {
  it('in a project without a repository nothing can be cloned, and the attempt says so', async () => {
    const runId = await world.run(await world.project({}, false));
    const worker = await world.worker(['BUILDER'], script(HELLO), { runId, maxAttempts: 1 });
    expect((await worker.ended).attempts).toMatchObject({ environment: 1 });
    const phase = await world.client.phaseOf(runId, 'a');
    expect(phase).toMatchObject({ state: 'QUEUED', builderAttempts: 0 });
    expect(phase.attempts[0]!.notes).toContain('has no repository');
  });
});

describe.each(WAYS)('a Builder over %s', (way) => {
  it('W8, V1, G4: builds in a clone, CI verifies the commit, and the run ends green with nothing left behind', async () => {
    const place = await world.project();
    const runId = await world.run(place);
    const worker = await world.worker(['BUILDER', 'CI'], script(HELLO, 'tokens: 1200', DONE), { way, runId });
    await world.runIn(runId, 'DONE_SUCCESS');
    expect(await worker.ended).toMatchObject({ attempts: { done: 2, lost: 0 }, fault: null });
    const phase = await world.client.phaseOf(runId, 'a');
    expect(phase.attempts).toMatchObject([
      { role: 'BUILDER', state: 'SUBMITTED', notes: 'Greets now.', gate: { verdict: 'PASS' } },
      { role: 'CI', ciVerdict: 'GREEN' },
    ]);
    if (way === 'command') expect(phase.attempts[0]).toMatchObject({ tokensUsed: 1200, tokensEstimated: false });
    expect(await git(place.path, 'show', `autonomous/${runId}:src/greeting.txt`)).toBe('hello');
    expect(await git(place.path, 'status', '--porcelain')).toBe('');
    expect(await leftBelow(worker.workRoot)).toEqual([]);
    await expectConsistent(world.server.database, runId);
  });

  it('C2, W8: breaks off, which is a failed attempt without its patch; the next one reads why and succeeds', async () => {
    const place = await world.project();
    const runId = await world.run(place);
    const requested = join(await mkdtemp(join(world.folder, 'mail-')), 'prompt');
    await world.worker(
      ['BUILDER', 'CI'],
      scripts(
        { role: 'builder', attempt: 1, do: [HELLO, 'say: "the compiler is gone"', 'crash: { exitCode: 3 }'] },
        { role: 'builder', do: [`run: [cp, .autopack-exchange/prompt.md, ${requested}]`, HELLO, DONE] },
      ),
      { way, runId },
    );
    await world.runIn(runId, 'DONE_SUCCESS');
    const [first, second] = (await world.client.phaseOf(runId, 'a')).attempts;
    expect(first).toMatchObject({
      state: 'SUBMITTED',
      gate: { verdict: 'REJECT' },
      notes: expect.stringContaining('The agent broke off.'),
    });
    expect(first!.notes).toContain('the compiler is gone');
    expect(first!.artefacts.map((each) => each.kind)).not.toContain('patch');
    // B1, A4: tokens that nobody reported are estimated and marked; the log is kept.
    expect(first).toMatchObject({ tokensEstimated: true });
    expect(first!.tokensUsed).toBeGreaterThan(0);
    expect(first!.artefacts.map((each) => each.kind)).toContain('log');
    expect(second).toMatchObject({ gate: { verdict: 'PASS' } });
    expect(await readFile(requested, 'utf8')).toContain('The agent broke off.');
  });

  it('W6, A5: is ended within one heartbeat when the run is cancelled, and nothing is submitted', async () => {
    const runId = await world.run(await world.project({ leases: { expirySeconds: 6, hardDeadlineMinutes: 5 } }));
    const mail = await mailbox();
    const worker = await world.worker(['BUILDER'], script(reportPid(mail), 'hang: { ignoreTerm: true }'), {
      way,
      runId,
    });
    const pid = await pidIn(mail);
    await world.accepted('cancelRun', { runId, reason: 'enough' });
    const cancelled = performance.now();
    await until('the work to be stopped', () => worker.events.some(({ event }) => event === 'stopping'));
    expect(performance.now() - cancelled).toBeLessThan(3_500);
    await until('the agent to be gone', () => !runs(pid));
    await worker.ended;
    expect(worker.events).toContainEqual(
      expect.objectContaining({ event: 'lost', message: expect.stringContaining('nothing is submitted') }),
    );
    expect((await world.client.phaseOf(runId, 'a')).attempts).toMatchObject([{ state: 'STOPPED' }]);
    expect((await world.client.runOf(runId)).lateResults).toEqual([]);
    expect(await leftBelow(worker.workRoot)).toEqual([]);
  });

  it('A5: leaves a process behind, which is ended before the result is submitted', async () => {
    const { phase, attempt } = await oneAttempt(script('leaveProcess: { seconds: 120 }', HELLO, DONE), { way });
    expect(phase.state).toBe('CI_RUNNING');
    expect(attempt!.notes).toContain('Processes that the agent left running were ended: 1.');
  });
});

describe('what a Builder submits', () => {
  it('G2: a change outside the allowed paths is rejected, with the reason for the next attempt', async () => {
    const { phase, attempt } = await oneAttempt(script('outOfScopeWrite', HELLO), {
      phase: { allowedPaths: ['src/'] },
    });
    expect(phase.state).toBe('QUEUED');
    expect(attempt!.gate!.verdict).toBe('REJECT');
    expect(attempt!.gate!.reasons.map((reason) => reason.code)).toContainEqual(expect.stringMatching(/^path_/));
  });

  it('G2: no change is an empty patch, which the gate rejects, unless the phase allows it', async () => {
    const rejected = await oneAttempt(script('noChange', DONE));
    expect(rejected.attempt!.gate).toMatchObject({ verdict: 'REJECT', reasons: [{ code: 'patch_empty' }] });
    const allowed = await oneAttempt(script('noChange', DONE), { phase: { allowNoop: true } });
    expect(allowed.attempt!.gate).toMatchObject({ verdict: 'PASS' });
  });

  it('W8: what the agent says of itself is passed on: FAILED is rejected, NEEDS_REVIEW waits for an Auditor, a failed probe is no success', async () => {
    const failed = await oneAttempt(script(HELLO, 'result: { status: FAILED, notes: "It does not work." }'));
    expect(failed).toMatchObject({
      phase: { state: 'QUEUED' },
      attempt: { notes: 'It does not work.', gate: { verdict: 'REJECT' } },
    });
    const review = await oneAttempt(script(HELLO, 'result: { status: NEEDS_REVIEW }'));
    expect(review.phase).toMatchObject({ state: 'GATE', waitingFor: { code: 'auditor' } });
    const probed = await oneAttempt(script(HELLO, 'result: { probes: [{ name: unit, kind: test, exitCode: 1 }] }'));
    expect(probed.attempt!.gate!.verdict).toBe('REJECT');
  });

  it('W8, Q2: issues of the result file are recorded with the result', async () => {
    const issue = '{ issueKey: style__long__file, category: style, source: SELF_DOUBT }';
    const { phase } = await oneAttempt(script(HELLO, `result: { issues: [${issue}] }`));
    expect(phase.issues).toMatchObject([{ issueKey: 'style__long__file', severity: 'MINOR' }]);
  });

  it('W8: a result file that is not accepted does not cost the work: somebody looks at it, and reads what was wrong', async () => {
    const { phase, attempt } = await oneAttempt(script(HELLO, 'result: { status: SUCCEEDED, confidence: 7 }'));
    expect(phase).toMatchObject({ state: 'GATE', waitingFor: { code: 'auditor' } });
    expect(attempt!.notes).toContain('confidence is not known here');
    expect(attempt!.artefacts.map((each) => each.kind)).toContain('patch');
  });

  it('W8: an agent that speaks no protocol has failed, and its words are in the notes', async () => {
    const { attempt } = await oneAttempt(script(HELLO, 'garbage: { lines: 3 }', 'hang'), { way: 'acp' });
    expect(attempt).toMatchObject({ state: 'SUBMITTED', gate: { verdict: 'REJECT' } });
    expect(attempt!.notes).toContain('could not be understood');
  });

  it('B1: tokens that are not known are left out, and the flat amount is charged as an estimate', async () => {
    const { attempt } = await oneAttempt(script(HELLO), { ruleset: { tokens: { flatPerAttempt: 321 } } });
    expect(attempt).toMatchObject({ tokensUsed: 321, tokensEstimated: true });
  });

  it('B2: an agent that passes its allowance is ended at once, and the run with it', async () => {
    const ruleset = { defaults: { phase: { incidentTokenCap: 1_000 } } };
    const mail = await mailbox();
    const { runId, worker } = await oneAttempt(script(reportPid(mail), 'tokens: 2500', 'hang'), { ruleset });
    expect(runs(await pidIn(mail))).toBe(false);
    expect(worker.events).toContainEqual(
      expect.objectContaining({ event: 'stopping', message: expect.stringContaining('2500 tokens') }),
    );
    expect(await world.client.runOf(runId)).toMatchObject({ state: 'DONE_FAILED_BUDGET_EXHAUSTED', tokensUsed: 2500 });
  });
});

describe('a network that fails', () => {
  it('W5: a result whose answer got lost is submitted again and decided once', async () => {
    const runId = await world.run(await world.project());
    const proxy = await DatabaseProxy.open(world.server.url);
    try {
      const api = new GraphqlSupervisor({ url: new URL(proxy.url).origin, token: undefined });
      const lost = proxy.cutOnce({ statement: 'submitBuilderResult', when: 'answered' });
      const worker = await world.worker(['BUILDER'], script(HELLO, 'tokens: 10', DONE), { runId, api, maxAttempts: 1 });
      await lost;
      expect((await worker.ended).attempts).toMatchObject({ done: 1, lost: 0 });
      expect(worker.events).toContainEqual(
        expect.objectContaining({ event: 'trouble', message: expect.stringContaining('not submitted yet') }),
      );
      expect(await world.client.phaseOf(runId, 'a')).toMatchObject({
        state: 'CI_RUNNING',
        builderAttempts: 1,
        tokensUsed: 10,
      });
      expect((await world.client.runOf(runId)).lateResults).toEqual([]);
    } finally {
      await proxy.close();
    }
  });

  it('W5: a claim whose answer got lost gets the same lease when it asks again', async () => {
    const runId = await world.run(await world.project());
    const proxy = await DatabaseProxy.open(world.server.url);
    try {
      const api = new GraphqlSupervisor({ url: new URL(proxy.url).origin, token: undefined });
      const lost = proxy.cutOnce({ statement: 'claimWork', when: 'answered' });
      const worker = await world.worker(['BUILDER'], script(HELLO, DONE), { runId, api, maxAttempts: 1 });
      await lost;
      expect((await worker.ended).attempts).toMatchObject({ done: 1 });
      expect((await world.client.phaseOf(runId, 'a')).attempts).toMatchObject([{ number: 1, state: 'SUBMITTED' }]);
    } finally {
      await proxy.close();
    }
  });

  it('W2, A5: a worker that reaches nobody until its lease runs out ends its agent and submits nothing', async () => {
    const runId = await world.run(await world.project({ leases: { expirySeconds: 3, hardDeadlineMinutes: 5 } }));
    const proxy = await DatabaseProxy.open(world.server.url);
    const mail = await mailbox();
    const api = new GraphqlSupervisor({ url: new URL(proxy.url).origin, token: undefined });
    const worker = await world.worker(['BUILDER'], script(reportPid(mail), 'hang'), { runId, api, maxAttempts: 1 });
    const pid = await pidIn(mail);
    await proxy.close();
    expect((await worker.ended).attempts).toMatchObject({ lost: 1 });
    expect(runs(pid)).toBe(false);
    expect(worker.events).toContainEqual(
      expect.objectContaining({ event: 'lost', message: expect.stringContaining('no heartbeat reached') }),
    );
    // W3: the Supervisor noticed too, and the phase goes on.
    await world.phaseIn(runId, 'a', (phase) => phase.attempts[0]!.state === 'EXPIRED');
  });
});

describe('several workers', () => {
  it('W1, W2: two workers share several runs, no phase is worked on twice, and all runs end green', async () => {
    const place = await world.project();
    const ids = [await world.run(place), await world.run(place), await world.run(place)];
    const options = { projectId: place.projectId, concurrency: 2 };
    const scenario = script(HELLO, 'sleep: 300', DONE);
    const workers = [
      await world.worker(['BUILDER', 'CI'], scenario, options),
      await world.worker(['BUILDER', 'CI'], scenario, { ...options, way: 'acp' }),
    ];
    for (const runId of ids) await world.runIn(runId, 'DONE_SUCCESS');
    for (const worker of workers)
      expect(await worker.stop()).toMatchObject({ attempts: { lost: 0, released: 0 }, fault: null });
    for (const runId of ids) {
      expect((await world.client.phaseOf(runId, 'a')).attempts.map((each) => each.role)).toEqual(['BUILDER', 'CI']);
      await expectConsistent(world.server.database, runId);
    }
  });
});
