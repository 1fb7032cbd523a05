/** Faults that a hostile reader of the work API found, each kept as the behaviour that it must have. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { plan, statementsOf } from '../support/api/api.js';
import type { HeartbeatInput, StartRunInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { type WorkApi } from '../support/api/workers.js';
import { git, type Repositories } from '../support/git/small-repositories.js';
import { expectConsistent } from '../support/scenarios/run-story.js';
import { createProject, useWorkServer } from '../support/scenarios/use-work-server.js';
import { moveClock } from '../support/server/databases.js';
import { type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

let server: TestServer;
let client: WorkApi;
let repositories: Repositories;
let made = 0;
useWorkServer((opened) => ({ server, api: client, repositories } = opened));

async function aProject(repositoryPath: string | null = null): Promise<string> {
  const projectId = `faults-${made++}`;
  await createProject(client, { projectId, repositoryPath });
  return projectId;
}
const aRepository = (): string => repositories.make(`repository-${made++}`);
async function aRun(projectId: string, more: Partial<StartRunInput> = {}): Promise<string> {
  const runId = `${projectId}-run-${made++}`;
  const { errors } = await client.startRun({ runId, projectId, tiers: plan({ T1: ['a', 'b'] }), ...more });
  expect(errors).toEqual([]);
  return runId;
}
const built = async (runId: string) => client.build((await client.lease('BUILDER', { runId })).token);
const tested = async (runId: string) => client.ci({ leaseToken: (await client.lease('CI', { runId })).token });

describe('G5: the branch contains the patch before its snapshot is recorded', () => {
  it('G5, G7: a branch that is moved while CI runs ends the run, and no tag is made', async () => {
    const path = aRepository();
    const runId = await aRun(await aProject(path));
    await built(runId);
    git(path, 'update-ref', `refs/heads/autonomous/${runId}`, 'trunk');
    expect(await tested(runId)).toMatchObject({
      errors: [],
      phase: { state: 'FAILED' },
      run: { state: 'DONE_FAILED_ENVIRONMENT', failure: { rule: 'G7' } },
    });
    expect(git(path, 'tag')).toBe('');
    await expectConsistent(server.database, runId);
  });

  it('G9: a branch that is deleted while CI runs is put back, and the run goes on', async () => {
    const path = aRepository();
    const runId = await aRun(await aProject(path));
    await built(runId);
    git(path, 'update-ref', '-d', `refs/heads/autonomous/${runId}`);
    expect(await tested(runId)).toMatchObject({
      errors: [],
      phase: { state: 'COMPLETE' },
      run: { state: 'SNAPSHOT_CREATED' },
    });
    expect(git(path, 'rev-parse', `refs/heads/autonomous/${runId}`)).toBe(
      git(path, 'rev-parse', `refs/tags/autonomous/${runId}/a^{commit}`),
    );
    await expectConsistent(server.database, runId);
  });
});

describe('G3: refs that leave no room for those of a run', () => {
  it.each([
    ['refs/heads/autonomous', () => 'refs/heads/autonomous'],
    ['refs/tags/autonomous', () => 'refs/tags/autonomous'],
    ['a tag named like the run', (runId: string) => `refs/tags/autonomous/${runId}`],
  ])('G3: %s refuses the start, instead of failing the run after its work', async (_, refOf) => {
    const path = aRepository();
    const projectId = await aProject(path);
    const runId = `${projectId}-run`;
    git(path, 'update-ref', refOf(runId), 'trunk');
    const { errors } = await client.startRun({ runId, projectId, tiers: plan({ T1: ['a'] }) });
    expect(errors).toMatchObject([
      { code: 'INVALID_INPUT', retryable: true, message: expect.stringContaining(refOf(runId)) },
    ]);
    expect(await client.find(runId)).toBeNull();
  });
});

describe('S9: drafts of a project with a repository', () => {
  it('S9, G3: a sealed draft starts from the default branch’s tip and is built like any other', async () => {
    const path = aRepository();
    const projectId = await aProject(path);
    const runId = await aRun(projectId, { draft: true, tiers: plan({ T1: ['a'] }) });
    for (const refused of [
      await client.requestAudit({ runId, phaseId: 'a' }),
      await client.ci({ runId, phaseId: 'a', attempt: 1 }),
    ]) {
      expect(refused.errors).toMatchObject([
        { code: 'TRANSITION_REFUSED', retryable: true, message: expect.stringContaining('sealPlan') },
      ]);
    }
    const branch = `refs/heads/autonomous/${runId}`;
    git(path, 'update-ref', branch, 'trunk');
    expect((await client.command('sealPlan', { runId })).errors).toMatchObject([
      { code: 'ALREADY_EXISTS', retryable: true },
    ]);
    git(path, 'update-ref', '-d', branch);
    git(path, 'commit', '-q', '--allow-empty', '-m', 'meanwhile');
    expect((await client.command('sealPlan', { runId })).errors).toEqual([]);
    expect(git(path, 'rev-parse', branch)).toBe(git(path, 'rev-parse', 'trunk'));
    expect(await built(runId)).toMatchObject({ errors: [], gate: { verdict: 'PASS' } });
    expect(await tested(runId)).toMatchObject({ run: { state: 'DONE_SUCCESS' } });
    expect(git(path, 'tag')).toBe(`autonomous/${runId}/a`);
    await expectConsistent(server.database, runId);
  });
});

describe('S6: ending a run whose repository is out of reach', () => {
  it.each([
    ['cancelRun', (runId: string) => client.command('cancelRun', { runId, reason: 'enough' })],
    ['the lever', (runId: string) => client.updatePhaseStatus({ runId, phaseId: 'a', state: 'FAILED' })],
  ])('S6, G7: %s ends it although a ref waits to be moved; the branch goes back later', async (_, end) => {
    const path = aRepository();
    const projectId = await aProject(path);
    await client.command('publishRuleset', { projectId, document: { environment: { pausesSeconds: [60] } } });
    const runId = await aRun(projectId);
    const branch = `refs/heads/autonomous/${runId}`;
    const lock = join(path, '.git', `${branch}.lock`);
    const { token } = await client.lease('BUILDER', { runId });
    writeFileSync(lock, '');
    expect((await client.build(token)).phase).toMatchObject({ state: 'GATE', waitingFor: { code: 'refs' } });
    expect((await end(runId)).errors).toEqual([]);
    expect((await client.runOf(runId)).state).toMatch(/^DONE_FAILED_/);
    rmSync(lock);
    const settled = async () =>
      (await server.database.query('select 1 from run where run_id = $1 and ref_intent is null', [runId])).length === 1;
    await until('the refs to be settled', settled, 15_000);
    expect(git(path, 'rev-parse', branch)).toBe(git(path, 'rev-parse', 'trunk'));
    await expectConsistent(server.database, runId);
  });
});

describe('W2: tokens', () => {
  it('W2, W5: a heartbeat sent again under its key shows no lease of the worker that came after', async () => {
    const runId = await aRun(await aProject());
    const { token } = await client.lease('BUILDER', { runId });
    const heartbeat = { tokensUsed: 5, idempotencyKey: `beat of ${runId}` };
    expect(await client.heartbeat(token, heartbeat)).toMatchObject({ directive: 'CONTINUE', lease: { token } });
    await client.release(token);
    await client.lease('BUILDER', { runId, workerId: 'another' });
    expect(await client.heartbeat(token, heartbeat)).toMatchObject({
      errors: [],
      lease: null,
      directive: 'STOP',
      reason: { code: 'lease_over' },
    });
  });
});

describe('W5: keys', () => {
  it('W5, B2: a claim under a key that finds nothing left to spend in one run gives the work of the next one', async () => {
    const projectId = await aProject();
    const spent = await aRun(projectId, { tokenCap: 10 });
    const next = await aRun(projectId);
    await built(spent);
    await tested(spent);
    const claim = { projectId, idempotencyKey: `claim in ${projectId}` };
    const { token, phase } = await client.lease('BUILDER', claim);
    expect(phase!.runId).toBe(next);
    expect((await client.runOf(spent)).state).toBe('DONE_FAILED_BUDGET_EXHAUSTED');
    expect((await client.lease('BUILDER', claim)).token).toBe(token);
    await client.release(token);
    expect(await client.claim('BUILDER', claim)).toMatchObject({
      errors: [],
      lease: null,
      idleReason: { code: 'lease_over' },
    });
    await expectConsistent(server.database, spent);
  });

  it('W5: a heartbeat’s key with other tokens is a conflict, fewer or none included', async () => {
    const runId = await aRun(await aProject());
    const { token } = await client.lease('BUILDER', { runId });
    const idempotencyKey = `beat of ${runId}`;
    const codes = async (input: Partial<HeartbeatInput>) =>
      (await client.heartbeat(token, { idempotencyKey, ...input })).errors.map(({ code }) => code);
    expect(await codes({ tokensUsed: 50 })).toEqual([]);
    expect(await codes({ tokensUsed: 50 })).toEqual([]);
    for (const other of [{ tokensUsed: 40 }, {}, { tokensUsed: 60 }])
      expect(await codes(other)).toEqual(['IDEMPOTENCY_CONFLICT']);
    const before = (await client.runOf(runId)).version;
    const heartbeat = await client.heartbeat(token, { idempotencyKey: `${idempotencyKey}, silent` });
    expect(heartbeat).toMatchObject({ errors: [], directive: 'CONTINUE', lease: { token } });
    expect((await client.runOf(runId)).version).toBe(before);
  });
});

describe('W6: heartbeats', () => {
  it('W6: many heartbeats with the same total at once write one event', async () => {
    const runId = await aRun(await aProject());
    const { token } = await client.lease('BUILDER', { runId });
    const before = (await client.runOf(runId)).version;
    const heartbeats = await Promise.all(
      Array.from({ length: 12 }, (_, i) => client.heartbeat(token, i % 3 === 0 ? {} : { tokensUsed: 100 })),
    );
    for (const heartbeat of heartbeats)
      expect(heartbeat).toMatchObject({ errors: [], directive: 'CONTINUE', lease: { token } });
    expect(await client.runOf(runId)).toMatchObject({ version: before + 1, tokensUsed: 100 });
    await expectConsistent(server.database, runId);
  });
});

describe('B6: a worker that had a failure of the environment', () => {
  it('B6, C1: waits for another worker a minute, not for one that only looks elsewhere', async () => {
    const [projectId, elsewhere] = [await aProject(), await aProject()];
    const runId = await aRun(projectId);
    const another = () => client.claim('BUILDER', { projectId: elsewhere, workerId: 'another' });
    await another();
    await client.build((await client.lease('BUILDER', { runId })).token, {
      status: 'ENVIRONMENT_FAILURE',
      patch: null,
    });
    expect((await client.claim('BUILDER', { runId })).idleReason!.code).toBe('kept_for_another');
    await moveClock(server.database, '61 seconds');
    await another();
    expect((await client.lease('BUILDER', { runId })).phase).toMatchObject({ runId, phaseId: 'a' });
    await moveClock(server.database, '0 seconds');
  });
});

describe('V2: reports of CI', () => {
  it('V2: a report under a lease names no commit of its own: it would be accepted for another one', async () => {
    const runId = await aRun(await aProject());
    await built(runId);
    const leaseToken = (await client.lease('CI', { runId })).token;
    for (const input of [{ commit: 'f'.repeat(40) }, { attempt: 1 }]) {
      await expect(client.ci({ leaseToken, ...input })).rejects.toThrow('BAD_USER_INPUT');
    }
    expect(await client.ci({ leaseToken })).toMatchObject({ errors: [], phase: { state: 'COMPLETE' } });
  });
});

describe('A4: secrets in wrong input', () => {
  it('A4: the token of a lease is not repeated where a field beside it is wrong', async () => {
    const { errors } = await server.requestRaw(
      'mutation ($input: SubmitBuilderResultInput!) { submitBuilderResult(input: $input) { errors { code } } }',
      {
        input: { leaseToken: 'lease_5ecret', status: 'SUCCEEDED', patch: '+5ecret', bogus: true },
      },
    );
    expect(errors).toMatchObject([
      { message: expect.stringContaining('bogus'), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(JSON.stringify(errors)).not.toContain('5ecret');
  });
});

describe('W4: late results', () => {
  it('W4: those of many runs are read in one statement, each run with its own newest', async () => {
    const projectId = await aProject();
    const runs = [await aRun(projectId), await aRun(projectId), await aRun(projectId)];
    for (const runId of runs) {
      const { token } = await client.lease('BUILDER', { runId });
      await client.command('cancelRun', { runId, reason: 'enough' });
      for (const notes of ['one', 'two']) await client.build(token, { notes });
    }
    const query = gql(`query ($projectId: ID!) { runs(first: 50, filter: { projectId: $projectId }) {
      nodes { runId newest: lateResults(first: 1) { id runId } lateResults { id runId } } } }`);
    const { result, statements } = await statementsOf(() => server.request(query, { projectId }));
    expect(statements.filter((text) => text.includes('late_result'))).toHaveLength(1);
    expect(result.runs.nodes).toHaveLength(3);
    for (const { runId, newest, lateResults } of result.runs.nodes) {
      expect(lateResults.map((late) => late.runId)).toEqual([runId, runId]);
      expect(newest).toEqual([lateResults[0]]);
    }
  });
});

describe('W10: approvals', () => {
  it('W10, W11, G6: a patch that a manual transition took back from CI can be approved in a project without a repository too', async () => {
    const runId = await aRun(await aProject());
    await built(runId);
    expect((await client.updatePhaseStatus({ runId, phaseId: 'a', state: 'GATE' })).errors).toEqual([]);
    await client.requestAudit({ runId, phaseId: 'a' });
    const approved = await client.audit((await client.lease('AUDITOR', { runId })).token);
    expect(approved).toMatchObject({ errors: [], gate: { verdict: 'PASS' }, phase: { state: 'CI_RUNNING' } });
    expect((await tested(runId)).phase!.state).toBe('COMPLETE');
    await expectConsistent(server.database, runId);
  });
});

describe('M2: promotion that was asked for too early', () => {
  it('M2, W5: can be asked for again with the same key when the run has succeeded', async () => {
    const path = aRepository();
    const projectId = await aProject(path);
    git(path, 'branch', 'release');
    await client.command('updateProject', { projectId, allowPromotion: true });
    const runId = await aRun(projectId, { tiers: plan({ T1: ['a'] }) });
    const promote = () =>
      client.command('promoteRun', { runId, targetBranch: 'release', idempotencyKey: `promote ${runId}` });
    expect((await promote()).errors).toMatchObject([{ code: 'NOT_ELIGIBLE', retryable: true }]);
    await built(runId);
    const { run } = await tested(runId);
    expect(await promote()).toMatchObject({ promotion: { commit: run!.headCommit }, errors: [] });
    expect(git(path, 'rev-parse', 'release')).toBe(run!.headCommit);
  });
});
