/** Somebody deletes refs of a live run, such as a mirror that is updated with `--prune` (G9): they are put back, and the run continues and reports it. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { GitRepository } from '../../src/git/git-repository.js';
import { plan } from '../support/api/api.js';
import { gql } from '../support/api/gql.js';
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

/** A run over a repository that mirrors another one. */
async function aRun(): Promise<{ path: string; runId: string; branch: string }> {
  const name = `back-${(made += 1)}`;
  const origin = repositories.make(`${name}-origin`);
  const path = join(repositories.folder, `${name}.git`);
  execFileSync('git', ['clone', '-q', '--mirror', origin, path]);
  await createProject(api, { projectId: name, repositoryPath: path });
  expect((await api.startRun({ runId: name, projectId: name, tiers: plan({ T1: ['a', 'b'] }) })).errors).toEqual([]);
  return { path, runId: name, branch: `refs/heads/autonomous/${name}` };
}
const built = async (runId: string) =>
  expect(
    (await api.build((await api.lease('BUILDER', { runId })).token, { patch: aPatch(`src/f${(made += 1)}.txt`) }))
      .errors,
  ).toEqual([]);
const tested = async (runId: string) =>
  expect((await api.ci({ leaseToken: (await api.lease('CI', { runId })).token })).errors).toEqual([]);
const refs = (path: string) =>
  git(path, 'for-each-ref', '--format=%(refname)', 'refs/heads/autonomous', 'refs/tags').split('\n');
/** Everything that the origin does not have is gone afterwards, our own refs too. */
const prune = (path: string) => {
  git(path, 'fetch', '-q', '--prune', 'origin');
  expect(git(path, 'for-each-ref').includes('auto')).toBe(false);
};
const displayed = async (runId: string) =>
  (await server.request(gql(`query ($id: ID!) { run(runId: $id) { refsPutBack } }`), { id: runId })).run!.refsPutBack;

it('G9: a mirror that is pruned at each step of a run has the branch and all tags in the end, and the run names them', async () => {
  const { path, runId, branch } = await aRun();
  prune(path);
  await built(runId);
  prune(path);
  await tested(runId);
  prune(path);
  await built(runId);
  prune(path);
  await tested(runId);
  await until('the run to end', async () => (await api.runOf(runId)).state.startsWith('DONE_'));
  expect((await api.runOf(runId)).state).toBe('DONE_SUCCESS');
  const [a, b] = ['a', 'b'].map((phase) => `refs/tags/autonomous/${runId}/${phase}`) as [string, string];
  expect(refs(path)).toEqual([branch, a, b]);
  expect(await displayed(runId)).toEqual([branch, a]);
  git(path, 'fsck', '--strict');
  await expectConsistent(server.database, runId);
});

it('G9: a branch that is deleted between intent and move is put back', async () => {
  const { path, runId, branch } = await aRun();
  let isFirst = true;
  GitRepository.prototype.moveRef = async function (this: GitRepository, move) {
    if (isFirst && move.ref === branch) git(path, 'update-ref', '-d', branch);
    isFirst = false;
    return moveRef.call(this, move);
  };
  await built(runId);
  expect(refs(path)).toContain(branch);
  expect(await displayed(runId)).toEqual([branch]);
});

it('G9: a branch that was moved ends the run as before', async () => {
  const { path, runId, branch } = await aRun();
  await built(runId);
  git(path, 'update-ref', branch, git(path, 'commit-tree', '-m', 'x', `${git(path, 'rev-parse', `${branch}^{tree}`)}`));
  await tested(runId);
  expect((await api.runOf(runId)).state).toBe('DONE_FAILED_ENVIRONMENT');
});

it('G9: a branch that is gone with its objects ends the run with what to do', async () => {
  const { path, runId } = await aRun();
  await built(runId);
  prune(path);
  git(path, 'gc', '-q', '--prune=now');
  await api.ci({ leaseToken: (await api.lease('CI', { runId })).token });
  for (let more = 0; more < 5 && !(await api.runOf(runId)).state.startsWith('DONE_'); more += 1) {
    await api.ci({ leaseToken: (await api.lease('CI', { runId })).token });
  }
  expect((await api.runOf(runId)).state).toBe('DONE_FAILED_ENVIRONMENT');
  expect((await api.runOf(runId)).failure!.message).toMatch(
    /is not in the project's repository any more: .* Fetch the commit from/,
  );
});
