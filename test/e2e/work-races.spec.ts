/** Many at once, and too late: what leases promise when fifty workers ask for ten runs, when a result is sent a hundred times, and when time has gone by. */
import { phase, plan } from '../support/api/api.js';
import type { StartRunInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { aPatch, lateResultIn, type WorkApi, workApi } from '../support/api/workers.js';
import type { Json } from '../support/graphql-client.js';
import { expectConsistent } from '../support/scenarios/run-story.js';
import { moveClock } from '../support/server/databases.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

let server: TestServer;
let client: WorkApi;
let made = 0;
beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
});
afterAll(async () => server.close());

/** A project of its own, so that its workers see nothing of other tests. */
async function aProject(document: Json = {}): Promise<string> {
  const projectId = `races-${made++}`;
  await client.command('createProject', { projectId });
  const fast = { ci: { pausesSeconds: [0] }, environment: { pausesSeconds: [0] } };
  await client.command('publishRuleset', { projectId, document: { ...fast, ...document } });
  return projectId;
}
async function aRun(projectId: string, phases: readonly string[], more: Partial<StartRunInput> = {}): Promise<string> {
  const { run, errors } = await client.startRun({
    runId: `${projectId}-run-${made++}`,
    projectId,
    tiers: plan({ T1: phases }),
    ...more,
  });
  expect(errors).toEqual([]);
  return run!.runId;
}
/** The database's clock goes on by so many seconds. */
async function later(seconds: number): Promise<void> {
  await moveClock(server.database, `${(ahead += seconds)} seconds`);
}
let ahead = 0;
const stateOf = async (runId: string, phaseId: string) => (await client.phaseOf(runId, phaseId)).attempts.at(-1);

describe('many at once', () => {
  it('W1, W2, S4: fifty workers on ten runs: no phase is leased twice, and every run has one at work', async () => {
    const projectId = await aProject();
    const runs = await Promise.all(Array.from({ length: 10 }, () => aRun(projectId, ['a', 'b', 'c'])));
    const claims = await Promise.all(
      Array.from({ length: 50 }, (_, i) => client.claim('BUILDER', { projectId, workerId: `w${i}` })),
    );
    const leased = claims.filter((claim) => claim.lease);
    expect(leased.map((claim) => claim.phase!.runId).sort()).toEqual([...runs].sort());
    expect(new Set(leased.map((claim) => claim.lease!.token)).size).toBe(10);
    expect(claims.filter((claim) => !claim.lease).every((claim) => claim.idleReason!.code === 'all_leased')).toBe(true);
    for (const runId of runs) await expectConsistent(server.database, runId);
  });

  it('W1: the project with the fewest live leases comes first, then the oldest run', async () => {
    // Other tests of this file leave work behind, in whatever order they run.
    const { runs: live } = await server.request(
      gql('{ runs(filter: { terminal: false }, first: 100) { nodes { runId } } }'),
    );
    for (const { runId } of live.nodes) await client.command('cancelRun', { runId, reason: 'of another test' });
    const [busy, idle] = [await aProject(), await aProject()];
    const oldest = await aRun(busy, ['a']);
    await aRun(busy, ['a']);
    const other = await aRun(idle, ['a']);
    const order: string[] = [];
    for (let i = 0; i < 2; i += 1) {
      const claim = await client.lease('BUILDER', { workerId: `fair-${i}` });
      order.push(claim.phase!.runId);
    }
    expect(order).toEqual([oldest, other]);
  });

  it('W5: a result that is sent a hundred times at once is accepted once, and every answer is the same', async () => {
    const runId = await aRun(await aProject(), ['a']);
    const { token } = await client.lease('BUILDER', { runId });
    const answers = await Promise.all(Array.from({ length: 100 }, () => client.build(token)));
    const seen = new Set(
      answers.map(({ gate, phase: row, errors }) => JSON.stringify([gate, row!.state, row!.tokensUsed, errors])),
    );
    expect([...seen].map((text) => JSON.parse(text))).toEqual([
      [{ verdict: 'PASS', reasons: [] }, 'CI_RUNNING', 10, []],
    ]);
    expect(await client.runOf(runId)).toMatchObject({ tokensUsed: 10, ciRunsUsed: 1, lateResults: [] });
    await expectConsistent(server.database, runId);
  });

  it('W5: a claim under one key from many at once gives one lease', async () => {
    const runId = await aRun(await aProject(), ['a', 'b']);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => client.claim('BUILDER', { runId, idempotencyKey: `key of ${runId}` })),
    );
    expect(new Set(answers.map((answer) => answer.lease?.token)).size).toBe(1);
    expect((await client.phaseOf(runId, 'a')).attempts).toHaveLength(1);
  });

  it('S4, S5: a run of 25 phases completes', async () => {
    const phases = Array.from({ length: 25 }, (_, i) => `p${i}`);
    const runId = await aRun(await aProject(), phases);
    for (const name of phases) {
      const lease = await client.lease('BUILDER', { runId });
      expect(lease.phase!.phaseId).toBe(name);
      await client.build(lease.token, { patch: aPatch(`src/${name}.txt`) });
      await client.ci({ leaseToken: (await client.lease('CI', { runId })).token });
    }
    expect((await client.runOf(runId)).state).toBe('DONE_SUCCESS');
    await expectConsistent(server.database, runId);
  });
});

describe('too late', () => {
  it('W2, W3: a lease that never beat counts as released; one that beat and ran out has used its attempt', async () => {
    const runId = await aRun(await aProject(), ['a']);
    await client.lease('BUILDER', { runId });
    await later(121);
    await until('the silent lease to end', async () => (await stateOf(runId, 'a'))!.state === 'EXPIRED');
    expect((await client.phaseOf(runId, 'a')).builderAttempts).toBe(0);
    const { token } = await client.lease('BUILDER', { runId });
    await client.heartbeat(token);
    await later(121);
    await until('the lease to end', async () => (await stateOf(runId, 'a'))!.state === 'EXPIRED');
    expect(await client.phaseOf(runId, 'a')).toMatchObject({ builderAttempts: 1, state: 'QUEUED' });
    await expectConsistent(server.database, runId);
  });

  it('W4: a result after expiry is taken up while nobody else came, and counts once', async () => {
    const runId = await aRun(await aProject(), ['a']);
    const { token } = await client.lease('BUILDER', { runId });
    await later(121);
    await until('the lease to end', async () => (await stateOf(runId, 'a'))!.state === 'EXPIRED');
    expect(await client.build(token)).toMatchObject({
      errors: [],
      phase: { state: 'CI_RUNNING', builderAttempts: 1, tokensUsed: 10 },
    });
    await expectConsistent(server.database, runId);
  });

  it('W4: leased again to another, to the same worker, ended phase, cancelled run: late in every case, and kept', async () => {
    const projectId = await aProject();
    const late = async (token: string, code: string, runId: string, words: string) => {
      const answer = await client.build(token, { notes: code });
      expect(answer.errors).toMatchObject([{ code: 'STALE_LEASE', message: expect.stringContaining(words) }]);
      const kept = (await client.runOf(runId)).lateResults.find((each) => each.id === lateResultIn(answer.errors));
      expect(kept!.reason.code).toBe(code);
      expect(lateResultIn((await client.build(token, { notes: code })).errors)).toBe(kept!.id);
    };
    const runId = await aRun(projectId, ['a', 'b']);
    const first = await client.lease('BUILDER', { runId, workerId: 'one' });
    await later(121);
    const second = await client.lease('BUILDER', { runId, workerId: 'two', waitSeconds: 10 });
    await late(
      first.token,
      'leased_again',
      runId,
      '(attempt 1: its lease ran out); Builder "two" holds the phase now.',
    );
    await later(121);
    const third = await client.lease('BUILDER', { runId, workerId: 'two', waitSeconds: 10 });
    await late(second.token, 'leased_again', runId, 'Builder "two" holds the phase now.');
    await client.build(third.token);
    await client.ci({ leaseToken: (await client.lease('CI', { runId })).token });
    await late(second.token, 'phase_ended', runId, '; the phase is complete.');
    const fourth = await client.lease('BUILDER', { runId });
    await client.command('cancelRun', { runId, reason: 'enough' });
    await late(fourth.token, 'run_ended', runId, '(attempt 1: it was ended from outside); the phase has failed.');
    expect((await client.runOf(runId)).tokensUsed).toBe(10);
    await expectConsistent(server.database, runId);
  });

  it('V1, B6: nobody runs CI: three waits in a row end the run, and no attempt is used', async () => {
    const projectId = await aProject({
      ci: { waitMinutes: 5, pausesSeconds: [0] },
      defaults: { run: { maxDurationMinutes: 600 } },
    });
    const runId = await aRun(projectId, ['a']);
    await client.build((await client.lease('BUILDER', { runId })).token);
    for (let waits = 1; waits <= 3; waits += 1) {
      await later(301);
      await until(`wait ${waits} to be over`, async () => {
        const { state } = await client.runOf(runId);
        const events = (await client.read(runId)).events.filter((event) => event.cause === 'waitOver');
        return events.length >= waits || state.startsWith('DONE_');
      });
    }
    expect(await client.runOf(runId)).toMatchObject({ state: 'DONE_FAILED_ENVIRONMENT', failure: { rule: 'B6' } });
    expect((await client.phaseOf(runId, 'a')).builderAttempts).toBe(1);
    await expectConsistent(server.database, runId);
  });

  it('C1, B5: with all workers silent every run ends by itself', async () => {
    const projectId = await aProject();
    const high = [{ tierId: 'T', name: 'T', phases: [{ ...phase('a'), taskCategory: 'security_auth' }] }];
    const [queued, executing, gate, ci] = [
      await aRun(projectId, ['a']),
      await aRun(projectId, ['a']),
      await aRun(projectId, [], { tiers: high }),
      await aRun(projectId, ['a']),
    ];
    await client.lease('BUILDER', { runId: executing });
    await client.build((await client.lease('BUILDER', { runId: gate })).token);
    await client.build((await client.lease('BUILDER', { runId: ci })).token);
    await later(121 * 60);
    for (const runId of [queued, executing, gate, ci]) {
      await until(`${runId} to end`, async () => (await client.runOf(runId)).state.startsWith('DONE_FAILED_'));
      await expectConsistent(server.database, runId);
    }
    const [left] = await server.database.query<Json>(
      'select (select count(*)::int from lease l join run r using (run_id) where r.completed_at is not null) as leases',
    );
    expect(left).toEqual({ leases: 0 });
  });
});
