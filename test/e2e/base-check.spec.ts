/** The base check (V6): CI speaks of the commit that a run starts from before any work is assigned to a Builder. Real workers, a real repository. */
import { git, put } from '../integration/agents.fixture.js';
import { gql } from '../support/api/gql.js';
import { RED_TESTS } from '../support/api/workers.js';
import type { Json } from '../support/graphql-client.js';
import { expectConsistent } from '../support/scenarios/run-story.js';
import { until } from '../support/waiting.js';
import { CI_STEPS, HELLO, hello, type Place, script, WorkerWorld } from './worker.fixture.js';

const world = new WorkerWorld();
beforeAll(() => world.open(), 180_000);
afterAll(() => world.close(), 60_000);

import.meta.jest.setTimeout(120_000);

const GREETED = { 'src/greeting.txt': 'hello\n' };
const rules = (ci: Json = {}) => ({
  ci: {
    baseline: 'required',
    profiles: { normal: CI_STEPS },
    tries: { normal: 1, strict: 1 },
    pausesSeconds: [0, 0],
    ...ci,
  },
  environment: { pausesSeconds: [0, 0] },
});
const green = (ci: Json = {}): Promise<Place> => world.project(rules(ci), true, GREETED);
const red = (ci: Json = {}): Promise<Place> => world.project(rules(ci));

const BASELINE = gql(`query ($runId: ID!) { run(runId: $runId) {
  state tokensUsed failureReason failure { rule reasons { code } } baseline { commit verdict executed failing at } } }`);
const runOf = async (runId: string) => (await world.server.request(BASELINE, { runId })).run;
const incidentOf = async (runId: string) =>
  (
    await world.server.request(
      gql('query ($runId: ID!) { artefact(runId: $runId, path: "incident/README.md") { content } }'),
      { runId },
    )
  ).artefact!.content;
const checksOf = (runId: string) =>
  world.server.database.query<Json>(
    'select kind, state, verdict, try_number, tested_for from commit_check where run_id = $1',
    [runId],
  );

describe('the base check', () => {
  it('V6: comes first, under a lease without a phase, and a green base lets the run go on', async () => {
    const place = await green();
    const runId = await world.run(place);
    const early = await world.client.claim('BUILDER', { runId });
    expect(early).toMatchObject({ lease: null, phase: null, commitCheck: null, idleReason: { code: 'base_check' } });
    expect(await world.client.phaseOf(runId, 'a')).toMatchObject({
      state: 'QUEUED',
      waitingFor: { code: 'base_check' },
    });

    const claimed = await world.client.lease('CI', { runId });
    expect(claimed).toMatchObject({
      phase: null,
      attempt: null,
      commitCheck: { kind: 'BASE', runId, commit: place.base, tryNumber: 1 },
      lease: { role: 'CI', tokenAllowance: 0 },
      brief: { commit: place.base, ciProfile: 'NORMAL', ciSteps: [{ name: 'check' }], strategy: { phaseId: 'a' } },
    });
    expect(await world.client.claim('CI', { runId, workerId: 'other' })).toMatchObject({ lease: null });
    expect(await world.client.heartbeat(claimed.token)).toMatchObject({ directive: 'CONTINUE', errors: [] });
    const answer = await world.client.ci({ leaseToken: claimed.token });
    expect(answer).toMatchObject({ errors: [], phase: null, attempt: null, run: { runId, state: 'RUN_CREATED' } });

    expect(await runOf(runId)).toMatchObject({
      baseline: { commit: place.base, verdict: 'GREEN', executed: 2, failing: [] },
    });
    await world.client.lease('BUILDER', { runId });
    await expectConsistent(world.server.database, runId);
  });

  it('V6: a worker runs it like any CI, the run completes, and the next run from the same commit does not ask again', async () => {
    const place = await green();
    const runId = await world.run(place);
    const worker = await world.worker(['BUILDER', 'CI'], script(hello('hello, world')), { projectId: place.projectId });
    await world.runIn(runId, 'DONE_SUCCESS');
    expect(worker.events).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          event: 'claimed',
          role: 'CI',
          runId,
          check: 'BASE',
          message: expect.stringContaining('starts from'),
        }),
        expect.objectContaining({ event: 'handed-in', check: 'BASE', message: expect.stringContaining('CI GREEN') }),
      ]),
    );
    const next = await world.run(place);
    expect(await runOf(next)).toMatchObject({ baseline: { verdict: 'GREEN', executed: 1 } });
    expect(await checksOf(next)).toMatchObject([{ verdict: 'GREEN', try_number: 0, tested_for: runId }]);
    await world.runIn(next, 'DONE_SUCCESS');
    await worker.stop();
    await expectConsistent(world.server.database, runId);
    await expectConsistent(world.server.database, next);
  });

  it.each([
    ['RED', 'base_red', {}, ['greets']],
    ['MISSING', 'base_missing', { 'src/no-report': 'x' }, []],
  ] as const)('V6: %s ends the run before any token, with %s and the tests', async (verdict, code, files, tests) => {
    const place = await world.project(rules(), true, files);
    const runId = await world.run(place);
    const worker = await world.worker(['BUILDER', 'CI'], script(HELLO), { runId });
    const { failure, failureReason } = await world.runIn(runId, 'DONE_FAILED_ENVIRONMENT');
    expect(failure).toMatchObject({ rule: 'V6', reasons: [{ code }] });
    for (const test of tests) expect(failureReason).toContain(test);
    expect(failureReason).toContain('No token was spent.');
    const run = await runOf(runId);
    expect(run).toMatchObject({
      tokensUsed: 0,
      baseline: { verdict, failing: tests.map((test) => expect.stringContaining(test)) },
    });
    expect((await world.client.phaseOf(runId, 'a')).attempts).toEqual([]);
    await worker.ended;
    // The pack describes the check itself, though the command that submitted it ended the run too, and leaves nothing else out.
    const pack = await incidentOf(runId);
    expect(pack).toContain(`run has its base checked; CI ${verdict}\n`);
    expect(pack).not.toContain('left out:');
    expect(pack).toContain('Then the same plan can be started again');
    for (const test of tests) expect(pack!.split('## What to do next')[1]).toContain(`${test}`);
    await expectConsistent(world.server.database, runId);
    // Nothing is left of it, and the next run from there does not ask again.
    const next = await world.run(place);
    expect(await runOf(next)).toMatchObject({ state: 'DONE_FAILED_ENVIRONMENT', failure: { reasons: [{ code }] } });
    await expectConsistent(world.server.database, next);
  });

  it('V6: a new commit on the branch is asked about anew', async () => {
    const place = await red();
    const first = await world.run(place);
    const { token } = await world.client.lease('CI', { runId: first });
    await world.client.ci({ leaseToken: token, verdict: 'RED', tests: RED_TESTS });
    expect(await runOf(first)).toMatchObject({ state: 'DONE_FAILED_ENVIRONMENT' });
    await put(place.path, GREETED);
    await git(place.path, 'add', '-A');
    await git(place.path, 'commit', '-q', '-m', 'greets');
    const second = await world.run(place);
    expect(await world.client.lease('CI', { runId: second })).toMatchObject({
      commitCheck: { kind: 'BASE', tryNumber: 1 },
    });
  });

  it('V6: three failures of the environment in a row end it', async () => {
    const runId = await world.run(await green());
    for (const workerId of ['one', 'two', 'three']) {
      const { token } = await world.client.lease('CI', { runId, workerId });
      await world.client.ci({ leaseToken: token, verdict: 'ENVIRONMENT', tests: null, summary: 'No disk.' });
    }
    expect(await runOf(runId)).toMatchObject({
      state: 'DONE_FAILED_ENVIRONMENT',
      failureReason: expect.stringContaining('No disk.'),
      failure: { reasons: [{ code: 'base_environment' }] },
      baseline: { verdict: 'ENVIRONMENT' },
    });
    await expectConsistent(world.server.database, runId);
  });

  it('V6: off leaves it out', async () => {
    const runId = await world.run(await red({ baseline: 'off' }));
    expect(await runOf(runId)).toMatchObject({ baseline: null });
    await world.client.lease('BUILDER', { runId });
    expect(await checksOf(runId)).toEqual([]);
  });

  it('V6: a project without a repository, or without CI steps, has none', async () => {
    const without = await world.run(await world.project(rules(), false));
    const stepless = await world.run(await world.project({ ci: { baseline: 'required' } }));
    for (const runId of [without, stepless]) {
      expect(await runOf(runId)).toMatchObject({ baseline: null });
      await world.client.lease('BUILDER', { runId });
    }
  });

  it('V6, V3: a red try is repeated, and what passes then is FLAKY and lets the run go on', async () => {
    const runId = await world.run(await green({ tries: { normal: 2, strict: 1 } }));
    const first = await world.client.lease('CI', { runId });
    await world.client.ci({ leaseToken: first.token, verdict: 'RED', tests: RED_TESTS });
    expect(await runOf(runId)).toMatchObject({ state: 'RUN_CREATED', baseline: null });
    const second = await world.client.lease('CI', { runId });
    expect(second).toMatchObject({ commitCheck: { tryNumber: 2 } });
    await world.client.ci({ leaseToken: second.token });
    expect(await runOf(runId)).toMatchObject({ baseline: { verdict: 'FLAKY' } });
    await world.client.lease('BUILDER', { runId });
  });
});

describe('a base that is red under delta', () => {
  const RED_AS_BEFORE = { verdict: 'RED' as const, tests: RED_TESTS, failedSteps: ['check'] };
  const ALSO_RED = { ...RED_AS_BEFORE, tests: [...RED_TESTS, { testId: 'multiplies', status: 'FAILED' as const }] };

  /** A run whose base is red, with its phase under CI. */
  async function underCi(): Promise<{ runId: string; token: string }> {
    const runId = await world.run(await green({ baseline: 'delta' }));
    const first = await world.client.lease('CI', { runId });
    await world.client.ci({ leaseToken: first.token, ...RED_AS_BEFORE });
    expect(await runOf(runId)).toMatchObject({
      state: 'RUN_CREATED',
      baseline: { verdict: 'RED', failing: ['subtracts'] },
    });
    await world.client.build((await world.client.lease('BUILDER', { runId })).token);
    return { runId, token: (await world.client.lease('CI', { runId })).token };
  }
  const tryOf = async (runId: string) => {
    const query = gql(
      `query ($runId: ID!) { phase(runId: $runId, phaseId: "a") { state attempts { ciTries { verdict reasons { code message } failedTests } } } }`,
    );
    const { state, attempts } = (await world.server.request(query, { runId })).phase!;
    return { state, ...attempts[0]!.ciTries.at(-1) };
  };

  it('V6: the tests that fail there do not make a phase red, and are listed', async () => {
    const { runId, token } = await underCi();
    await world.client.ci({ leaseToken: token, ...RED_AS_BEFORE });
    expect(await tryOf(runId)).toMatchObject({
      state: 'COMPLETE',
      verdict: 'GREEN',
      reasons: [{ code: 'red_on_base', message: expect.stringContaining('subtracts') }],
    });
    expect(await runOf(runId)).toMatchObject({ state: 'DONE_SUCCESS' });
    await expectConsistent(world.server.database, runId);
  });

  it('V6: what fails besides makes it red, and names only that', async () => {
    const { runId, token } = await underCi();
    await world.client.ci({ leaseToken: token, ...ALSO_RED });
    expect(await tryOf(runId)).toMatchObject({ verdict: 'RED', failedTests: ['multiplies'] });
  });

  it('V6: real workers run all steps, though one has failed, on the base and in the phase', async () => {
    const steps = [
      ...CI_STEPS,
      {
        name: 'more',
        argv: [
          'node',
          '-e',
          'require("fs").writeFileSync("more.xml", "<testsuite><testcase name=\\"more\\"/></testsuite>")',
        ],
        timeoutSeconds: 60,
        report: 'more.xml',
      },
    ];
    const place = await world.project(rules({ baseline: 'delta', profiles: { normal: steps } }));
    const runId = await world.run(place);
    const worker = await world.worker(['BUILDER', 'CI'], script('write: { path: src/other.txt, content: "other" }'), {
      runId,
    });
    await world.runIn(runId, 'DONE_SUCCESS');
    await worker.ended;
    expect(await runOf(runId)).toMatchObject({
      baseline: { verdict: 'RED', executed: 2, failing: [expect.stringContaining('greets')] },
    });
    expect(await tryOf(runId)).toMatchObject({ verdict: 'GREEN', reasons: [{ code: 'red_on_base' }] });
  });
});

describe('a base that is known to be red', () => {
  it('P12: is reported by a start, a dry run and a query of the project', async () => {
    const place = await red();
    const { projectId } = place;
    const first = await world.run(place);
    const { token } = await world.client.lease('CI', { runId: first });
    await world.client.ci({ leaseToken: token, verdict: 'RED', tests: RED_TESTS });
    const base = { code: 'base_red', message: expect.stringContaining('subtracts') };
    const tiers = [{ tierId: 'T1', name: 'One', phases: [{ phaseId: 'a', name: 'Greet' }] }];
    const started = await world.accepted('startRun', { projectId, tiers });
    expect(started).toMatchObject({
      run: { state: 'DONE_FAILED_ENVIRONMENT' },
      warnings: expect.arrayContaining([expect.objectContaining(base)]),
    });
    const checked = await world.server.request(
      gql('query ($id: ID!) { projectCheck(projectId: $id) { findings { code message } } }'),
      {
        id: projectId,
      },
    );
    expect(checked.projectCheck.findings).toContainEqual(base);
    const preview = gql(
      'query ($input: PreviewStrategyInput!) { previewStrategy(input: $input) { warnings { code message } } }',
    );
    const dry = await world.server.request(preview, { input: { projectId, tiers } });
    expect(dry.previewStrategy.warnings).toContainEqual(base);
  });
});

describe('a run that begins where another one ended', () => {
  it('V6: a continued run takes the verdict of the snapshot that it starts from, and asks for no CI of its base', async () => {
    const runId = await world.run(await green(), [
      { phaseId: 'a', name: 'First' },
      { phaseId: 'b', name: 'Second' },
    ]);
    await world.client.ci({ leaseToken: (await world.client.lease('CI', { runId })).token });
    await world.client.build((await world.client.lease('BUILDER', { runId })).token);
    await world.client.ci({ leaseToken: (await world.client.lease('CI', { runId })).token });
    await world.accepted('cancelRun', { runId, reason: 'enough' });
    const { runs } = await world.accepted('continueRun', { runId });
    const next = await runOf(runs[0]!.runId);
    expect(next).toMatchObject({ state: 'RUN_CREATED', baseline: { verdict: 'GREEN', executed: 2, failing: [] } });
    await world.client.lease('BUILDER', { runId: runs[0]!.runId });
    await expectConsistent(world.server.database, runs[0]!.runId);
  });
});

describe('a server that dies', () => {
  it('V6: before it made the check, or before the run had the verdict: a sweeper finds it', async () => {
    const unmade = await world.run(await green());
    await world.server.database.query('delete from commit_check where run_id = $1', [unmade]);
    const { token } = await until('the check is made again', async () => {
      const answer = await world.client.claim('CI', { runId: unmade });
      return answer.lease;
    });
    await world.client.ci({ leaseToken: token });
    expect(await runOf(unmade)).toMatchObject({ baseline: { verdict: 'GREEN' } });

    const unreported = await world.run(await green());
    await world.server.database.query(
      `update commit_check set state = 'DONE', verdict = 'RED', failing = '["t"]', ended_at = autopack_now() where run_id = $1`,
      [unreported],
    );
    await world.runIn(unreported, 'DONE_FAILED_ENVIRONMENT');
    await expectConsistent(world.server.database, unreported);
  });
});

describe('the lease of a base check', () => {
  it('W5: the same claim, and the same result, sent again get the same answer; other content is refused', async () => {
    const runId = await world.run(await green());
    const first = await world.client.lease('CI', { runId, idempotencyKey: `claim-${runId}` });
    const again = await world.client.lease('CI', { runId, idempotencyKey: `claim-${runId}` });
    expect(again.token).toBe(first.token);
    expect(await world.client.ci({ leaseToken: first.token })).toMatchObject({ errors: [] });
    expect(await world.client.ci({ leaseToken: first.token })).toMatchObject({ errors: [] });
    expect(await world.client.ci({ leaseToken: first.token, verdict: 'RED' })).toMatchObject({
      errors: [{ code: 'IDEMPOTENCY_CONFLICT' }],
    });
    expect(await world.client.claim('CI', { runId, idempotencyKey: `claim-${runId}` })).toMatchObject({
      lease: null,
      idleReason: { code: 'lease_over' },
    });
  });

  it('W4: a result under a stale token changes nothing', async () => {
    const runId = await world.run(await green());
    const first = await world.client.lease('CI', { runId });
    await world.client.release(first.token);
    const second = await world.client.lease('CI', { runId, workerId: 'other' });
    expect(await world.client.ci({ leaseToken: first.token, verdict: 'RED', tests: RED_TESTS })).toMatchObject({
      errors: [{ code: 'STALE_LEASE', holder: { role: 'CI', workerId: 'other' } }],
    });
    expect(await world.client.heartbeat(first.token)).toMatchObject({
      directive: 'STOP',
      errors: [{ code: 'STALE_LEASE' }],
    });
    expect(await world.client.ci({ leaseToken: second.token })).toMatchObject({ errors: [] });
    expect(await runOf(runId)).toMatchObject({ baseline: { verdict: 'GREEN' } });
  });

  it('W3: a lease that runs out is an ENVIRONMENT try, and the check is offered again', async () => {
    const place = await world.project({ ...rules(), leases: { expirySeconds: 1 } }, true, GREETED);
    const runId = await world.run(place);
    const { token } = await world.client.lease('CI', { runId, workerId: 'silent' });
    const second = await until('the check is offered again', async () => {
      const answer = await world.client.claim('CI', { runId, workerId: 'other' });
      return answer.lease ? answer : null;
    });
    expect(second).toMatchObject({ commitCheck: { tryNumber: 2 } });
    expect(await world.client.ci({ leaseToken: token })).toMatchObject({ errors: [{ code: 'STALE_LEASE' }] });
  });

  it('S6: a run that is cancelled makes the worker stop, and its report is refused', async () => {
    const runId = await world.run(await green());
    const { token } = await world.client.lease('CI', { runId });
    await world.accepted('cancelRun', { runId, reason: 'enough' });
    expect(await world.client.heartbeat(token)).toMatchObject({ lease: null, directive: 'STOP' });
    expect(await world.client.ci({ leaseToken: token })).toMatchObject({ errors: [{ code: 'RUN_TERMINAL' }] });
    await until('the check is stopped', async () => (await checksOf(runId))[0]?.state === 'STOPPED');
    await expectConsistent(world.server.database, runId);
  });

  it('V1: CI outside may report it, by run and commit', async () => {
    const place = await green();
    const runId = await world.run(place);
    expect(await world.client.ci({ runId, commit: 'f'.repeat(40) })).toMatchObject({ errors: [{ code: 'NOT_FOUND' }] });
    expect(await world.client.ci({ runId, commit: place.base })).toMatchObject({ errors: [], run: { runId } });
    expect(await runOf(runId)).toMatchObject({ baseline: { verdict: 'GREEN', executed: 2 } });
    expect(await world.client.ci({ runId, commit: place.base })).toMatchObject({
      errors: [{ code: 'TRANSITION_REFUSED' }],
    });
  });
});
