/**
 * Refs that move late: a server has committed an intent and is slow, and another one continues the run meanwhile. The slow server is this process's own, held
 * at the moment in which git is about to move a ref; everything else is as in life.
 */
import { GitRepository } from '../../src/git/git-repository.js';
import type { RefMove } from '../../src/git/refs.js';
import { plan } from '../support/api/api.js';
import { type WorkApi, workApi } from '../support/api/workers.js';
import { git, type Repositories } from '../support/git/small-repositories.js';
import { expectConsistent } from '../support/scenarios/run-story.js';
import { createProject, useWorkServer } from '../support/scenarios/use-work-server.js';
import { moveClock } from '../support/server/databases.js';
import { type TestServer } from '../support/server/server.js';
import { until, within } from '../support/waiting.js';

let server: TestServer;
let slow: WorkApi;
let other: WorkApi;
let repositories: Repositories;
let made = 0;
useWorkServer((opened) => ({ server, api: slow, repositories } = opened));
beforeAll(async () => {
  other = workApi(await server.another());
});

const { moveRef } = GitRepository.prototype;
afterEach(async () => {
  GitRepository.prototype.moveRef = moveRef;
  await moveClock(server.database, '0 seconds');
});

async function aRepository(): Promise<{ path: string; projectId: string; runId: string; branch: string }> {
  const name = `late-${(made += 1)}`;
  const path = repositories.make(name);
  await createProject(slow, { projectId: name, repositoryPath: path });
  return { path, projectId: name, runId: `${name}-run`, branch: `refs/heads/autonomous/${name}-run` };
}
async function aRun(): Promise<{ path: string; runId: string; branch: string }> {
  const { path, projectId, runId, branch } = await aRepository();
  expect((await slow.startRun({ runId, projectId, tiers: plan({ T1: ['a', 'b'] }) })).errors).toEqual([]);
  return { path, runId, branch };
}
const built = async (runId: string) => slow.build((await slow.lease('BUILDER', { runId })).token);
const tested = async (runId: string) => slow.ci({ leaseToken: (await slow.lease('CI', { runId })).token });
const settled = (runId: string) => async () =>
  (await server.database.query('select 1 from run where run_id = $1 and ref_intent is null', [runId])).length === 1;
const differences = (runId: string) =>
  server.database.query('select ref, found from ref_difference where run_id = $1', [runId]);

/** The next move of this ref is held just before git makes it; it is made when the test says so. */
function held(ref: string): { readonly isHeld: Promise<void>; go(): void } {
  let report!: () => void;
  let go!: () => void;
  const isHeld = new Promise<void>((resolve) => (report = resolve));
  const mayGo = new Promise<void>((resolve) => (go = resolve));
  let first = true;
  GitRepository.prototype.moveRef = async function (this: GitRepository, move: RefMove) {
    if (first && move.ref === ref) {
      first = false;
      report();
      await mayGo;
    }
    return moveRef.call(this, move);
  };
  return { isHeld: within('the move to be held', isHeld, 10_000), go };
}

const ENDS: readonly (readonly [string, (runId: string) => Promise<unknown>])[] = [
  ['its deadline', () => moveClock(server.database, '1 day')],
  ['cancelRun', (runId) => other.command('cancelRun', { runId, reason: 'enough' })],
];

it('G7, W3: refs that wait beside a lease that has run out are settled first, and then the lease ends', async () => {
  const { runId, branch } = await aRun();
  await slow.lease('BUILDER', { runId });
  const [row] = await server.database.query<{ head_commit: string }>('select head_commit from run where run_id = $1', [
    runId,
  ]);
  const intent = {
    purpose: 'RESTORE',
    phaseId: null,
    attempt: null,
    moves: [{ ref: branch, from: [row!.head_commit], to: row!.head_commit }],
  };
  await server.database.query('update run set ref_intent = $2::jsonb where run_id = $1', [
    runId,
    JSON.stringify(intent),
  ]);
  await server.database.query("update lease set expires_at = autopack_now() - interval '1 second' where run_id = $1", [
    runId,
  ]);
  await until('the refs to be settled', settled(runId));
  const leases = () => server.database.query('select from lease where run_id = $1', [runId]);
  await until('the lease to end', async () => (await leases()).length === 0);
});

describe('S6, G7: a ref that moves when its run has ended', () => {
  it.each(ENDS)('S6, G7: a branch that a slow server moves after %s ended the run goes back again', async (_, end) => {
    const { path, runId, branch } = await aRun();
    const hold = held(branch);
    const answer = built(runId);
    await hold.isHeld;
    await end(runId);
    await until('the run to end', async () => (await other.runOf(runId)).state.startsWith('DONE_'), 15_000);
    await until('its refs to be settled', settled(runId), 15_000);
    // The sweep of this server may be late, too: then it moves the branch, and looks again.
    const isBack = () => git(path, 'rev-parse', branch) === git(path, 'rev-parse', 'trunk');
    await until('the branch to be back', isBack);
    hold.go();
    await answer;
    await until('the branch to be back', isBack);
    await until('its refs to be settled', settled(runId), 15_000);
    expect(await differences(runId)).toEqual([]);
    await expectConsistent(server.database, runId);
  });

  it('S6, G7: a tag that a slow server makes after the run’s deadline goes away again', async () => {
    const { path, runId, branch } = await aRun();
    await built(runId);
    const hold = held(`refs/tags/autonomous/${runId}/a`);
    const answer = tested(runId);
    await hold.isHeld;
    await moveClock(server.database, '1 day');
    await until('the run to end', async () => (await other.runOf(runId)).state.startsWith('DONE_'), 15_000);
    await until('its refs to be settled', settled(runId), 15_000);
    hold.go();
    await answer;
    const refs = () => [git(path, 'tag'), git(path, 'rev-parse', branch)].join(' ');
    await until('the refs to be back', () => refs() === ` ${git(path, 'rev-parse', 'trunk')}`);
    await until('its refs to be settled', settled(runId), 15_000);
    await expectConsistent(server.database, runId);
  });
});

describe('G7: a ref that moves when its run has gone on', () => {
  it('G7, G4: a branch that a slow server moves after its patch was taken back goes back again, and the run goes on', async () => {
    const { path, runId, branch } = await aRun();
    const hold = held(branch);
    const answer = built(runId);
    await hold.isHeld;
    expect((await other.updatePhaseStatus({ runId, phaseId: 'a', state: 'QUEUED' })).errors).toEqual([]);
    expect(git(path, 'rev-parse', branch)).toBe(git(path, 'rev-parse', 'trunk'));
    hold.go();
    await answer;
    expect(git(path, 'rev-parse', branch)).toBe(git(path, 'rev-parse', 'trunk'));
    GitRepository.prototype.moveRef = moveRef;
    await built(runId);
    expect((await tested(runId)).run!.state).toBe('SNAPSHOT_CREATED');
    await expectConsistent(server.database, runId);
  });

  it('G7: two servers that settle the same intent do it once, and leave no more events than one', async () => {
    const { runId, branch } = await aRun();
    const hold = held(branch);
    const answer = built(runId);
    await hold.isHeld;
    await other.updatePhaseStatus({ runId, phaseId: 'b', state: 'SKIPPED' });
    const { version } = await other.runOf(runId);
    hold.go();
    expect((await answer).phase!.state).toBe('CI_RUNNING');
    expect((await other.runOf(runId)).version).toBe(version);
    await expectConsistent(server.database, runId);
  });
});

describe('G7, S6: refs of an ended run that somebody else moved', () => {
  it('G7, S6: each is looked at: a branch that somebody else moved does not keep a tag without a snapshot from going', async () => {
    const { path, runId, branch } = await aRun();
    await built(runId);
    const tag = `refs/tags/autonomous/${runId}/a`;
    const hold = held(tag);
    const answer = tested(runId);
    await hold.isHeld;
    git(path, 'update-ref', tag, 'trunk');
    git(path, 'commit', '-q', '--allow-empty', '-m', 'foreign');
    git(path, 'update-ref', branch, 'trunk');
    hold.go();
    await answer;
    await until('its refs to be settled', settled(runId), 15_000);
    expect((await differences(runId)).map(({ ref }) => ref).sort()).toEqual([branch, tag]);
    await expectConsistent(server.database, runId);
  });
});

describe('P10, G3: linked runs', () => {
  it('P10, G3: a linked run whose branch exists already ends by saying so, and what to do; the branch stays', async () => {
    const { path, projectId, runId } = await aRepository();
    const planMarkdown = `---\nscope: single_tier\n---\n\n## T1 One\n\n### a First\n\n## T2 Two\n\n### b Second\n`;
    const { runs, errors } = await slow.command('startRunFromPlan', { runId, projectId, planMarkdown });
    expect(errors).toEqual([]);
    const next: string = runs[1]!.runId;
    git(path, 'commit', '-q', '--allow-empty', '-m', 'another');
    git(path, 'update-ref', `refs/heads/autonomous/${next}`, 'trunk');
    await built(runId);
    await tested(runId);
    await until('the linked run to end', async () => (await slow.runOf(next)).state === 'DONE_FAILED_ENVIRONMENT');
    const { failure } = await slow.runOf(next);
    expect(failure).toMatchObject({ rule: 'G3', reasons: [{ code: 'branch_stands' }] });
    expect(failure!.message).toContain(`"autonomous/${next}"`);
    expect(failure!.message).toMatch(/already exists in the repository.*[Rr]emove or rename/);
    expect(failure!.message).not.toContain('moved by somebody');
    expect(git(path, 'rev-parse', `refs/heads/autonomous/${next}`)).toBe(git(path, 'rev-parse', 'trunk'));
    await expectConsistent(server.database, next);
  });
});
