/** Runs on real repositories: governed apply, rollback, snapshots, tags, and what happens when somebody else moves refs or the repository is missing. Checked with git itself. */
import { execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';

import { phase, plan } from '../support/api/api.js';
import type {
  PhaseInput,
  ReportCiResultInput,
  StartRunInput,
  SubmitBuilderResultInput,
} from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { aPatch, RED_TESTS, type WorkApi } from '../support/api/workers.js';
import { git, type Repositories } from '../support/git/small-repositories.js';
import type { Json } from '../support/graphql-client.js';
import { expectConsistent } from '../support/scenarios/run-story.js';
import { createProject, useWorkServer } from '../support/scenarios/use-work-server.js';
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

/** A repository whose default branch is not called main, and a project on it. */
async function aProject({ bare = false, ruleset = {} }: { bare?: boolean; ruleset?: Json } = {}): Promise<Place> {
  const projectId = `repo-${made++}`;
  const work = repositories.make(projectId, 'src/readme.txt');
  const path = bare ? `${work}.git` : work;
  if (bare) execFileSync('git', ['clone', '-q', '--bare', work, path]);
  const twoRetries = { ci: { pausesSeconds: [0, 0] }, environment: { pausesSeconds: [0, 0] } };
  await createProject(client, { projectId, repositoryPath: path }, { ...twoRetries, ...ruleset });
  return { projectId, path, base: git(path, 'rev-parse', 'trunk') };
}

async function aRun(
  { projectId }: Place,
  phases: readonly string[] = ['a', 'b'],
  more: Partial<StartRunInput> = {},
): Promise<string> {
  const runId = `${projectId}-run-${made++}`;
  const { errors } = await client.startRun({ runId, projectId, tiers: plan({ T1: phases }), ...more });
  expect(errors).toEqual([]);
  return runId;
}
const aTier = (...phases: PhaseInput[]) => [{ tierId: 'T1', name: 'One', phases }];

const branchOf = (place: Place, runId: string): string | null => refOf(place, `refs/heads/autonomous/${runId}`);
function refOf({ path }: Place, ref: string): string | null {
  try {
    return git(path, 'rev-parse', '--verify', '--quiet', ref);
  } catch {
    return null;
  }
}
async function built(runId: string, input: Partial<SubmitBuilderResultInput> = {}) {
  return client.build((await client.lease('BUILDER', { runId })).token, input);
}
async function tested(runId: string, input: Partial<ReportCiResultInput> = {}) {
  return client.ci({ leaseToken: (await client.lease('CI', { runId })).token, ...input });
}
const REFS = gql(
  'query ($runId: ID!) { run(runId: $runId) { integrationBranch baseCommit headCommit snapshots { phaseId commit tag } } }',
);
const refs = async (runId: string) => (await server.request(REFS, { runId })).run!;

describe.each([{ bare: false }, { bare: true }])('governed apply, bare: $bare', ({ bare }) => {
  it('G2, G3, G4, C3: patches go to the integration branch alone, green commits are tagged, and the work tree stays as it was', async () => {
    const place = await aProject({ bare });
    const runId = await aRun(place);
    expect(branchOf(place, runId)).toBe(place.base);
    expect(await refs(runId)).toMatchObject({
      integrationBranch: `autonomous/${runId}`,
      baseCommit: place.base,
      headCommit: place.base,
    });

    const first = await built(runId);
    expect(first).toMatchObject({
      errors: [],
      gate: { verdict: 'PASS' },
      phase: { state: 'CI_RUNNING' },
      attempt: { commit: expect.any(String) },
    });
    expect(branchOf(place, runId)).toBe(first.attempt!.commit);
    expect(git(place.path, 'show', `${first.attempt!.commit}:src/added.txt`)).toBe('hello');
    const message = git(place.path, 'log', '-1', '--format=%B', first.attempt!.commit!);
    for (const trailer of [
      `Autopack-Run: ${runId}`,
      'Autopack-Phase: a',
      'Autopack-Attempt: 1',
      'Autopack-Strategy: ',
      'Autopack-Agent: not told',
    ]) {
      expect(message).toContain(trailer);
    }
    expect(await tested(runId)).toMatchObject({
      phase: { state: 'COMPLETE' },
      run: { headCommit: first.attempt!.commit },
    });
    const tag = `refs/tags/autonomous/${runId}/a`;
    expect(git(place.path, 'rev-parse', `${tag}^{commit}`)).toBe(first.attempt!.commit);
    expect(git(place.path, 'cat-file', '-t', tag)).toBe('tag');
    expect(git(place.path, 'cat-file', '-p', tag)).toContain('"issue_state": "no_issues"');

    const { brief } = await client.lease('BUILDER', { runId });
    expect(brief).toMatchObject({ baseCommit: first.attempt!.commit, repositoryPath: place.path });
    if (!bare) expect(git(place.path, 'status', '--porcelain')).toBe('');
    expect(git(place.path, 'rev-parse', 'trunk')).toBe(place.base);
    expect((await refs(runId)).snapshots).toEqual([
      { phaseId: 'a', commit: first.attempt!.commit, tag: `autonomous/${runId}/a` },
    ]);
    await expectConsistent(server.database, runId);
  });

  it('G4, W9: red CI puts the branch back to the last snapshot, and the next attempt starts from there', async () => {
    const place = await aProject({ bare, ruleset: { ci: { tries: { normal: 1 }, pausesSeconds: [0] } } });
    const runId = await aRun(place, ['a']);
    await built(runId);
    expect(await tested(runId, { verdict: 'RED', tests: RED_TESTS })).toMatchObject({
      errors: [],
      phase: { state: 'QUEUED' },
    });
    expect(branchOf(place, runId)).toBe(place.base);
    const again = await built(runId, { patch: aPatch('src/added.txt', 'better') });
    expect(again).toMatchObject({ errors: [], phase: { state: 'CI_RUNNING', builderAttempts: 2 } });
    expect(await tested(runId)).toMatchObject({ run: { state: 'DONE_SUCCESS' } });
    expect(git(place.path, 'log', '--format=%H', `${place.base}..autonomous/${runId}`)).toBe(again.attempt!.commit);
    await expectConsistent(server.database, runId);
  });
});

describe('refusals leave the repository as it was', () => {
  const OBJECTS = (path: string) => git(path, 'count-objects', '-v') + git(path, 'for-each-ref');

  it.each([
    ['path_protected', aPatch('.github/workflows/ci.yml')],
    ['path_outside_allowed', aPatch('elsewhere/added.txt')],
    [
      'patch_does_not_apply',
      'diff --git a/src/readme.txt b/src/readme.txt\n--- a/src/readme.txt\n+++ b/src/readme.txt\n@@ -1 +1 @@\n-two\n+three\n',
    ],
    ['patch_empty', null],
  ])('G2: %s', async (code, patch) => {
    const place = await aProject();
    const runId = await aRun(place, [], { tiers: aTier({ ...phase('x'), allowedPaths: ['src/', '.github/'] }) });
    const before = OBJECTS(place.path);
    const answer = await built(runId, { patch });
    expect(answer.gate).toMatchObject({ verdict: 'REJECT', reasons: [expect.objectContaining({ code })] });
    expect(answer.phase!.state).toBe('QUEUED');
    expect(OBJECTS(place.path)).toBe(before);
    await expectConsistent(server.database, runId);
  });

  it('G2, S6: a second refusal by policy fails the phase, and the run ends for it', async () => {
    const place = await aProject();
    const runId = await aRun(place, ['a']);
    await built(runId, { patch: aPatch('.github/a.yml') });
    expect(await built(runId, { patch: aPatch('.gitmodules') })).toMatchObject({
      run: { state: 'DONE_FAILED_POLICY_VIOLATION' },
    });
    expect(branchOf(place, runId)).toBe(place.base);
    await expectConsistent(server.database, runId);
  });
});

describe('starting and ending', () => {
  it('G3: a branch that exists already refuses the start, and nothing is left behind', async () => {
    const place = await aProject();
    git(place.path, 'branch', 'autonomous/taken');
    const { errors } = await client.startRun({
      runId: 'taken',
      projectId: place.projectId,
      tiers: plan({ T1: ['a'] }),
    });
    expect(errors).toMatchObject([{ code: 'ALREADY_EXISTS', path: ['input', 'runId'] }]);
    expect(await client.find('taken')).toBeNull();
  });

  it('G3: a repository that is gone refuses the start with what to do', async () => {
    const place = await aProject();
    renameSync(place.path, `${place.path}-gone`);
    const { errors } = await client.startRun({ projectId: place.projectId, tiers: plan({ T1: ['a'] }) });
    expect(errors).toMatchObject([{ code: 'INVALID_INPUT', retryable: true, path: ['input', 'projectId'] }]);
  });

  it('S6, G4: a run that is cancelled in CI leaves its branch at the last snapshot', async () => {
    const place = await aProject();
    const runId = await aRun(place, ['a', 'b']);
    await built(runId);
    const { run } = await tested(runId);
    await built(runId, { patch: aPatch('src/b.txt') });
    expect(branchOf(place, runId)).not.toBe(run!.headCommit);
    await client.command('cancelRun', { runId, reason: 'enough' });
    expect(branchOf(place, runId)).toBe(run!.headCommit);
    await expectConsistent(server.database, runId);
  });

  it('W11: a manual transition moves neither to CI nor to COMPLETE in a project with a repository', async () => {
    const place = await aProject();
    const runId = await aRun(place, ['a']);
    await client.move(runId, 'a', 'EXECUTING', 'GATE');
    const { errors } = await client.updatePhaseStatus({ runId, phaseId: 'a', state: 'CI_RUNNING' });
    expect(errors).toMatchObject([{ code: 'TRANSITION_REFUSED', allowedStates: ['QUEUED', 'FAILED'] }]);
  });

  it('G7: somebody else who moves the branch ends the run, and the ref is left as it was found', async () => {
    const place = await aProject();
    const runId = await aRun(place, ['a']);
    const lease = await client.lease('BUILDER', { runId });
    git(place.path, 'commit', '-q', '--allow-empty', '-m', 'foreign');
    const foreign = git(place.path, 'rev-parse', 'HEAD');
    git(place.path, 'update-ref', `refs/heads/autonomous/${runId}`, foreign);
    expect(await client.build(lease.token)).toMatchObject({
      errors: [],
      run: { state: 'DONE_FAILED_ENVIRONMENT', failure: { rule: 'G7' } },
    });
    expect(branchOf(place, runId)).toBe(foreign);
    await expectConsistent(server.database, runId);
  });

  it('B6: a repository that goes away costs no attempt; three times in a row end the run', async () => {
    const place = await aProject();
    const runId = await aRun(place, ['a']);
    const states: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      const lease = await client.lease('BUILDER', { runId, workerId: `w${i}` });
      renameSync(place.path, `${place.path}-away`);
      const answer = await client.build(lease.token);
      states.push(`${answer.run!.state} ${answer.phase!.builderAttempts}`);
      renameSync(`${place.path}-away`, place.path);
    }
    expect(states).toEqual(['PHASE_EXECUTION 0', 'PHASE_EXECUTION 0', 'DONE_FAILED_ENVIRONMENT 0']);
    await expectConsistent(server.database, runId);
  });

  it('W10, G2: an approved patch is applied as it was built, and an Auditor’s own patch replaces it', async () => {
    const place = await aProject();
    const high = { ...phase('s'), taskCategory: 'security_auth' };
    const runId = await aRun(place, [], { tiers: aTier(high, { ...high, phaseId: 't' }) });
    await built(runId);
    const approved = await client.audit((await client.lease('AUDITOR', { runId })).token);
    expect(approved).toMatchObject({ errors: [], phase: { state: 'CI_RUNNING' } });
    expect(git(place.path, 'show', `autonomous/${runId}:src/added.txt`)).toBe('hello');
    await tested(runId);
    await built(runId, { patch: aPatch('src/t.txt', 'draft') });
    const replaced = await client.audit((await client.lease('AUDITOR', { runId })).token, {
      patch: aPatch('src/t.txt', 'final'),
    });
    expect(replaced).toMatchObject({ errors: [], gate: { verdict: 'PASS' } });
    expect(git(place.path, 'show', `autonomous/${runId}:src/t.txt`)).toBe('final');
    expect(await tested(runId)).toMatchObject({ run: { state: 'DONE_SUCCESS' } });
    await expectConsistent(server.database, runId);
  });
});
