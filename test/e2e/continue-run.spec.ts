/** Failed runs that go on (P11), on real repositories: from the last snapshot to the default branch, with what the run before ran into. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ERRORS, plan } from '../support/api.js';
import type { AnyData } from '../support/graphql-client.js';
import { expectWhole } from '../support/run-story.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { aPatch, RED_TESTS, workApi, type WorkApi } from '../support/workers.js';
import { git, Repositories } from './repositories.fixture.js';

let server: TestServer;
let client: WorkApi;
let repositories: Repositories;
let made = 0;
beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
  repositories = new Repositories();
});
afterAll(async () => {
  await server.close();
  repositories.remove();
});

interface Place {
  readonly projectId: string;
  readonly path: string;
  readonly base: string;
}

async function aProject(ruleset: AnyData = {}): Promise<Place> {
  const projectId = `go-on-${made++}`;
  const path = repositories.make(projectId, 'src/readme.txt');
  expect(
    (await client.command('createProject', { projectId, repositoryPath: path, allowPromotion: true }, 'project { projectId }')).errors,
  ).toEqual([]);
  await publish(projectId, ruleset);
  return { projectId, path, base: git(path, 'rev-parse', 'trunk') };
}
async function publish(projectId: string, ruleset: AnyData): Promise<void> {
  const document = { ci: { tries: { normal: 1 }, pausesSeconds: [0] }, environment: { pausesSeconds: [0, 0] }, ...ruleset };
  expect((await client.command('publishRuleset', { projectId, document }, 'ruleset { version }')).errors).toEqual([]);
}

const RUN = `runId state version continuesRunId continuedByRunId previousRunId nextRunId introduction tokenCap maxDurationMinutes tokensUsed
  baseCommit headCommit startedAt strategy { rulesetVersion } tiers { tierId phases { phaseId state builderAttempts } }`;
const read = async (runId: string): Promise<AnyData> =>
  (await server.ask(`query ($runId: ID!) { run(runId: $runId) { ${RUN} } }`, { runId })).run;
const goOn = async (input: AnyData): Promise<AnyData> =>
  (
    await server.ask(
      `mutation ($input: ContinueRunInput!) { continueRun(input: $input) { runs { ${RUN} } warnings { code message } ${ERRORS} } }`,
      { input },
    )
  ).continueRun;
const summaryOf = (runId: string): Promise<string> => readFile(join(server.runsRoot, runId, 'run_summary.md'), 'utf8');
const phasesOf = (run: AnyData): string[] =>
  run.tiers.map((tier: AnyData) => `${tier.tierId}: ${tier.phases.map((each: AnyData) => each.phaseId).join(' ')}`);

async function built(runId: string, name: string, line = 'hello'): Promise<AnyData> {
  const { token } = await client.lease('BUILDER', { runId });
  return client.build(token, { patch: aPatch(`src/${name}.txt`, line), notes: `I made ${name}.` });
}
const tested = async (runId: string, input: AnyData = {}): Promise<AnyData> =>
  client.ci({ leaseToken: (await client.lease('CI', { runId })).token, ...input });
async function green(runId: string, name: string): Promise<AnyData> {
  expect((await built(runId, name)).errors).toEqual([]);
  return tested(runId);
}
const FAILED = 'one reason';

/** A run of four phases in two tiers that failed at the third: CI refused it once, and the gate twice. */
async function failedAtThird(place: Place, more: AnyData = {}): Promise<string> {
  const runId = `${place.projectId}-run-${made++}`;
  const { errors } = await client.startRun(
    { runId, projectId: place.projectId, tiers: plan({ T1: ['a', 'b'], T2: ['c', 'd'] }), introduction: 'Keep it short.', ...more },
    'run { runId }',
  );
  expect(errors).toEqual([]);
  await green(runId, 'a');
  await green(runId, 'b');
  expect((await built(runId, 'c', 'wrong')).errors).toEqual([]);
  await tested(runId, { verdict: 'RED', tests: RED_TESTS, summary: FAILED });
  let last: AnyData;
  for (const name of ['.github/a.yml', '.gitmodules']) {
    last = await client.build((await client.lease('BUILDER', { runId })).token, { patch: aPatch(name), notes: 'I made what I must not.' });
  }
  expect(last!.run.state).toBe('DONE_FAILED_POLICY_VIOLATION');
  return runId;
}

describe('a run that failed at phase 3 of 4', () => {
  it('P11, G3, M1, F1: goes on from its last snapshot with the phases that are left, to the default branch', async () => {
    const place = await aProject();
    const runId = await failedAtThird(place, { tokenCap: 5_000_000 });
    const failed = await read(runId);
    expect(failed.state).toMatch(/^DONE_FAILED/);
    expect(failed.headCommit).not.toBe(place.base);
    await publish(place.projectId, { defaults: { run: { maxDurationMinutes: 300 } } });

    const { runs, warnings, errors } = await goOn({ runId, tokenCap: 3_000_000, expectedRunVersion: failed.version });
    expect(errors).toEqual([]);
    expect(warnings.length).toBeGreaterThan(0);
    const [run] = runs;
    expect(run).toMatchObject({
      runId: `${runId}-r2`,
      state: 'RUN_CREATED',
      continuesRunId: runId,
      continuedByRunId: null,
      previousRunId: null,
      introduction: 'Keep it short.',
      tokenCap: 3_000_000,
      maxDurationMinutes: 300,
      tokensUsed: 0,
      baseCommit: failed.headCommit,
      headCommit: failed.headCommit,
      strategy: { rulesetVersion: 2 },
    });
    expect(phasesOf(run)).toEqual(['T2: c d']);
    expect(git(place.path, 'rev-parse', `refs/heads/autonomous/${runId}-r2`)).toBe(failed.headCommit);
    expect(await read(runId)).toMatchObject({ continuedByRunId: `${runId}-r2`, version: failed.version });
    expect(await summaryOf(runId)).toContain(`It is continued by run \`${runId}-r2\`.`);
    expect(await summaryOf(`${runId}-r2`)).toContain(`It continues run \`${runId}\`.`);

    const { brief, attempt, token } = await client.lease('BUILDER', { runId: run.runId });
    expect(attempt.number).toBe(1);
    expect(brief.baseCommit).toBe(failed.headCommit);
    expect(brief.markdown).toContain(`in run \`${runId}\`, which this run continues`);
    for (const told of ['I made c.', 'subtracts', FAILED, 'path_protected', 'b/.gitmodules']) expect(brief.markdown).toContain(told);
    expect(brief.notes[0]).toContain(`Attempt 1 of run ${runId} (BUILDER`);
    expect((await client.build(token, { patch: aPatch('src/c.txt', 'right') })).errors).toEqual([]);
    await tested(run.runId);
    expect((await green(run.runId, 'd')).run.state).toBe('DONE_SUCCESS');
    await expectWhole(server.database, run.runId);
    await expectWhole(server.database, runId);

    git(place.path, 'checkout', '-q', '--detach');
    const promoted = await client.command('promoteRun', { runId: run.runId }, 'promotion { eligible blockers { code } promotedAt }');
    expect(promoted).toMatchObject({ errors: [], promotion: { promotedAt: expect.any(String) } });
    const files = git(place.path, 'ls-tree', '--name-only', 'trunk', 'src/').split('\n');
    expect(files).toEqual(['src/a.txt', 'src/b.txt', 'src/c.txt', 'src/d.txt', 'src/readme.txt']);
    expect(git(place.path, 'show', 'trunk:src/c.txt')).toBe('right');

    const again = await goOn({ runId });
    expect(again).toMatchObject({ runs: [], errors: [{ code: 'TRANSITION_REFUSED', retryable: false, path: ['input', 'runId'] }] });
    expect(again.errors[0].message).toContain(`"${runId}-r2" goes on with it and is DONE_SUCCESS`);
  });
});
