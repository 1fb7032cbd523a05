/** What a verdict on a base commit is good for (V6): the next run with the same steps, the count of tests that phases keep to (V2), a warning (P12). */
import { git, put } from '../integration/agents.fixture.js';
import type { CiTestInput, ReportCiResultInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { GREEN_TESTS, RED_TESTS } from '../support/api/workers.js';
import type { Json } from '../support/graphql-client.js';
import { CI_STEPS, type Place, WorkerWorld } from './worker.fixture.js';

const world = new WorkerWorld();
beforeAll(() => world.open(), 180_000);
afterAll(() => world.close(), 60_000);

import.meta.jest.setTimeout(120_000);

const ci = (more: Json = {}): Json => ({
  ci: {
    baseline: 'required',
    profiles: { normal: CI_STEPS },
    tries: { normal: 1, strict: 1 },
    pausesSeconds: [0, 0],
    ...more,
  },
  environment: { pausesSeconds: [0, 0] },
});
const publish = ({ projectId }: Place, more: Json) =>
  world.accepted('publishRuleset', { projectId, document: ci(more) });
const MORE_TESTS = [...GREEN_TESTS, { testId: 'multiplies', status: 'PASSED' as const }];
type CiReport = Omit<Partial<ReportCiResultInput>, 'leaseToken'>;

/** A run of which CI has said this. */
async function spoken(place: Place, report: CiReport): Promise<string> {
  const runId = await world.run(place);
  const { token } = await world.client.lease('CI', { runId });
  expect(await world.client.ci({ leaseToken: token, ...report })).toMatchObject({ errors: [] });
  return runId;
}
const RED = { verdict: 'RED' as const, tests: RED_TESTS };

describe('a verdict that is known', () => {
  it.each<[string, Json]>([
    ['a step has more time', { profiles: { normal: [{ ...CI_STEPS[0], timeoutSeconds: 90 }] } }],
    ['the checkout is prepared', { setup: [{ name: 'deps', argv: ['true'] }] }],
    ['variables are named', { environment: ['SOME_TOKEN'] }],
  ])('V6, V7: is asked for anew when %s, and no warning speaks of the old one', async (_, change) => {
    const place = await world.project(ci());
    await spoken(place, RED);
    const reported = await world.accepted('startRun', { projectId: place.projectId, tiers: TIERS });
    expect(reported).toMatchObject({
      run: { state: 'DONE_FAILED_ENVIRONMENT' },
      warnings: expect.arrayContaining([expect.objectContaining({ code: 'base_red' })]),
    });
    await publish(place, change);
    const anew = await world.accepted('startRun', { projectId: place.projectId, tiers: TIERS });
    expect(anew.run!.state).toBe('RUN_CREATED');
    expect(anew.warnings.map(({ code }) => code)).not.toContain('base_red');
    expect(await world.client.lease('CI', { runId: anew.run!.runId })).toMatchObject({ commitCheck: { kind: 'BASE' } });
  });

  it('V6: of several steps, what stopped at the first failure is no list of all that is red', async () => {
    const profiles = { normal: [...CI_STEPS, { ...CI_STEPS[0], name: 'more', report: 'more.xml' }] };
    const place = await world.project(ci({ profiles }));
    await spoken(place, RED);
    await publish(place, { profiles, baseline: 'delta' });
    const runId = await world.run(place);
    expect(await world.client.lease('CI', { runId })).toMatchObject({ commitCheck: { kind: 'BASE' } });
  });
});

describe('tests that ran on the base commit', () => {
  it('V2, V6: the first phase runs no fewer, under the same steps', async () => {
    const runId = await spoken(await world.project(ci()), { tests: MORE_TESTS });
    await world.client.build((await world.client.lease('BUILDER', { runId })).token);
    const { token } = await world.client.lease('CI', { runId });
    await world.client.ci({ leaseToken: token });
    const query = gql(
      'query ($runId: ID!) { phase(runId: $runId, phaseId: "a") { attempts { ciTries { verdict reasons { code message } } } } }',
    );
    const { phase } = await world.server.request(query, { runId });
    expect(phase!.attempts[0]!.ciTries).toMatchObject([
      {
        verdict: 'MISSING',
        reasons: [{ code: 'fewer_tests_than_base', message: expect.stringContaining('fewer than the 3') }],
      },
    ]);
  });

  it('V2, V6: also in a later run that took the verdict over, and not where other steps ran', async () => {
    const place = await world.project(ci());
    await spoken(place, { tests: MORE_TESTS });
    const later = await world.run(place);
    const own = await world.project(
      ci({ profiles: { normal: CI_STEPS, strict: [{ ...CI_STEPS[0], name: 'strict' }] } }),
    );
    const others = await world.run(own, [
      { phaseId: 'a', name: 'Greet' },
      { phaseId: 'b', name: 'Guard', complexity: 'HIGH' },
    ]);
    await world.client.ci({ leaseToken: (await world.client.lease('CI', { runId: others })).token, tests: MORE_TESTS });
    const verdicts: string[] = [];
    for (const runId of [later, others]) {
      await world.client.build((await world.client.lease('BUILDER', { runId })).token);
      const { token } = await world.client.lease('CI', { runId });
      const { attempt } = await world.client.ci({ leaseToken: token });
      verdicts.push(attempt!.ciTries.at(-1)!.verdict);
    }
    expect(verdicts).toEqual(['MISSING', 'GREEN']);
  });
});

describe('delta', () => {
  const failed = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ testId: `t${i}`, status: 'FAILED' as const }));
  it.each<[string, CiReport, string]>([
    [
      'more tests are red than can be told apart',
      { verdict: 'RED', tests: failed(201), failedSteps: ['check'] },
      'up to 200 tests',
    ],
    ['a step fails that names no test', { verdict: 'RED', failedSteps: ['check'] }, 'names no test'],
  ])('V6: ends the run before any phase where %s, and says why', async (_, report, words) => {
    const runId = await spoken(await world.project(ci({ baseline: 'delta' })), report);
    const { state, failureReason, failure } = await world.client.runOf(runId);
    expect(state).toBe('DONE_FAILED_ENVIRONMENT');
    expect(failure!.reasons).toEqual([{ code: 'base_red' }]);
    expect(failureReason).toContain(words);
  });

  it('V6: what a run mended is not excused in the run that goes on from its snapshot', async () => {
    const place = await world.project(ci({ baseline: 'delta' }));
    const more = { testId: 'multiplies', status: 'FAILED' as const };
    const runId = await world.run(place, [
      { phaseId: 'a', name: 'First' },
      { phaseId: 'b', name: 'Second' },
    ]);
    const report = async (runId: string, input: CiReport) =>
      world.client.ci({
        leaseToken: (await world.client.lease('CI', { runId })).token,
        failedSteps: ['check'],
        ...input,
      });
    await report(runId, { verdict: 'RED', tests: [...RED_TESTS, more] });
    await world.client.build((await world.client.lease('BUILDER', { runId })).token);
    // It mends `multiplies`; `subtracts` is red as before.
    expect(await report(runId, { verdict: 'RED', tests: [...RED_TESTS, { ...more, status: 'PASSED' }] })).toMatchObject(
      {
        phase: { state: 'COMPLETE' },
      },
    );
    await world.accepted('cancelRun', { runId, reason: 'enough' });
    const { runs } = await world.accepted('continueRun', { runId });
    const next = runs[0]!.runId;
    const { run } = await world.server.request(
      gql('query ($id: ID!) { run(runId: $id) { baseline { verdict failing } } }'),
      { id: next },
    );
    expect(run).toEqual({ baseline: { verdict: 'RED', failing: ['subtracts'] } });
  });

  it.each<[string, readonly CiTestInput[], Json]>([
    ['what was red on the base and is red at the end of the run', RED_TESTS, { promotedAt: expect.any(String) }],
    ['nothing else', [...RED_TESTS, { testId: 'multiplies', status: 'FAILED' }], { promotedAt: null }],
  ])('M2, V6: CI on the merge commit excuses %s', async (_, tests, promotion) => {
    const place = await world.project(ci({ baseline: 'delta' }));
    await world.accepted('updateProject', { projectId: place.projectId, allowPromotion: true });
    const red = { verdict: 'RED' as const, failedSteps: ['check'] };
    const runId = await spoken(place, { ...red, tests: RED_TESTS });
    await world.client.build((await world.client.lease('BUILDER', { runId })).token);
    await world.client.ci({ leaseToken: (await world.client.lease('CI', { runId })).token, ...red, tests: RED_TESTS });
    await put(place.path, { 'src/other.txt': 'other\n' });
    await git(place.path, 'add', '-A');
    await git(place.path, 'commit', '-q', '-m', 'meanwhile');
    await world.client.command('promoteRun', { runId });
    const { token, commitCheck } = await world.client.lease('CI', { runId });
    expect(commitCheck).toMatchObject({ kind: 'MERGE' });
    expect(await world.client.ci({ leaseToken: token, ...red, tests })).toMatchObject({ errors: [] });
    const found = await world.server.request(gql('query ($runId: ID!) { promotion(runId: $runId) { promotedAt } }'), {
      runId,
    });
    expect(found).toMatchObject({ promotion });
    // A worker that starts from there must know what is red.
    if (promotion.promotedAt === null) return;
    const next = await world.run(place);
    expect(await world.client.lease('CI', { runId: next })).toMatchObject({
      commitCheck: { kind: 'BASE', commit: commitCheck!.commit },
    });
  });
});

const TIERS = [{ tierId: 'T1', name: 'One', phases: [{ phaseId: 'a', name: 'Greet' }] }];
