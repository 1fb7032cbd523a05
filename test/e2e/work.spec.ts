/** Leases and results through the API, in a project without a repository: claims, heartbeats, releases, results and what the gate and CI make of them. */
import { phase, plan } from '../support/api/api.js';
import type { PhaseInput, StartRunInput } from '../support/api/documents.generated.js';
import { aPatch, lateResultIn, RED_TESTS, type WorkApi, workApi } from '../support/api/workers.js';
import { expectConsistent } from '../support/scenarios/run-story.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

let server: TestServer;
let client: WorkApi;
beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
  await client.command('createProject', { projectId: 'fast' });
  await client.command('publishRuleset', {
    projectId: 'fast',
    document: { ci: { pausesSeconds: [0, 0] }, environment: { pausesSeconds: [0, 0] } },
  });
});
afterAll(async () => server.close());

let made = 0;
async function aRun(phases: readonly string[] = ['a', 'b'], more: Partial<StartRunInput> = {}): Promise<string> {
  const tiers = more.tiers ?? plan({ T1: phases });
  const { run, errors } = await client.startRun({ runId: `work-${made++}`, projectId: 'fast', tiers, ...more });
  expect(errors).toEqual([]);
  return run!.runId;
}
const aTier = (...phases: PhaseInput[]) => [{ tierId: 'T1', name: 'One', phases }];

/** Until so many Builders wait for work on the server. */
const waitingClaims = (role: string, count: number) =>
  until(`${count} waiting claims`, async () =>
    (await (await fetch(`${server.url}/metrics`)).text()).includes(`autopack_claims_waiting{role="${role}"} ${count}`),
  );

/** From the queue to green. */
async function finish(runId: string) {
  const builder = await client.lease('BUILDER', { runId });
  const built = await client.build(builder.token);
  expect([built.errors, built.gate?.verdict]).toEqual([[], 'PASS']);
  const ci = await client.lease('CI', { runId });
  return client.ci({ leaseToken: ci.token });
}

describe('the way of a phase', () => {
  it('W1, G6, V2, S5: claim, result, CI, snapshot, and the run is done when no phase is left', async () => {
    const runId = await aRun();
    const first = await client.lease('BUILDER', { runId });
    expect(first).toMatchObject({
      phase: { phaseId: 'a', state: 'EXECUTING' },
      attempt: { number: 1, role: 'BUILDER', state: 'LEASED' },
      lease: { role: 'BUILDER', workerId: 'builder-1', tokenAllowance: 500_000 },
      idleReason: null,
    });
    const built = await client.build(first.token, { notes: 'Done.' });
    expect(built).toMatchObject({
      errors: [],
      gate: { verdict: 'PASS', reasons: [] },
      phase: { state: 'CI_RUNNING', tokensUsed: 10 },
      run: { state: 'CI_RUNNING', ciRunsUsed: 1 },
      attempt: { state: 'SUBMITTED', number: 1, tokensUsed: 10, tokensEstimated: false },
    });
    const ci = await client.lease('CI', { runId });
    expect(ci.lease!.tokenAllowance).toBe(0);
    expect(await client.ci({ leaseToken: ci.token })).toMatchObject({
      errors: [],
      phase: { state: 'COMPLETE' },
      run: { state: 'SNAPSHOT_CREATED' },
      attempt: { role: 'CI', number: 2, ciVerdict: 'GREEN' },
    });
    expect(await finish(runId)).toMatchObject({ run: { state: 'DONE_SUCCESS' } });
    await expectConsistent(server.database, runId);
  });

  it('W7: the brief holds everything, and the same as Markdown', async () => {
    const runId = await aRun([], {
      introduction: 'Be kind to old browsers.',
      tiers: aTier({
        ...phase('x'),
        description: 'Add `hello`.',
        acceptanceCriteria: ['it greets'],
        allowedPaths: ['src/'],
      }),
    });
    const { brief } = await client.lease('BUILDER', { runId });
    expect(brief).toMatchObject({
      projectId: 'fast',
      repositoryPath: null,
      baseCommit: null,
      allowedPaths: ['src/'],
      acceptanceCriteria: ['it greets'],
      protectedPaths: expect.arrayContaining(['.git*']),
      strategy: { phaseId: 'x', autoApply: true },
      notes: [],
      patch: null,
    });
    expect(brief!.markdown).toContain('it greets');
    expect(brief!.markdown).toContain('Add `hello`.');
    expect(brief!.markdown).toContain('Be kind to old browsers.');
    expect(brief!.markdown).toContain('try 1 of ');
  });

  it('V3: red is tried again; failed and then passed is FLAKY, a minor issue, and the phase completes', async () => {
    const runId = await aRun(['a']);
    await client.build((await client.lease('BUILDER', { runId })).token);
    const red = await client.ci({
      leaseToken: (await client.lease('CI', { runId })).token,
      verdict: 'RED',
      tests: RED_TESTS,
    });
    expect(red).toMatchObject({ errors: [], phase: { state: 'CI_RUNNING' } });
    const green = await client.ci({ leaseToken: (await client.lease('CI', { runId })).token });
    expect(green).toMatchObject({
      errors: [],
      phase: { state: 'COMPLETE' },
      run: { state: 'DONE_SUCCESS', ciRunsUsed: 1 },
    });
    expect(green.phase!.issues).toMatchObject([
      { issueKey: 'flaky_test__ci__subtracts', severity: 'MINOR', open: true },
    ]);
    expect(green.phase!.attempts[0]).toMatchObject({
      ciVerdict: 'FLAKY',
      ciTries: [
        { number: 1, verdict: 'RED' },
        { number: 2, verdict: 'GREEN' },
      ],
    });
    await expectConsistent(server.database, runId);
  });

  it('W9, P5: a phase that may not auto-apply waits for an Auditor, whose approval lets it pass', async () => {
    const runId = await aRun([], { tiers: aTier({ ...phase('s'), taskCategory: 'security_auth' }) });
    const built = await client.build((await client.lease('BUILDER', { runId })).token);
    expect(built).toMatchObject({
      gate: { verdict: 'AUDIT' },
      phase: { state: 'GATE', waitingFor: { code: 'auditor' } },
    });
    const audit = await client.lease('AUDITOR', { runId });
    expect(audit.brief!.patch).toBe(aPatch());
    const approved = await client.audit(audit.token);
    expect(approved).toMatchObject({
      errors: [],
      gate: { verdict: 'PASS' },
      phase: { state: 'CI_RUNNING', auditorAttempts: 1 },
    });
    expect(await client.ci({ leaseToken: (await client.lease('CI', { runId })).token })).toMatchObject({
      run: { state: 'DONE_SUCCESS' },
    });
    await expectConsistent(server.database, runId);
  });
});

describe('leases', () => {
  it('W6, B1: a heartbeat renews, charges what exceeds the total, and without new tokens writes no event', async () => {
    const runId = await aRun(['a']);
    const { token } = await client.lease('BUILDER', { runId });
    const before = await client.runOf(runId);
    expect(await client.heartbeat(token)).toMatchObject({ errors: [], directive: 'CONTINUE', reason: null });
    expect((await client.runOf(runId)).version).toBe(before.version);
    const charged = await client.heartbeat(token, { tokensUsed: 100 });
    expect(charged).toMatchObject({ directive: 'CONTINUE' });
    expect(charged.budgets).toContainEqual({
      scope: 'PHASE',
      name: 'incident_token_cap',
      limit: 500_000,
      used: 100,
      left: 499_900,
    });
    await client.heartbeat(token, { tokensUsed: 40 });
    expect((await client.runOf(runId)).tokensUsed).toBe(100);
    expect(await client.heartbeat(token, { tokensUsed: 500_001 })).toMatchObject({ directive: 'STOP', lease: null });
    expect(await client.runOf(runId)).toMatchObject({ state: 'DONE_FAILED_BUDGET_EXHAUSTED', tokensUsed: 500_001 });
    await expectConsistent(server.database, runId);
  });

  it('W2: a release gives the attempt back twice for each phase, then it counts', async () => {
    const runId = await aRun(['a']);
    const counts: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      const { phase: row } = await client.release((await client.lease('BUILDER', { runId })).token);
      counts.push(row!.builderAttempts);
    }
    expect(counts).toEqual([0, 0, 1]);
    await expectConsistent(server.database, runId);
  });

  it('W4: a result under a stale token changes nothing, and is kept as a late result that can be read', async () => {
    const runId = await aRun(['a']);
    const { token } = await client.lease('BUILDER', { runId });
    await client.release(token);
    const now = await client.lease('BUILDER', { runId, workerId: 'second' });
    const late = await client.build(token, { notes: 'too late', tokensUsed: 7 });
    expect(late.errors).toMatchObject([
      {
        __typename: 'StaleLeaseError',
        code: 'STALE_LEASE',
        phaseState: 'EXECUTING',
        holder: { role: 'BUILDER', workerId: 'second' },
      },
    ]);
    const [kept] = (await client.runOf(runId)).lateResults;
    expect(kept).toMatchObject({ id: lateResultIn(late.errors), tokensUsed: 7, reason: { code: 'leased_again' } });
    expect(kept!.reason.message).toBe('Builder "second" holds the phase now (attempt 2).');
    expect(kept!.artefacts.find((file) => file.kind === 'patch')!.content).toBe(aPatch());
    expect(await client.build(now.token)).toMatchObject({ errors: [] });
    expect((await client.runOf(runId)).tokensUsed).toBe(10);
  });

  it('W5: the same result under the same token gets the same decision; other content is refused', async () => {
    const runId = await aRun(['a']);
    const { token } = await client.lease('BUILDER', { runId });
    const first = await client.build(token);
    const again = await client.build(token);
    expect(again).toMatchObject({
      errors: [],
      gate: first.gate,
      phase: { state: 'CI_RUNNING' },
      run: { version: first.run!.version },
    });
    expect((await client.build(token, { notes: 'other' })).errors).toMatchObject([{ code: 'IDEMPOTENCY_CONFLICT' }]);
  });

  it('W5: claimWork under its key returns the same lease while it lives', async () => {
    const runId = await aRun(['a']);
    const first = await client.lease('BUILDER', { runId, idempotencyKey: 'claim-1' });
    expect((await client.lease('BUILDER', { runId, idempotencyKey: 'claim-1' })).token).toBe(first.token);
    await client.build(first.token);
    const after = await client.claim('BUILDER', { runId, idempotencyKey: 'claim-1' });
    expect(after).toMatchObject({ lease: null, errors: [], attempt: { number: 1, state: 'SUBMITTED' } });
  });

  it('W11: a manual transition is refused while the phase has a lease, naming the holder, except to FAILED', async () => {
    const runId = await aRun(['a']);
    await client.lease('BUILDER', { runId, workerId: 'busy' });
    const { errors } = await client.updatePhaseStatus({ runId, phaseId: 'a', state: 'GATE' });
    expect(errors).toMatchObject([{ code: 'TRANSITION_REFUSED', message: expect.stringContaining('busy') }]);
    await client.move(runId, 'a', 'FAILED');
    expect((await client.phaseOf(runId, 'a')).attempts).toMatchObject([{ state: 'STOPPED' }]);
    await expectConsistent(server.database, runId);
  });

  it('W1: no work has a reason; an unknown run or project is NOT_FOUND', async () => {
    const runId = await aRun(['a']);
    expect(await client.claim('CI', { runId })).toMatchObject({
      lease: null,
      errors: [],
      idleReason: { code: 'nothing_due' },
    });
    await client.lease('BUILDER', { runId });
    expect(await client.claim('BUILDER', { runId })).toMatchObject({ idleReason: { code: 'all_leased' } });
    // A Builder is at work, and nobody of these.
    for (const role of ['CI', 'AUDITOR'] as const)
      expect(await client.claim(role, { runId })).toMatchObject({
        lease: null,
        errors: [],
        idleReason: { code: 'nothing_due' },
      });
    expect(await client.claim('BUILDER', { runId: 'nowhere' })).toMatchObject({
      errors: [{ code: 'NOT_FOUND', path: ['input', 'runId'] }],
    });
    expect(await client.claim('BUILDER', { projectId: 'nowhere' })).toMatchObject({ errors: [{ code: 'NOT_FOUND' }] });
  });

  it('W1: a waiting claim is woken by work', async () => {
    await client.command('createProject', { projectId: 'waiting' });
    const claimed = client.claim('BUILDER', { projectId: 'waiting', waitSeconds: 20 });
    const runId = await aRun(['a'], { projectId: 'waiting' });
    expect(await claimed).toMatchObject({ phase: { runId, phaseId: 'a' } });
  });

  it('W1: a claim that is bound to a run is woken and answered when the run ends; one of its project still waits', async () => {
    await client.command('createProject', { projectId: 'ends' });
    const runId = await aRun(['a'], { projectId: 'ends' });
    await client.lease('BUILDER', { runId });
    const waits = client.claim('AUDITOR', { runId, workerId: 'bound', waitSeconds: 30 });
    const waitsOn = client.claim('AUDITOR', { projectId: 'ends', workerId: 'free', waitSeconds: 4 });
    await waitingClaims('AUDITOR', 2);
    const began = performance.now();
    await client.command('cancelRun', { runId, reason: 'enough' });
    expect(await waits).toMatchObject({ lease: null, errors: [], idleReason: { code: 'run_ended' } });
    // Without the end it would have waited for 30 seconds.
    expect(performance.now() - began).toBeLessThan(20_000);
    expect((await waitsOn).idleReason!.code).not.toBe('run_ended');
    expect(await client.claim('CI', { runId, waitSeconds: 30 })).toMatchObject({ idleReason: { code: 'run_ended' } });
    expect(performance.now() - began).toBeLessThan(25_000);
  });

  it('W1: a claim that is bound to a run that is not there, or is deleted meanwhile, gets that answer at once', async () => {
    const began = performance.now();
    const missing = { lease: null, errors: [{ code: 'NOT_FOUND' }] };
    expect(await client.claim('BUILDER', { runId: 'never-was', waitSeconds: 30 })).toMatchObject(missing);
    const runId = await aRun(['a']);
    await client.lease('BUILDER', { runId });
    const waits = client.claim('AUDITOR', { runId, workerId: 'bound', waitSeconds: 30 });
    await waitingClaims('AUDITOR', 1);
    await server.database.query('delete from run where run_id = $1', [runId]);
    expect(await waits).toMatchObject(missing);
    expect(performance.now() - began).toBeLessThan(25_000);
  });

  it('W1, W2: a worker that hangs up while it waits gets nothing: the work is there for the next one', async () => {
    await client.command('createProject', { projectId: 'hung-up' });
    const hangUp = new AbortController();
    const query = `mutation { claimWork(input: { role: BUILDER, workerId: "gone", projectId: "hung-up", waitSeconds: 20 }) { lease { token } } }`;
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    };
    const waiting = fetch(`${server.url}/graphql`, { ...request, signal: hangUp.signal });
    await waitingClaims('BUILDER', 1);
    hangUp.abort();
    await expect(waiting).rejects.toThrow('aborted');
    await waitingClaims('BUILDER', 0);
    const runId = await aRun(['a'], { projectId: 'hung-up' });
    const { idleReason, lease, attempt } = await client.claim('BUILDER', { runId, workerId: 'next' });
    expect({ idleReason, workerId: lease?.workerId, number: attempt?.number }).toEqual({
      idleReason: null,
      workerId: 'next',
      number: 1,
    });
  });
});
