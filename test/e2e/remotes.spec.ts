/** Pushing to remotes: what is pushed and when, to real bare repositories (M3). */
import { git } from '../support/git/small-repositories.js';
import { until } from '../support/waiting.js';
import { refsOf, refsOfRun, RemoteWorld } from './remotes.fixture.js';

let world: RemoteWorld;
beforeAll(async () => (world = await RemoteWorld.open()), 60_000);
afterAll(() => world?.close());

const count = (path: string, runId: string) => Object.keys(refsOfRun(path, runId)).length;

/** Waits until the remote has what the repository has of a run. */
const same = (path: string, bare: string, runId: string) =>
  until('the refs of the run', () => {
    const [here, there] = [refsOfRun(path, runId), refsOfRun(bare, runId)];
    return Object.keys(here).length > 0 && JSON.stringify(here) === JSON.stringify(there);
  });

describe('M3: what is pushed, and when', () => {
  it('M3: branch and tags of a run are on the remote after each snapshot, and nothing else', async () => {
    const { path, bare } = await world.project('each');
    await world.set('each', bare);
    await world.start('each-1', 'each', ['a', 'b']);
    await world.phase('each-1');
    await until('the first snapshot', () => count(bare, 'each-1') === 2);
    expect(refsOfRun(bare, 'each-1')).toEqual(refsOfRun(path, 'each-1'));
    await world.phase('each-1', 'src/second.txt');
    await until('the second snapshot', () => count(bare, 'each-1') === 3);
    expect(refsOfRun(bare, 'each-1')).toEqual(refsOfRun(path, 'each-1'));
    expect(Object.keys(refsOf(bare)).filter((ref) => !ref.includes('/autonomous/'))).toEqual([]);
    const { push, url } = await world.remotes.settled('each', 'IDLE');
    expect([url, push.pendingRefs, push.failures, push.lastFault]).toEqual([`file://${bare}`, 0, 0, null]);
    expect(push.lastPushedAt).not.toBeNull();
    const pushes = await world.remotes.pushesOf('each-1');
    expect(pushes.map(({ ref, pushed, state }) => [ref, pushed, state])).toEqual(
      Object.entries(refsOfRun(path, 'each-1')).map(([ref, id]) => [ref, id, 'PUSHED']),
    );
  });

  it('M3: a patch that is not green yet is not pushed', async () => {
    const { path, bare } = await world.project('unjudged');
    await world.set('unjudged', bare);
    await world.start('unjudged-1', 'unjudged', ['a', 'b']);
    await world.phase('unjudged-1');
    await until('the snapshot', () => count(bare, 'unjudged-1') === 2);
    const green = refsOf(bare)['refs/heads/autonomous/unjudged-1'];
    const { token } = await world.api.lease('BUILDER', { runId: 'unjudged-1' });
    const { errors } = await world.api.build(token, {
      patch: 'diff --git a/n b/n\nnew file mode 100644\n--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+x\n',
    });
    expect(errors).toEqual([]);
    expect(refsOf(path)['refs/heads/autonomous/unjudged-1']).not.toBe(green);
    await world.remotes.retry('unjudged');
    await world.remotes.settled('unjudged', 'IDLE');
    expect(refsOf(bare)['refs/heads/autonomous/unjudged-1']).toBe(green);
  });

  it('M3: over HTTP with a login, which no other address gets', async () => {
    const { path, bare, remote } = await world.httpProject('http');
    world.grant({
      [`${remote.origin}/other/`]: { token: 'wrong-token' },
      [`${remote.origin}/ht`]: { token: 'wrong-too' },
      [remote.url]: { username: 'robot', password: 'hunter2-very-secret' },
    });
    await world.start('http-1', 'http');
    await world.phase('http-1');
    await same(path, bare, 'http-1');
    const { credentials } = (await world.remotes.remoteOf('http'))!;
    expect(credentials).toEqual({ kinds: ['PASSWORD'], webhookSecret: false, fault: null });
    const used = new Set(remote.seen.map(({ authorization }) => authorization));
    expect([...used].filter(Boolean)).toEqual([`Basic ${btoa('robot:hunter2-very-secret')}`]);
  });

  it('M3: an entry for an address without .git is for the one with it too', async () => {
    // An address may hold an equals sign.
    const { path, bare, remote } = await world.httpProject('bare-name', 'bare=name.git');
    world.grant({ [remote.url.replace(/\.git$/, '')]: { username: 'robot', password: 'hunter2-very-secret' } });
    await world.start('bare-name-1', 'bare-name');
    await world.phase('bare-name-1');
    await same(path, bare, 'bare-name-1');
  });

  it('M3: a promotion pushes its target, and no other branch', async () => {
    const { path, bare } = await world.project('promoted');
    git(path, 'branch', 'feature');
    await world.set('promoted', bare);
    await world.start('promoted-1', 'promoted');
    await world.phase('promoted-1');
    await same(path, bare, 'promoted-1');
    expect(refsOf(bare)['refs/heads/trunk']).toBeUndefined();
    expect((await world.api.command('promoteRun', { runId: 'promoted-1' })).errors).toEqual([]);
    await until('the target', () => refsOf(bare)['refs/heads/trunk'] !== undefined);
    expect(refsOf(bare)['refs/heads/trunk']).toBe(refsOf(path)['refs/heads/trunk']);
    expect(refsOf(bare)['refs/heads/feature']).toBeUndefined();
  });

  it('M3: a remote that is set later gets what runs have made, one that is removed gets nothing more', async () => {
    const { path, bare } = await world.project('later');
    await world.start('later-1', 'later');
    await world.phase('later-1');
    await world.start('later-2', 'later', ['a', 'b']);
    await world.phase('later-2');
    expect(await world.remotes.pushesOf('later-1')).toEqual([]);
    await world.set('later', bare);
    await same(path, bare, 'later-1');
    await same(path, bare, 'later-2');
    await world.remotes.settled('later', 'IDLE');
    expect((await world.remotes.remove('later')).errors).toEqual([]);
    const before = refsOf(bare);
    await world.phase('later-2', 'src/second.txt');
    expect(await world.remotes.remoteOf('later')).toBeNull();
    expect(await world.remotes.pushesOf('later-2')).toEqual([]);
    expect(refsOf(bare)).toEqual(before);
    expect((await world.remotes.remove('later')).errors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });

  it('M3: a branch that somebody deleted on the remote is pushed again', async () => {
    const { path, bare } = await world.project('deleted');
    await world.set('deleted', bare);
    await world.start('deleted-1', 'deleted', ['a', 'b']);
    await world.phase('deleted-1');
    await same(path, bare, 'deleted-1');
    await world.remotes.settled('deleted', 'IDLE');
    git(bare, 'update-ref', '-d', 'refs/heads/autonomous/deleted-1');
    await world.phase('deleted-1', 'src/second.txt');
    await same(path, bare, 'deleted-1');
  });

  it('M3: a branch that somebody moved on the remote is not overwritten; retryPush goes on when it is free', async () => {
    const { path, bare } = await world.project('moved');
    await world.set('moved', bare);
    await world.start('moved-1', 'moved', ['a', 'b']);
    await world.phase('moved-1');
    await same(path, bare, 'moved-1');
    await world.remotes.settled('moved', 'IDLE');
    const branch = 'refs/heads/autonomous/moved-1';
    const foreign = git(bare, 'commit-tree', '-m', 'foreign', '-p', branch, `${branch}^{tree}`);
    git(bare, 'update-ref', branch, foreign);
    await world.phase('moved-1', 'src/second.txt');
    const { push } = await world.remotes.settled('moved', 'CONFLICT');
    expect(push.pendingRefs).toBe(1);
    const [ref] = await world.remotes.pushesOf('moved-1');
    expect(ref).toMatchObject({ ref: branch, state: 'CONFLICT', lastFault: 'CONFLICT' });
    expect(ref!.lastError).toMatch(new RegExp(`${foreign}.*rename or delete it on the remote, then retryPush`));
    expect(refsOf(bare)[branch]).toBe(foreign);
    // It is not tried again by itself, and it does not keep the tag away.
    expect(count(bare, 'moved-1')).toBe(3);
    expect(await world.api.runOf('moved-1')).toMatchObject({ state: 'DONE_SUCCESS' });
    git(bare, 'update-ref', '-d', branch);
    expect((await world.remotes.retry('moved')).errors).toEqual([]);
    await same(path, bare, 'moved-1');
  });

  it('M3: a target that somebody pushed to is left as it is', async () => {
    const { path, bare } = await world.project('target');
    git(path, 'push', '-q', bare, 'trunk');
    const other = git(bare, 'commit-tree', '-m', 'other', '-p', 'refs/heads/trunk', 'refs/heads/trunk^{tree}');
    git(bare, 'update-ref', 'refs/heads/trunk', other);
    await world.set('target', bare);
    await world.start('target-1', 'target');
    await world.phase('target-1');
    expect((await world.api.command('promoteRun', { runId: 'target-1' })).errors).toEqual([]);
    await world.remotes.settled('target', 'CONFLICT');
    const ref = (await world.remotes.pushesOf('target-1')).find(({ state }) => state === 'CONFLICT');
    expect(ref!.lastError).toMatch(/Fetch it, merge both/);
    expect(refsOf(bare)['refs/heads/trunk']).toBe(other);
    // Somebody merges both and pushes the result: the promotion is contained then.
    git(path, 'fetch', '-q', bare, 'trunk');
    const merge = git(path, 'commit-tree', '-m', 'both', '-p', 'FETCH_HEAD', '-p', 'trunk', 'trunk^{tree}');
    git(path, 'push', '-q', bare, `${merge}:refs/heads/trunk`);
    await world.remotes.retry('target');
    await world.remotes.settled('target', 'IDLE');
    expect(refsOf(bare)['refs/heads/trunk']).toBe(merge);
  });
});
