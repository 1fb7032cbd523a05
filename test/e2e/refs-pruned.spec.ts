/**
 * Somebody prunes the repository of a run at the worst moment: when a commit or a tag is intended and its ref has not moved yet (G9). Held there is this
 * process's own git, by the method that moves refs; everything else is as in life.
 */
import { execFileSync } from 'node:child_process';

import { GitRepository } from '../../src/git/git-repository.js';
import type { RefMove } from '../../src/git/refs.js';
import { plan } from '../support/api/api.js';
import { aPatch, type WorkApi } from '../support/api/workers.js';
import { git, type Repositories } from '../support/git/small-repositories.js';
import { expectConsistent } from '../support/scenarios/run-story.js';
import { createProject, useWorkServer } from '../support/scenarios/use-work-server.js';
import { type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

let server: TestServer;
let api: WorkApi;
let repositories: Repositories;
let made = 0;
useWorkServer((opened) => ({ server, api, repositories } = opened));

const { moveRef } = GitRepository.prototype;
afterEach(() => {
  GitRepository.prototype.moveRef = moveRef;
});
const beforeMoves = (act: (move: RefMove) => void): void => {
  GitRepository.prototype.moveRef = async function (this: GitRepository, move: RefMove) {
    act(move);
    return moveRef.call(this, move);
  };
};

async function aRun(): Promise<{ path: string; runId: string }> {
  const name = `pruned-${(made += 1)}`;
  const path = repositories.make(name);
  await createProject(api, { projectId: name, repositoryPath: path, allowPromotion: true });
  expect((await api.startRun({ runId: name, projectId: name, tiers: plan({ T1: ['a', 'b'] }) })).errors).toEqual([]);
  return { path, runId: name };
}
const prune = (path: string) => git(path, 'gc', '-q', '--prune=now');
const refs = (path: string) => git(path, 'for-each-ref', '--format=%(refname)');

async function phase(runId: string): Promise<void> {
  const patch = aPatch(`src/f${(made += 1)}.txt`);
  expect((await api.build((await api.lease('BUILDER', { runId })).token, { patch })).errors).toEqual([]);
  expect((await api.ci({ leaseToken: (await api.lease('CI', { runId })).token })).errors).toEqual([]);
}

it('G9: a repository that is pruned before each ref moves keeps what the run intends, and holds nothing when it has ended', async () => {
  const { path, runId } = await aRun();
  const moved: string[] = [];
  beforeMoves(({ ref }) => {
    moved.push(ref);
    prune(path);
  });
  await phase(runId);
  await phase(runId);
  await until('the run to end', async () => (await api.runOf(runId)).state.startsWith('DONE_'));
  expect((await api.runOf(runId)).state).toBe('DONE_SUCCESS');
  expect(moved.length).toBeGreaterThanOrEqual(4);
  expect(refs(path)).not.toContain('refs/autopack');
  git(path, 'fsck', '--strict');
  await expectConsistent(server.database, runId);
});

it('G9: a merge commit of a promotion is kept, too', async () => {
  const { path, runId } = await aRun();
  await phase(runId);
  await phase(runId);
  await until('the run to end', async () => (await api.runOf(runId)).state.startsWith('DONE_'));
  git(path, 'commit', '-q', '--allow-empty', '-m', 'meanwhile');
  git(path, 'checkout', '-q', '--detach');
  beforeMoves(() => void prune(path));
  const answer = await api.command('promoteRun', { runId, targetBranch: 'trunk' });
  expect(answer.errors).toEqual([]);
  expect(git(path, 'log', '-1', '--format=%P', 'trunk').split(' ')).toHaveLength(2);
  expect(refs(path)).not.toContain('refs/autopack');
});

it('G9, G7: at the start of a server what holds objects for a run that has ended goes; what others may wait for stays', async () => {
  const { path, runId: ended } = await aRun();
  const { runId: living } = await aRun();
  await phase(ended);
  await phase(ended);
  await until('the run to end', async () => (await api.runOf(ended)).state.startsWith('DONE_'));
  const env = { ...process.env, GIT_COMMITTER_DATE: '@1700000000 +0000' };
  const args = ['-C', path, '-c', 'user.name=t', '-c', 'user.email=t@t', 'commit-tree', '-m', 'old', 'trunk^{tree}'];
  const old = execFileSync('git', args, { encoding: 'utf8', env }).trim();
  const held = (runId: string, id: string) => `refs/autopack/held/${runId}/${id}`;
  const young = git(path, 'rev-parse', 'trunk');
  const stay = [held(ended, young), held(living, old), held('of-another-installation', old)].sort();
  for (const ref of [held(ended, old), ...stay]) git(path, 'update-ref', ref, ref.split('/').at(-1)!);
  const other = await server.another();
  await until('the sweep', () => !refs(path).includes(held(ended, old)), 15_000);
  await other.close();
  expect(
    refs(path)
      .split('\n')
      .filter((ref) => ref.startsWith('refs/autopack')),
  ).toEqual(stay);
});
