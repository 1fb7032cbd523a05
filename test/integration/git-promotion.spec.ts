/** How the work of a run comes onto another branch: found out in a quarantine, so that no branch and no work tree moves by looking (M2). */
import { join } from 'node:path';

import type { GitRepository } from '../../src/git/git-repository.js';
import { git, parentsOf, README, TestRepository } from '../support/git/git-repositories.js';

describe('M2: bringing a run onto its target branch', () => {
  let repository: TestRepository;
  let opened: GitRepository;

  beforeEach(async () => {
    repository = await TestRepository.make({ kind: 'work-tree', branch: 'trunk' });
    opened = await repository.open();
  });
  afterEach(() => repository.remove());

  async function merge(source: string, target: string) {
    const before = await repository.fingerprint();
    const result = await opened.mergeForPromotion({ source, target });
    expect(await repository.fingerprint()).toEqual(before);
    if (result.kind !== 'merge') expect(await repository.leftovers()).toEqual([]);
    return result;
  }

  it('M2: a target that has not moved is fast-forwarded', async () => {
    const source = await repository.commit('autonomous/r1', { x: 'x\n' });
    expect(await merge(source, repository.base)).toEqual({ kind: 'fast-forward', commit: source });
  });

  it('M2: a target that has everything already is left as it is', async () => {
    const target = await repository.commit('ahead', { x: 'x\n' });
    expect(await merge(repository.base, target)).toEqual({ kind: 'contained' });
    expect(await merge(target, target)).toEqual({ kind: 'contained' });
  });

  it('M2: both sides moved in different places: a merge commit with both parents, the same one for every repeat', async () => {
    const target = await repository.commit('target', { 'README.md': README.replace('one', 'ONE') });
    const source = await repository.commit('autonomous/r1', { 'README.md': README.replace('five', 'FIVE'), x: 'x\n' });
    const made: string[] = [];
    for (let i = 0; i < 2; i += 1) {
      const result = await merge(source, target);
      if (result.kind !== 'merge') throw new Error(`The merge is ${result.kind}`);
      made.push(
        await result.held.commit({
          message: 'Promote r1\n',
          at: new Date(1_000),
          identity: { name: 'O <p>\nerator', email: 'o@x' },
        }),
      );
      await result.held.discard();
    }
    expect(new Set(made).size).toBe(1);
    const [commit] = made as [string];
    expect(await parentsOf(repository.path, commit)).toEqual([target, source]);
    expect(await git(repository.path, 'show', `${commit}:README.md`)).toBe('ONE\ntwo\nthree\nfour\nFIVE');
    expect(await git(repository.path, 'show', '-s', '--format=%an <%ae>|%cn', commit)).toBe(
      'O p erator <o@x>|O p erator',
    );
    expect(await opened.moveRef({ ref: 'refs/heads/target', old: target, next: commit, allow: 'promotion' })).toBe(
      'moved',
    );
    await git(repository.path, 'fsck', '--strict', commit);
    expect(await repository.leftovers()).toEqual([]);
  });

  it('M2: the same lines changed on both sides are a conflict that names its files', async () => {
    const target = await repository.commit('target', { 'README.md': README.replace('one', 'uno'), 'src/a.ts': 'x\n' });
    const source = await repository.commit('autonomous/r1', {
      'README.md': README.replace('one', 'eins'),
      'src/a.ts': 'y\n',
      z: 'z\n',
    });
    expect(await merge(source, target)).toMatchObject({ kind: 'conflict', paths: ['README.md', 'src/a.ts'] });
  });

  it('M2: two branches without a common history are a conflict', async () => {
    await git(repository.clone, 'checkout', '-q', '--orphan', 'alone');
    await git(repository.clone, 'commit', '-q', '-m', 'alone');
    const alone = await git(repository.clone, 'rev-parse', 'HEAD');
    await git(repository.clone, 'push', '-q', repository.path, `${alone}:refs/heads/alone`);
    expect(await merge(alone, repository.base)).toMatchObject({
      kind: 'conflict',
      paths: [],
      message: expect.stringMatching(/no common/) as string,
    });
  });

  it('M2: a merge driver of the repository is not started', async () => {
    const witness = join(repository.folder, 'witness');
    await git(repository.path, 'config', 'merge.evil.driver', `touch ${witness}; false`);
    await git(repository.path, 'config', 'merge.default', 'evil');
    const target = await repository.commit('target', {
      '.gitattributes': '* merge=evil\n',
      'README.md': README.replace('one', 'ONE'),
    });
    const source = await repository.commit('autonomous/r1', { 'README.md': README.replace('five', 'FIVE') });
    const result = await merge(source, target);
    expect(result.kind).toBe('merge');
    if (result.kind === 'merge') await result.held.discard();
    await expect(git(repository.folder, 'hash-object', witness)).rejects.toThrow();
  });

  it('M2: in a bare repository no branch is checked out', async () => {
    const bare = await TestRepository.make({ kind: 'bare', branch: 'trunk' });
    try {
      expect(await (await bare.open()).workTreeObstacle('trunk')).toBeNull();
    } finally {
      await bare.remove();
    }
  });
});
