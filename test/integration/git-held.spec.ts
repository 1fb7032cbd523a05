/** Objects that wait for their ref stay, however often somebody prunes, and what holds them is seen by nobody (G9). */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { heldRef, integrationRef, isRunRef, snapshotRef } from '../../src/domain/model/ref-names.js';
import type { GitRepository } from '../../src/git/git-repository.js';
import { bringHeld } from '../../src/git/held-objects.js';
import { findRepository } from '../../src/git/repository-place.js';
import { gitIn } from '../../src/git/run-git.js';
import { git, LIMITS, newFile, TestRepository, type TestRepositoryOptions } from '../support/git/git-repositories.js';
import { run } from '../support/programs.js';

const AT = new Date('2026-03-04T05:06:07.890Z');
const HELD = { heldFor: 'r1' };

const PRUNES: readonly (readonly [name: string, steps: readonly string[][]])[] = [
  ['gc --prune=now', [['gc', '-q', '--prune=now']]],
  ['prune', [['prune', '--expire=now']]],
  [
    'repack and prune',
    [
      ['repack', '-q', '-a', '-d'],
      ['prune-packed', '-q'],
      ['prune', '--expire=now'],
    ],
  ],
  [
    'pack-refs and gc',
    [
      ['pack-refs', '--all'],
      ['reflog', 'expire', '--expire=now', '--expire-unreachable=now', '--all'],
      ['gc', '-q', '--prune=now'],
    ],
  ],
];
const KINDS: readonly (readonly [name: string, options: TestRepositoryOptions])[] = [
  ['a bare repository', { kind: 'bare' }],
  ['a linked work tree', { kind: 'linked-work-tree', branch: 'main' }],
  ['a repository of the other object format', { kind: 'bare', objectFormat: 'sha256' }],
];

describe.each(KINDS)('G9: what waits for its ref, in %s', (_, options) => {
  let repository: TestRepository;
  let opened: GitRepository;
  beforeEach(async () => {
    repository = await TestRepository.make(options);
    opened = await repository.open();
  });
  afterEach(() => repository.remove());

  async function kept(patch = newFile('src/x.ts') + newFile('deep/er/y', 'y\n')): Promise<string> {
    const { held } = await opened.inspectPatch({ base: repository.base, patch, limits: LIMITS });
    const commit = await held!.commit({ message: 'x\n', at: AT }, HELD);
    await held!.discard();
    return commit;
  }
  const prune = async (steps: readonly string[][]) => {
    for (const step of steps) await git(repository.path, ...step);
  };

  it.each(PRUNES)(
    'G9: %s between a commit and its ref, and between a tag and its ref, takes nothing away',
    async (_, steps) => {
      const commit = await kept();
      await prune(steps);
      const ref = integrationRef('r1');
      expect(await opened.moveRef({ ref, old: null, next: commit })).toBe('moved');
      await opened.releaseMoved('r1', [commit]);
      const tag = await opened.makeTagObject({ tag: 'autonomous/r1/p1', commit, message: 'm', at: AT }, HELD);
      await prune(steps);
      expect(await opened.moveRef({ ref: snapshotRef('r1', 'p1'), old: null, next: tag })).toBe('moved');
      await opened.releaseMoved('r1', [tag]);
      await prune(steps);
      expect(await opened.heldObjects(null)).toEqual([]);
      await git(repository.path, 'fsck', '--strict', '--connectivity-only');
      expect(await git(repository.path, 'show', `${commit}:deep/er/y`)).toBe('y');
      expect(await git(repository.path, 'for-each-ref', '--format=%(contents)', 'refs/tags')).toBe('m\n');
    },
  );

  it('G9: what is held no longer is pruned, and no mark and no ref is left of it', async () => {
    const commit = await kept();
    expect((await opened.heldObjects('r1')).map(({ id }) => id)).toEqual([commit]);
    expect(await opened.heldObjects('r')).toEqual([]);
    await opened.releaseMoved('r1', [null, commit]);
    await opened.releaseMoved('r1', [commit]);
    await git(repository.path, 'gc', '-q', '--prune=now');
    expect(await opened.commitExists(commit)).toBe(false);
    expect(await git(repository.path, 'for-each-ref', 'refs/autopack')).toBe('');
  });

  it('G9: a repeat gives the same commit and one ref, and nobody sees it as a branch or a tag', async () => {
    const commits = [await kept(), await kept(), ...(await Promise.all([kept(), kept(), kept()]))];
    expect(new Set(commits).size).toBe(1);
    expect(await git(repository.path, 'for-each-ref', '--format=%(refname)', 'refs/autopack')).toBe(
      heldRef('r1', commits[0]!),
    );
    expect(isRunRef(heldRef('r1', commits[0]!))).toBe(false);
    expect(await git(repository.path, 'branch', '-a', '--list', '*autopack*')).toBe('');
    expect(await git(repository.path, 'tag', '--list')).toBe('');
    const copy = join(repository.folder, 'copy');
    await git(repository.folder, 'clone', '-q', repository.path, copy);
    expect(await git(copy, 'for-each-ref', '--format=%(refname)')).not.toContain('autopack');
    expect((await readdir(join(await objects(repository), 'pack'))).filter((name) => name.endsWith('.keep'))).toEqual(
      [],
    );
  });
});

const objects = async (repository: TestRepository): Promise<string> =>
  resolve(repository.path, await git(repository.path, 'rev-parse', '--git-path', 'objects'));

describe('G9: what is too much for the memory of the server', () => {
  const MIB = 1_048_576;
  const FILES = ['a', 'b', 'c', 'd'];
  /** As git prints a file of 24 MiB. */
  const LINE = `${'x'.repeat(1_023)}\n`;
  const LINES = 24 * 1_024;

  it('G9: a commit whose files have 96 MiB comes in without them in memory, held or not', async () => {
    const files = Object.fromEntries(FILES.map((name) => [name, `${LINE.repeat(LINES)}${name}\n`]));
    const repository = await TestRepository.make({ files });
    try {
      const opened = await repository.open();
      const patch = await repository.patch(Object.fromEntries(FILES.map((name) => [name, `${files[name]}more\n`])));
      expect(patch.length).toBeLessThan(20_000);
      const { held } = await opened.inspectPatch({ base: repository.base, patch, limits: LIMITS });
      const order = { message: 'x\n', at: AT };
      const most = mostMemory();
      const commit = await held!.commit(order);
      expect(await opened.heldObjects('r1')).toEqual([]);
      expect(await held!.commit(order, HELD)).toBe(commit);
      expect(most() / MIB).toBeLessThan(40);
      await held!.discard();
      await git(repository.path, 'fsck', '--strict', commit);
      expect(await git(repository.path, 'diff', '--shortstat', repository.base, commit)).toBe(
        ' 4 files changed, 4 insertions(+)',
      );
      expect((await opened.heldObjects('r1')).map(({ id }) => id)).toEqual([commit]);
    } finally {
      await repository.remove();
    }
  });

  /** Counts what buffers hold, which is looked at all the while. */
  function mostMemory(): () => number {
    const look = () => process.memoryUsage().arrayBuffers;
    const before = look();
    let most = before;
    const timer = setInterval(() => (most = Math.max(most, look())), 2);
    return () => {
      clearInterval(timer);
      return Math.max(most, look()) - before;
    };
  }
});

describe('G9: while objects come in', () => {
  let repository: TestRepository;
  let opened: GitRepository;
  beforeEach(async () => {
    repository = await TestRepository.make();
    opened = await repository.open();
  });
  afterEach(() => repository.remove());

  it('G9: commits come in and move their ref while another process prunes without a pause', async () => {
    let prunes = 0;
    let over = false;
    const pruning = (async () => {
      while (!over) {
        await run('git', ['gc', '-q', '--prune=now'], { cwd: repository.path, reject: false });
        prunes += 1;
      }
    })();
    const ref = integrationRef('r1');
    let old: string | null = null;
    let base = repository.base;
    for (let i = 0; i < 6 || prunes < 4; i += 1) {
      const { held } = await opened.inspectPatch({
        base,
        patch: newFile(`f${i}`, `${randomBytes(3_000).toString('hex')}\n`),
        limits: LIMITS,
      });
      const commit = await held!.commit({ message: `${i}\n`, at: AT }, HELD);
      await held!.discard();
      expect(await opened.moveRef({ ref, old, next: commit })).toBe('moved');
      await opened.releaseMoved('r1', [commit]);
      [old, base] = [commit, commit];
    }
    over = true;
    await pruning;
    await git(repository.path, 'fsck', '--strict');
    expect(await opened.heldObjects(null)).toEqual([]);
  });

  it('G9: the mark of a server that was killed amid a pack goes, and those of other programs stay', async () => {
    const folder = join(await objects(repository), 'pack');
    await git(repository.path, 'gc', '-q');
    const marks = { 'pack-1.keep': 'autopack\n', 'pack-2.keep': 'somebody else\n', 'pack-3.keep': '' };
    for (const [name, note] of Object.entries(marks)) {
      await writeFile(join(folder, name), note);
      await utimes(join(folder, name), new Date(0), new Date(0));
    }
    await writeFile(join(folder, 'pack-4.keep'), 'autopack\n');
    const commit = await git(repository.path, 'rev-parse', 'HEAD');
    await opened.makeTagObject({ tag: 't', commit, message: 'm', at: AT }, HELD);
    expect((await readdir(folder)).filter((name) => name.endsWith('.keep')).sort()).toEqual([
      'pack-2.keep',
      'pack-3.keep',
      'pack-4.keep',
    ]);
  });

  it('G9: a pack that cannot be held leaves no mark, and says why', async () => {
    await git(repository.path, 'update-ref', 'refs/autopack', repository.base);
    const order = { tag: 't', commit: repository.base, message: 'm', at: AT };
    await expect(opened.makeTagObject(order, HELD)).rejects.toThrow('git update-ref failed');
    expect((await readdir(join(await objects(repository), 'pack'))).filter((name) => name.endsWith('.keep'))).toEqual(
      [],
    );
    await expect(
      bringHeld(gitIn(repository.path), await findRepository(repository.path), Buffer.from('no pack'), {
        runId: 'r',
        id: '1',
      }),
    ).rejects.toThrow('git index-pack failed');
    expect(existsSync(join(repository.path, 'refs/autopack/held'))).toBe(false);
  });
});
