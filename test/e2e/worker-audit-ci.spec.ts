/** Auditors and CI at work through the worker's loop, and work that comes near its hard deadline. */
import { GraphqlSupervisor } from '../../src/cli/worker/graphql-supervisor.js';
import type { WorkerRole } from '../../src/domain/model/vocabulary.js';
import { workOn } from '../../src/worker/loop/lease-work.js';
import type { ClaimedWork } from '../../src/worker/loop/supervisor-api.js';
import { git } from '../integration/agents.fixture.js';
import { aPatch } from '../support/api/workers.js';
import { expectConsistent } from '../support/scenarios/run-story.js';
import { until } from '../support/waiting.js';
import { HELLO, hello, leftBelow, script, scripts, type Way, WorkerWorld } from './worker.fixture.js';

const world = new WorkerWorld();
beforeAll(() => world.open(), 180_000);
afterAll(() => world.close(), 60_000);

import.meta.jest.setTimeout(120_000);

const WAYS: readonly Way[] = ['command', 'acp'];
/** No patch of it is applied before an Auditor approved it (P5). */
const REVIEWED = [{ phaseId: 'a', name: 'Greet', taskCategory: 'security_auth' }];
const ALL: readonly WorkerRole[] = ['BUILDER', 'AUDITOR', 'CI'];

describe.each(WAYS)('an Auditor over %s', (way) => {
  it('W10: finds the patch checked out, approves it, and CI has the last word', async () => {
    const place = await world.project();
    const runId = await world.run(place, REVIEWED);
    const scenario = scripts(
      { role: 'builder', do: [HELLO] },
      {
        role: 'auditor',
        do: ['run: [test, -f, src/greeting.txt]', 'verdict: { verdict: APPROVE, notes: "Fine.", confidence: HIGH }'],
      },
    );
    const worker = await world.worker(ALL, scenario, { way, runId });
    await world.runIn(runId, 'DONE_SUCCESS');
    expect((await worker.ended).attempts).toMatchObject({ done: 3, lost: 0, released: 0 });
    const { attempts } = await world.client.phaseOf(runId, 'a');
    expect(attempts).toMatchObject([
      { role: 'BUILDER', gate: { verdict: 'AUDIT' } },
      { role: 'AUDITOR', auditVerdict: 'APPROVE', notes: 'Fine.', gate: { verdict: 'PASS' } },
      { role: 'CI', ciVerdict: 'GREEN' },
    ]);
    expect(attempts[1]!.artefacts.map((each) => each.kind)).not.toContain('patch');
    expect(await git(place.path, 'show', `autonomous/${runId}:src/greeting.txt`)).toBe('hello');
    expect(await leftBelow(worker.workRoot)).toEqual([]);
    await expectConsistent(world.server.database, runId);
  });

  it('W10: sends it back, and the Builder reads why', async () => {
    const place = await world.project();
    const runId = await world.run(place, REVIEWED);
    const scenario = scripts(
      { role: 'builder', attempt: 1, do: [hello('helo')] },
      { role: 'auditor', attempt: 2, do: ['verdict: { verdict: REVISE, notes: "A letter is missing." }'] },
      { role: 'builder', do: ['run: [grep, -q, "A letter is missing", .autopack-exchange/prompt.md]', HELLO] },
      { role: 'auditor', do: ['verdict: APPROVE'] },
    );
    await world.worker(ALL, scenario, { way, runId });
    await world.runIn(runId, 'DONE_SUCCESS');
    const { attempts } = await world.client.phaseOf(runId, 'a');
    expect(attempts.map((each) => each.auditVerdict ?? each.role)).toEqual([
      'BUILDER',
      'REVISE',
      'BUILDER',
      'APPROVE',
      'CI',
    ]);
    expect(await git(place.path, 'show', `autonomous/${runId}:src/greeting.txt`)).toBe('hello');
  });
});

describe('an Auditor', () => {
  it('W10: that changes files submits a patch of its own, against the base, which replaces the Builder’s', async () => {
    const place = await world.project();
    const runId = await world.run(place, REVIEWED);
    const mended = [hello('hello, mended'), 'verdict: { verdict: APPROVE, notes: "Mended." }'];
    await world.worker(ALL, scripts({ role: 'builder', do: [hello('helo')] }, { role: 'auditor', do: mended }), {
      runId,
    });
    await world.runIn(runId, 'DONE_SUCCESS');
    expect(await git(place.path, 'show', `autonomous/${runId}:src/greeting.txt`)).toBe('hello, mended');
    expect(await git(place.path, 'rev-list', '--count', `${place.base}..autonomous/${runId}`)).toBe('1');
  });

  it('W9, W10: gets the base alone where the Builder left no patch that applies, and may bring one', async () => {
    const place = await world.project();
    const runId = await world.run(place, [{ phaseId: 'a', name: 'Greet', taskCategory: 'docs' }]);
    const wrong = (line: string) =>
      `diff --git a/src/a.txt b/src/a.txt\n--- a/src/a.txt\n+++ b/src/a.txt\n@@ -1 +1 @@\n-not there\n+${line}\n`;
    for (const line of ['one', 'two'])
      await world.client.build((await world.client.lease('BUILDER', { runId })).token, { patch: wrong(line) });
    await world.phaseIn(runId, 'a', (phase) => phase.waitingFor?.code === 'auditor');
    const asks = 'run: [grep, -q, "the base commit alone", .autopack-exchange/prompt.md]';
    await world.worker(['AUDITOR', 'CI'], script(asks, HELLO, 'verdict: { verdict: APPROVE, notes: "Did it." }'), {
      runId,
    });
    await world.runIn(runId, 'DONE_SUCCESS');
    expect(await git(place.path, 'show', `autonomous/${runId}:src/greeting.txt`)).toBe('hello');
  });

  it('W3, W10: that leaves no verdict decides nothing: its lease is given back with the reason, and another one looks', async () => {
    const runId = await world.run(await world.project(), REVIEWED);
    const scenario = scripts(
      { role: 'builder', do: [HELLO] },
      { role: 'auditor', attempt: 2, do: ['say: looks good to me'] },
      { role: 'auditor', do: ['verdict: APPROVE'] },
    );
    await world.worker(ALL, scenario, { runId });
    await world.runIn(runId, 'DONE_SUCCESS');
    const { attempts, auditorAttempts } = await world.client.phaseOf(runId, 'a');
    expect(attempts[1]).toMatchObject({
      role: 'AUDITOR',
      state: 'RELEASED',
      notes: expect.stringContaining('there is no verdict'),
    });
    expect(auditorAttempts).toBe(2);
  });

  it('W10: whose approval is refused for want of a patch gives the lease back with the Supervisor’s words', async () => {
    const runId = await world.run(await world.project(), [{ phaseId: 'a', name: 'Greet', taskCategory: 'docs' }]);
    for (const notes of ['one', 'two']) {
      await world.client.build((await world.client.lease('BUILDER', { runId })).token, {
        status: 'FAILED',
        patch: null,
        notes,
      });
    }
    const phase = await world.client.phaseOf(runId, 'a');
    expect(phase.waitingFor?.code).toBe('auditor');
    const worker = await world.worker(['AUDITOR'], script('verdict: APPROVE'), { runId, maxAttempts: 1 });
    await worker.ended;
    expect(worker.events.map(({ event }) => event)).toEqual(expect.arrayContaining(['refused', 'released']));
    const after = await world.client.phaseOf(runId, 'a');
    expect(after.attempts.at(-1)).toMatchObject({
      role: 'AUDITOR',
      state: 'RELEASED',
      notes: expect.stringContaining('refused the result'),
    });
  });
});

describe('CI', () => {
  const built = async (runId: string, content: string): Promise<void> => {
    const { token } = await world.client.lease('BUILDER', { runId });
    const patch = aPatch('src/greeting.txt', content);
    expect((await world.client.build(token, { patch })).errors).toEqual([]);
  };

  it('V1, V2, G4: reports RED with the tests, and the phase goes back to the queue', async () => {
    const runId = await world.run(await world.project());
    await built(runId, 'good-bye');
    const worker = await world.worker(['CI'], '', { runId, maxAttempts: 1 });
    await worker.ended;
    const phase = await world.client.phaseOf(runId, 'a');
    expect(phase).toMatchObject({
      state: 'QUEUED',
      attempts: [
        { role: 'BUILDER', ciVerdict: 'RED' },
        { role: 'CI', ciVerdict: 'RED' },
      ],
    });
    expect(phase.attempts[0]!.ciTries[0]!.artefacts.map((each) => each.path)).toContainEqual(
      expect.stringMatching(/\.xml$/),
    );
    expect(await leftBelow(worker.workRoot)).toEqual([]);
  });

  it('V2: steps that pass without a report are MISSING, and not green', async () => {
    const runId = await world.run(await world.project());
    const patch = aPatch('src/no-report', 'x');
    await world.client.build((await world.client.lease('BUILDER', { runId })).token, { patch });
    await (
      await world.worker(['CI'], '', { runId, maxAttempts: 1 })
    ).ended;
    expect(await world.client.phaseOf(runId, 'a')).toMatchObject({
      state: 'QUEUED',
      attempts: [{ ciVerdict: 'MISSING' }, { ciVerdict: 'MISSING' }],
    });
  });

  it('B6, V1: without a repository it is the environment’s failure with a sentence', async () => {
    const place = await world.project({}, false);
    const runId = await world.run(place);
    await built(runId, 'hello');
    expect((await (await world.worker(['CI'], '', { runId, maxAttempts: 1 })).ended).attempts).toMatchObject({
      environment: 1,
    });
    const [tried] = (await world.client.phaseOf(runId, 'a')).attempts[0]!.ciTries;
    expect(tried).toMatchObject({ verdict: 'ENVIRONMENT', summary: expect.stringContaining('has no repository') });
  });

  it('W6, A5: is ended within one heartbeat when the run is cancelled', async () => {
    const steps = [{ name: 'slow', argv: ['sleep', '100'], timeoutSeconds: 100 }];
    const ruleset = {
      leases: { expirySeconds: 6, hardDeadlineMinutes: 5 },
      ci: { profiles: { normal: steps, strict: steps } },
    };
    const runId = await world.run(await world.project(ruleset));
    await built(runId, 'hello');
    const worker = await world.worker(['CI'], '', { runId });
    await until('CI to work', () => worker.events.some(({ event }) => event === 'beat'));
    await world.accepted('cancelRun', { runId, reason: 'enough' });
    await worker.ended;
    expect(worker.events).toContainEqual(
      expect.objectContaining({ event: 'lost', message: expect.stringContaining('nothing is submitted') }),
    );
    expect(await leftBelow(worker.workRoot)).toEqual([]);
  });
});

describe('near the hard deadline', () => {
  /** A lease of the real server, given to a worker with less time than it has. */
  async function claimed(role: WorkerRole, runId: string, seconds: number): Promise<ClaimedWork> {
    const api = new GraphqlSupervisor({ url: world.server.url, token: undefined });
    const ask = {
      role,
      workerId: `near-${role}`,
      projectId: null,
      runId,
      waitSeconds: 5,
      idempotencyKey: `near-${runId}-${role}`,
    };
    const { work } = await api.claim(ask, new AbortController().signal);
    if (!work) throw new Error('there is no work');
    const hardDeadlineAt = new Date(Date.parse(work.startedAt) + seconds * 1_000).toISOString();
    return { ...work, lease: { ...work.lease, hardDeadlineAt } };
  }
  const tools = async (scenario: string) => ({
    api: new GraphqlSupervisor({ url: world.server.url, token: undefined }),
    driver: await world.agent('command', scenario, 'near'),
    workerId: 'near',
    workRoot: `${world.folder}/work/near`,
    ciEnvironment: [],
    stop: new AbortController().signal,
    report: () => undefined,
  });

  it('W2, W8: an agent is ended in time for its failure to be submitted', async () => {
    const runId = await world.run(await world.project());
    const work = await claimed('BUILDER', runId, 4);
    expect(await workOn(work, performance.now(), await tools(script(HELLO, 'tokens: 7', 'hang')))).toBe('done');
    const [attempt] = (await world.client.phaseOf(runId, 'a')).attempts;
    expect(attempt).toMatchObject({
      state: 'SUBMITTED',
      tokensUsed: 7,
      notes: expect.stringContaining('not done in time'),
    });
    expect(attempt!.artefacts.map((each) => each.kind)).not.toContain('patch');
  });

  it('V2: CI that gives no result in its time is MISSING', async () => {
    const steps = [{ name: 'slow', argv: ['sleep', '100'], timeoutSeconds: 100 }];
    const runId = await world.run(
      await world.project({ ci: { profiles: { normal: steps, strict: steps }, tries: { normal: 1, strict: 1 } } }),
    );
    await world.client.build((await world.client.lease('BUILDER', { runId })).token);
    const work = await claimed('CI', runId, 4);
    expect(await workOn(work, performance.now(), await tools(script('noChange')))).toBe('done');
    expect((await world.client.phaseOf(runId, 'a')).attempts[0]!.ciTries).toMatchObject([{ verdict: 'MISSING' }]);
  });
});
