/** Failed runs that are continued (P11), on real repositories: from the last snapshot to the default branch, with what the run before ran into. */
import { execFileSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { REFUSAL } from '../../src/cli/graphql/refusal.js';
import { plan } from '../support/api/api.js';
import type {
  ContinuedRunFragment,
  ContinueRunInput,
  ReportCiResultInput,
  StartRunInput,
} from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { aPatch, RED_TESTS, type SubmitPayload, type WorkApi } from '../support/api/workers.js';
import { git, type Repositories } from '../support/git/small-repositories.js';
import type { Json } from '../support/graphql-client.js';
import { expectConsistent } from '../support/scenarios/run-story.js';
import { useWorkServer } from '../support/scenarios/use-work-server.js';
import { waitForFiles } from '../support/server/files.js';
import { type TestServer } from '../support/server/server.js';

let server: TestServer;
let client: WorkApi;
let repositories: Repositories;
let made = 0;
useWorkServer((opened) => ({ server, api: client, repositories } = opened));

interface Place {
  readonly projectId: string;
  readonly path: string;
  readonly base: string;
}

async function aProject(ruleset: Json = {}): Promise<Place> {
  const projectId = `go-on-${made++}`;
  const path = repositories.make(projectId, 'src/readme.txt');
  expect(
    (await client.command('createProject', { projectId, repositoryPath: path, allowPromotion: true })).errors,
  ).toEqual([]);
  await publish(projectId, ruleset);
  return { projectId, path, base: git(path, 'rev-parse', 'trunk') };
}
async function publish(projectId: string, ruleset: Json): Promise<void> {
  const document = {
    ci: { tries: { normal: 1 }, pausesSeconds: [0] },
    environment: { pausesSeconds: [0, 0] },
    ...ruleset,
  };
  expect((await client.command('publishRuleset', { projectId, document })).errors).toEqual([]);
}

const RUN =
  gql(`fragment ContinuedRun on Run { runId state version continuesRunId continuedByRunId previousRunId nextRunId introduction
  tokenCap maxDurationMinutes tokensUsed baseCommit headCommit startedAt strategy { rulesetVersion }
  tiers { tierId phases { phaseId state builderAttempts } } }`);
const READ = gql('query ($runId: ID!) { run(runId: $runId) { ...ContinuedRun } }', RUN);
const CONTINUE = gql(
  `mutation ($input: ContinueRunInput!) { continueRun(input: $input) {
    runs { ...ContinuedRun } warnings { code message } errors { ...Refusal } } }`,
  RUN,
  REFUSAL,
);
const read = async (runId: string) => (await server.request(READ, { runId })).run!;
const resume = async (input: ContinueRunInput) => (await server.request(CONTINUE, { input })).continueRun;
const summaryOf = async (runId: string): Promise<string> => {
  await waitForFiles(server, runId);
  return readFile(join(server.runsRoot, runId, 'run_summary.md'), 'utf8');
};
const phasesOf = (run: ContinuedRunFragment): string[] =>
  run.tiers.map((tier) => `${tier.tierId}: ${tier.phases.map((each) => each.phaseId).join(' ')}`);

async function built(runId: string, name: string, line = 'hello') {
  const { token } = await client.lease('BUILDER', { runId });
  return client.build(token, { patch: aPatch(`src/${name}.txt`, line), notes: `I made ${name}.` });
}
const tested = async (runId: string, input: Partial<ReportCiResultInput> = {}) =>
  client.ci({ leaseToken: (await client.lease('CI', { runId })).token, ...input });
async function green(runId: string, name: string) {
  expect((await built(runId, name)).errors).toEqual([]);
  return tested(runId);
}
const FAILED = 'one reason';

/** A run of four phases in two tiers that failed at the third: CI refused it once, and the gate twice. */
async function failedAtThird(place: Place, more: Partial<StartRunInput> = {}): Promise<string> {
  const runId = `${place.projectId}-run-${made++}`;
  const { errors } = await client.startRun({
    runId,
    projectId: place.projectId,
    tiers: plan({ T1: ['a', 'b'], T2: ['c', 'd'] }),
    introduction: 'Keep it short.',
    ...more,
  });
  expect(errors).toEqual([]);
  await green(runId, 'a');
  await green(runId, 'b');
  expect((await built(runId, 'c', 'wrong')).errors).toEqual([]);
  await tested(runId, { verdict: 'RED', tests: RED_TESTS, summary: FAILED });
  let last: SubmitPayload | undefined;
  for (const name of ['.github/a.yml', '.gitmodules']) {
    last = await client.build((await client.lease('BUILDER', { runId })).token, {
      patch: aPatch(name),
      notes: 'I made what I must not.',
    });
  }
  expect(last!.run!.state).toBe('DONE_FAILED_POLICY_VIOLATION');
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

    const { runs, warnings, errors } = await resume({ runId, tokenCap: 3_000_000, expectedRunVersion: failed.version });
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
    expect(phasesOf(run!)).toEqual(['T2: c d']);
    expect(git(place.path, 'rev-parse', `refs/heads/autonomous/${runId}-r2`)).toBe(failed.headCommit);
    expect(await read(runId)).toMatchObject({ continuedByRunId: `${runId}-r2`, version: failed.version });
    expect(await summaryOf(runId)).toContain(`It is continued by run \`${runId}-r2\`.`);
    expect(await summaryOf(`${runId}-r2`)).toContain(`It continues run \`${runId}\`.`);

    const { brief, attempt, token } = await client.lease('BUILDER', { runId: run!.runId });
    expect(attempt!.number).toBe(1);
    expect(brief!.baseCommit).toBe(failed.headCommit);
    expect(brief!.markdown).toContain(`in run \`${runId}\`, which this run continues`);
    for (const reported of ['I made c.', 'subtracts', FAILED, 'path_protected', 'b/.gitmodules'])
      expect(brief!.markdown).toContain(reported);
    expect(brief!.notes[0]).toContain(`Attempt 1 of run ${runId} (BUILDER`);
    expect((await client.build(token, { patch: aPatch('src/c.txt', 'right') })).errors).toEqual([]);
    await tested(run!.runId);
    expect((await green(run!.runId, 'd')).run!.state).toBe('DONE_SUCCESS');
    await expectConsistent(server.database, run!.runId);
    await expectConsistent(server.database, runId);

    git(place.path, 'checkout', '-q', '--detach');
    const promoted = await client.command('promoteRun', { runId: run!.runId });
    expect(promoted).toMatchObject({ errors: [], promotion: { promotedAt: expect.any(String) } });
    const files = git(place.path, 'ls-tree', '--name-only', 'trunk', 'src/').split('\n');
    expect(files).toEqual(['src/a.txt', 'src/b.txt', 'src/c.txt', 'src/d.txt', 'src/readme.txt']);
    expect(git(place.path, 'show', 'trunk:src/c.txt')).toBe('right');

    const again = await resume({ runId });
    expect(again).toMatchObject({
      runs: [],
      errors: [{ code: 'TRANSITION_REFUSED', retryable: false, path: ['input', 'runId'] }],
    });
    expect(again.errors[0]!.message).toContain(`"${runId}-r2" goes on with it and is DONE_SUCCESS`);
  });
});

/** Without a repository, moved by hand: cancelled after `done` phases. */
async function cancelled(phases: readonly string[], done: number): Promise<string> {
  const runId = `by-hand-${made++}`;
  expect((await client.startRun({ runId, tiers: plan({ T1: phases }) })).errors).toEqual([]);
  for (const phaseId of phases.slice(0, done)) await complete(runId, phaseId);
  expect((await client.command('cancelRun', { runId, reason: 'Enough.' })).errors).toEqual([]);
  return runId;
}
const complete = (runId: string, phaseId: string) =>
  client.move(runId, phaseId, 'EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE');

describe('calls at once, and again', () => {
  it('C6: of many that continue a run at once one does, and the others name it', async () => {
    const runId = await cancelled(['a', 'b'], 1);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) => resume({ runId, newRunId: `${runId}-by-${i}` })),
    );
    const [winner, ...more] = answers.flatMap(({ runs }) => runs);
    expect(more).toEqual([]);
    for (const { runs, errors } of answers) {
      if (runs.length > 0) continue;
      expect(errors).toMatchObject([
        { code: 'TRANSITION_REFUSED', retryable: true, currentState: 'DONE_FAILED_CANCELLED' },
      ]);
      expect(errors[0]!.message).toContain(`"${winner!.runId}" goes on with it`);
    }
    expect(await server.database.query('select run_id from run where continues_run_id = $1', [runId])).toHaveLength(1);
  });

  it('W5: a repeat under a key names the same run, also at once; another input under it is refused', async () => {
    const runId = await cancelled(['a', 'b'], 1);
    const input = { runId, idempotencyKey: `go-on-${runId}` };
    const answers = await Promise.all([resume(input), resume(input), resume(input)]);
    for (const answer of [...answers, await resume({ ...input, withFollowers: false })]) {
      expect(answer).toMatchObject({ errors: [], runs: [{ runId: `${runId}-r2`, continuesRunId: runId }] });
    }
    expect(await resume({ ...input, tokenCap: 7 })).toMatchObject({ errors: [{ code: 'IDEMPOTENCY_CONFLICT' }] });
    const refused = { runId: `${runId}-r2`, newRunId: runId, idempotencyKey: `refused-${runId}` };
    await client.command('cancelRun', { runId: `${runId}-r2`, reason: 'Enough.' });
    for (let i = 0; i < 2; i += 1)
      expect(await resume(refused)).toMatchObject({ runs: [], errors: [{ code: 'ALREADY_EXISTS' }] });
  });

  it('I1: further continuations are numbered on, and the id of a deleted one is not given out again', async () => {
    const runId = await cancelled(['a', 'b', 'c'], 1);
    const [second] = (await resume({ runId })).runs;
    await complete(second!.runId, 'b');
    await client.command('cancelRun', { runId: second!.runId, reason: 'Enough.' });
    const [third] = (await resume({ runId: second!.runId })).runs;
    expect(third).toMatchObject({ runId: `${runId}-r3`, continuesRunId: second!.runId });
    expect(phasesOf(third!)).toEqual(['T1: c']);
    expect((await resume({ runId })).errors).toMatchObject([
      { message: expect.stringContaining(`"${runId}-r3" goes on with it`) },
    ]);
    await client.command('cancelRun', { runId: third!.runId, reason: 'Enough.' });
    await client.command('deleteRun', { runId: third!.runId });
    expect(await read(second!.runId)).toMatchObject({ continuedByRunId: null });
    expect(await summaryOf(second!.runId)).not.toContain('is continued by');
    expect((await resume({ runId: second!.runId })).runs).toMatchObject([{ runId: `${runId}-r4` }]);
    expect(await summaryOf(second!.runId)).toContain(
      `It continues run \`${runId}\`, and is continued by run \`${runId}-r4\`.`,
    );
  });
});

describe('P11: what cannot be continued is refused, and nothing is left behind', () => {
  const refusedBy = async (input: ContinueRunInput) => {
    const before = await server.database.query('select count(*) from run_id', []);
    const { runs, errors } = await resume(input);
    expect([runs, errors.length]).toEqual([[], 1]);
    expect(await server.database.query('select count(*) from run_id', [])).toEqual(before);
    return errors[0];
  };

  it('by what the run is, and by what is asked for', async () => {
    const runId = await cancelled(['a', 'b'], 1);
    expect(await refusedBy({ runId: 'no-such-run' })).toMatchObject({ code: 'NOT_FOUND', path: ['input', 'runId'] });
    expect(await refusedBy({ runId, expectedRunVersion: 1 })).toMatchObject({ code: 'VERSION_CONFLICT' });
    expect(await refusedBy({ runId, newRunId: runId.toUpperCase() })).toMatchObject({
      code: 'ALREADY_EXISTS',
      path: ['input', 'newRunId'],
    });
    const live = `live-${runId}`;
    await client.startRun({ runId: live, tiers: plan({ T1: ['a'] }) });
    expect(await refusedBy({ runId: live })).toMatchObject({
      code: 'TRANSITION_REFUSED',
      retryable: true,
      currentState: 'RUN_CREATED',
    });
    await complete(live, 'a');
    expect(await refusedBy({ runId: live })).toMatchObject({ code: 'RUN_TERMINAL', currentState: 'DONE_SUCCESS' });
    const long = 'l'.repeat(100);
    await client.startRun({ runId: long, tiers: plan({ T1: ['a'] }) });
    await client.command('cancelRun', { runId: long, reason: 'Enough.' });
    expect(await refusedBy({ runId: long })).toMatchObject({ code: 'INVALID_INPUT', path: ['input', 'newRunId'] });
    expect((await resume({ runId: long, newRunId: `short-${runId}` })).errors).toEqual([]);
  });

  it('by the newest policy, and by the repository', async () => {
    const place = await aProject();
    const runId = await failedAtThird(place);
    await publish(place.projectId, { defaults: { run: { maxPhases: 1, tokenCap: 1_000 } } });
    expect(await refusedBy({ runId })).toMatchObject({ code: 'PLAN_TOO_LARGE', path: ['input', 'runId'] });
    await publish(place.projectId, { defaults: { run: { tokenCap: 1_000 } } });
    expect(await refusedBy({ runId, tokenCap: 2_000 })).toMatchObject({
      code: 'INVALID_INPUT',
      path: ['input', 'tokenCap'],
    });
    const aside = `${place.path}-aside`;
    renameSync(place.path, aside);
    expect(await refusedBy({ runId })).toMatchObject({
      code: 'INVALID_INPUT',
      retryable: true,
      path: ['input', 'runId'],
    });
    execFileSync('git', ['clone', '-q', '--no-local', '--single-branch', '--no-tags', aside, place.path]);
    const gone = await refusedBy({ runId });
    expect(gone!.message).toContain(`does not have commit ${(await read(runId)).headCommit}`);
    rmSync(place.path, { recursive: true });
    renameSync(aside, place.path);
    git(place.path, 'branch', `autonomous/${runId}-r2`, 'trunk');
    expect(await refusedBy({ runId })).toMatchObject({ code: 'ALREADY_EXISTS', path: ['input', 'newRunId'] });
    expect((await resume({ runId, newRunId: `${runId}-again` })).errors).toEqual([]);
  });
});

describe('linked runs (P10)', () => {
  const MARKDOWN = ['T1', 'T2', 'T3']
    .map((tier, i) => `## ${tier}: Tier\n\n### ${'abc'[i]}1: One\n\n### ${'abc'[i]}2: Two\n`)
    .join('\n');

  /** Three linked runs on a repository, of which the first is cancelled after its first phase. */
  async function lost(): Promise<{ place: Place; ids: string[] }> {
    const place = await aProject();
    const runId = `${place.projectId}-line`;
    const input = {
      runId,
      projectId: place.projectId,
      runScope: 'SINGLE_TIER' as const,
      planMarkdown: `# A plan\n\n${MARKDOWN}`,
    };
    const { runs } = await client.command('startRunFromPlan', input);
    const ids = runs.map((run) => run.runId);
    await green(runId, 'a1');
    await client.command('cancelRun', { runId, reason: 'Enough.' });
    return { place, ids };
  }

  it('come along with withFollowers, and wait for each other', async () => {
    const { place, ids } = await lost();
    expect(await read(ids[2]!)).toMatchObject({ state: 'DONE_FAILED_CANCELLED' });
    const { runs, errors } = await resume({ runId: ids[0]!, withFollowers: true, idempotencyKey: place.projectId });
    expect(errors).toEqual([]);
    const first = `${ids[0]}-r2`;
    expect(runs).toMatchObject([
      {
        runId: first,
        continuesRunId: ids[0],
        previousRunId: null,
        nextRunId: `${first}-2`,
        startedAt: expect.any(String),
      },
      { runId: `${first}-2`, continuesRunId: ids[1], previousRunId: first, nextRunId: `${first}-3`, startedAt: null },
      { runId: `${first}-3`, continuesRunId: ids[2], previousRunId: `${first}-2`, nextRunId: null, startedAt: null },
    ]);
    expect(runs.map(phasesOf)).toEqual([['T1: a2'], ['T2: b1 b2'], ['T3: c1 c2']]);
    const repeated = await resume({ runId: ids[0]!, withFollowers: true, idempotencyKey: place.projectId });
    expect(repeated.runs.map((run) => run.runId)).toEqual(runs.map((run) => run.runId));
    expect(await summaryOf(ids[2]!)).toContain(`is continued by run \`${first}-3\``);
    await green(first, 'a2');
    const second = await read(`${first}-2`);
    expect(second).toMatchObject({ startedAt: expect.any(String), baseCommit: (await read(first)).headCommit });
    await green(second.runId, 'b1');
    await client.command('cancelRun', { runId: second.runId, reason: 'Enough.' });

    // A run in the middle goes on by itself; what comes before it must still be promoted first (M1).
    const middle = (await resume({ runId: second.runId })).runs[0];
    expect(middle).toMatchObject({
      runId: `${first}-2-r2`,
      previousRunId: first,
      startedAt: expect.any(String),
      baseCommit: (await read(second.runId)).headCommit,
    });
    await expectConsistent(server.database, middle!.runId);
    await green(middle!.runId, 'b2');
    git(place.path, 'checkout', '-q', '--detach');
    const promote = (runId: string) => client.command('promoteRun', { runId });
    expect((await promote(middle!.runId)).promotion!.blockers).toMatchObject([{ code: 'predecessor_not_promoted' }]);
    expect((await promote(first)).errors).toEqual([]);
    expect((await promote(middle!.runId)).errors).toEqual([]);
    expect(git(place.path, 'ls-tree', '--name-only', 'trunk', 'src/')).toContain('src/b2.txt');

    // The last one follows the run that continued its predecessor, which has succeeded.
    const third = (await resume({ runId: `${first}-3` })).runs[0];
    expect(third).toMatchObject({
      runId: `${first}-3-r2`,
      previousRunId: middle!.runId,
      startedAt: expect.any(String),
      baseCommit: (await read(middle!.runId)).headCommit,
    });
    await expectConsistent(server.database, third!.runId);
  });

  it('that never began are not continued while the run before them is lost', async () => {
    const { ids } = await lost();
    const { errors } = await resume({ runId: ids[1]! });
    expect(errors).toMatchObject([{ code: 'TRANSITION_REFUSED', retryable: true }]);
    expect(errors[0]!.message).toContain('withFollowers');
    await resume({ runId: ids[0]! });
    expect((await resume({ runId: ids[1]! })).runs).toMatchObject([{ previousRunId: `${ids[0]}-r2`, startedAt: null }]);
  });
});
