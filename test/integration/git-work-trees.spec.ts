/** Work trees follow the branch that a promotion moves, if nothing of their user's is in the way (M2). */
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { GitRepository } from '../../src/git/git-repository.js';
import { git, README, TestRepository } from '../support/git/git-repositories.js';

const FILES = { 'README.md': README, 'src/a.ts': 'a\n', 'src/gone.ts': 'gone\n', 'a b/ü.txt': 'u\n' };

describe('M2: the target is checked out', () => {
  let repository: TestRepository;
  let opened: GitRepository;
  let tree: string;
  let to: string;

  beforeEach(async () => {
    repository = await TestRepository.make({ kind: 'work-tree', branch: 'trunk', files: FILES });
    opened = await repository.open();
    tree = repository.path;
    to = await repository.commit('run', {
      'src/a.ts': 'A\n',
      'src/gone.ts': null,
      'new/b.ts': 'b\n',
      'a b/ü.txt': 'U\n',
    });
  });
  afterEach(() => repository.remove());

  const step = () => ({ from: repository.base, to });
  const move = () => opened.moveBranch('trunk', step(), 'promote');
  const status = () => git(tree, 'status', '--porcelain');
  const tip = () => git(tree, 'rev-parse', 'refs/heads/trunk');

  async function followed(at = tree): Promise<void> {
    expect(await git(at, 'status', '--porcelain')).toBe('');
    expect(await readFile(join(at, 'new/b.ts'), 'utf8')).toBe('b\n');
    expect(await readFile(join(at, 'src/a.ts'), 'utf8')).toBe('A\n');
    expect(existsSync(join(at, 'src/gone.ts'))).toBe(false);
    expect(await git(at, 'symbolic-ref', '--short', 'HEAD')).toBe(at === tree ? 'trunk' : 'linked');
  }

  it('M2: index and files of a clean work tree move with it, as after a fast-forward pull', async () => {
    expect(await move()).toBe('moved');
    expect(await tip()).toBe(to);
    await followed();
  });

  it("M2: files that are not tracked, or were touched and not changed, are left alone and in nobody's way", async () => {
    await writeFile(join(tree, 'notes.txt'), 'mine\n');
    await utimes(join(tree, 'src/a.ts'), 1, 1);
    expect(await opened.workTreeObstacle('trunk')).toBeNull();
    expect(await move()).toBe('moved');
    expect(await status()).toBe('?? notes.txt');
    expect(await readFile(join(tree, 'notes.txt'), 'utf8')).toBe('mine\n');
  });

  it('M2: a linked work tree follows too', async () => {
    const linked = join(repository.folder, 'linked-tree');
    await git(tree, 'worktree', 'add', '-q', '-b', 'linked', linked, repository.base);
    expect(await opened.moveBranch('linked', step(), 'promote')).toBe('moved');
    await followed(linked);
    expect(await tip()).toBe(repository.base);
  });

  it('M2: a work tree that is gone, or is on another branch, is none', async () => {
    await git(tree, 'checkout', '-q', '-b', 'elsewhere');
    await writeFile(join(tree, 'src/a.ts'), 'mine\n');
    expect(await move()).toBe('moved');
    expect(await readFile(join(tree, 'src/a.ts'), 'utf8')).toBe('mine\n');
  });

  const inTheWay: [string, () => Promise<unknown>, RegExp][] = [
    [
      'a changed file',
      () => writeFile(join(tree, 'README.md'), 'mine\n'),
      /changes that are not committed: "README\.md"/,
    ],
    ['a staged file', () => writeFile(join(tree, 'x'), 'x\n').then(() => git(tree, 'add', 'x')), /not committed: "x"/],
    ['a removed file', () => git(tree, 'rm', '-q', 'README.md'), /not committed: "README\.md"/],
    ['a changed mode', () => chmod(join(tree, 'README.md'), 0o755), /not committed: "README\.md"/],
    ['a file that would be overwritten', () => put('new/b.ts'), /not tracked and would be overwritten: "new\/b\.ts"/],
    [
      'an ignored file that would be overwritten',
      async () => {
        await writeFile(join(tree, '.git/info/exclude'), 'new/\n');
        await put('new/b.ts');
      },
      /would be overwritten: "new\/b\.ts"/,
    ],
    ['a merge half way', () => writeFile(join(tree, '.git/MERGE_HEAD'), `${to}\n`), /in the middle of a merge/],
    ['a rebase half way', () => mkdir(join(tree, '.git/rebase-merge')), /in the middle of a rebase/],
    ['another git', () => writeFile(join(tree, '.git/index.lock'), ''), /in the middle of another git/],
    [
      'a folder that became a link',
      async () => {
        await git(tree, 'rm', '-q', '-r', '--cached', 'a b');
        await symlink('/tmp', join(tree, 'link'));
      },
      /not committed: "a b\//,
    ],
  ];
  const put = async (path: string): Promise<void> => {
    await mkdir(join(tree, path, '..'), { recursive: true });
    await writeFile(join(tree, path), 'mine\n');
  };

  it.each(inTheWay)('M2: %s is in the way: nothing moves, and the sentence says what', async (_, prepare, sentence) => {
    await prepare();
    const before = await repository.fingerprint();
    await expect(move()).rejects.toThrow(sentence);
    const after = await repository.fingerprint();
    // The index is only refreshed.
    expect({ ...after, '.git/index': '' }).toEqual({ ...before, '.git/index': '' });
    expect(await tip()).toBe(repository.base);
  });

  it('M2: a file that goes through a filter is in the way, and no filter of the repository is run', async () => {
    const witness = join(repository.folder, 'witness');
    for (const side of ['clean', 'smudge', 'process'])
      await git(tree, 'config', `filter.lfs.${side}`, `touch ${witness}; cat`);
    await git(tree, 'config', 'filter.lfs.required', 'true');
    await writeFile(join(tree, '.git/info/attributes'), '*.ts filter=lfs\n');
    await utimes(join(tree, 'src/a.ts'), 1, 1);
    await expect(move()).rejects.toThrow(/go through a filter.*"new\/b\.ts"/);
    expect(existsSync(witness)).toBe(false);
    expect(await tip()).toBe(repository.base);
  });

  it('M2: no hook of the repository is run', async () => {
    const witness = join(repository.folder, 'witness');
    for (const name of ['post-checkout', 'post-merge', 'reference-transaction', 'post-index-change']) {
      const hook = join(tree, '.git/hooks', name);
      await mkdir(join(tree, '.git/hooks'), { recursive: true });
      await writeFile(hook, `#!/bin/sh\ntouch ${witness}\n`);
      await chmod(hook, 0o755);
    }
    expect(await move()).toBe('moved');
    expect(existsSync(witness)).toBe(false);
  });

  it("G7, M2: a server that died after the branch moved: the work tree follows later, once, and never over somebody's changes", async () => {
    await git(tree, 'update-ref', 'refs/heads/trunk', to);
    await opened.followBranch('trunk', step());
    await followed();
    await writeFile(join(tree, 'src/a.ts'), 'mine\n');
    await opened.followBranch('trunk', step());
    expect(await readFile(join(tree, 'src/a.ts'), 'utf8')).toBe('mine\n');
    await git(tree, 'reset', '-q', '--hard', repository.base);
    await git(tree, 'update-ref', 'refs/heads/trunk', to);
    await git(tree, 'reset', '-q', '--mixed', repository.base);
    await git(tree, 'update-ref', 'refs/heads/trunk', to);
    await writeFile(join(tree, 'README.md'), 'mine\n');
    await opened.followBranch('trunk', step());
    expect(await readFile(join(tree, 'README.md'), 'utf8')).toBe('mine\n');
    expect(await readFile(join(tree, 'src/a.ts'), 'utf8')).toBe('a\n');
  });

  it('M2: a branch that somebody moved meanwhile is left alone, and so are index and files', async () => {
    const other = await repository.commit('other', { 'src/a.ts': 'other\n' });
    await git(tree, 'merge', '-q', '--ff-only', other);
    await expect(move()).rejects.toThrow(/cannot switch|not committed/);
    expect(await tip()).toBe(other);
    expect(await status()).toBe('');
  });
});

describe('M2: the branch that runs start from', () => {
  it.each([
    ['what HEAD names', async (path: string) => git(path, 'checkout', '-q', '-b', 'work'), 'work'],
    [
      'of a detached HEAD, the default of the remote',
      async (path: string) => git(path, 'checkout', '-q', '--detach'),
      'trunk',
    ],
    [
      'of a detached HEAD without a remote, main',
      async (path: string) => {
        await git(path, 'branch', '-m', 'trunk', 'main');
        await git(path, 'remote', 'remove', 'origin');
        await git(path, 'checkout', '-q', '--detach');
      },
      'main',
    ],
    [
      'none, where nothing tells',
      async (path: string) => {
        await git(path, 'remote', 'remove', 'origin');
        await git(path, 'checkout', '-q', '--detach');
      },
      null,
    ],
  ])('M2: is %s', async (_, prepare, branch) => {
    const repository = await TestRepository.make({ kind: 'work-tree', branch: 'trunk' });
    try {
      await prepare(repository.path);
      expect(await (await repository.open()).fixedBranch()).toBe(branch);
    } finally {
      await repository.remove();
    }
  });
});
