/** Refs of runs move by compare-and-swap, and nothing else moves (C3, G3, G4). */
import { existsSync } from 'node:fs';
import { chmod, mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import * as fc from 'fast-check';

import { idFault } from '../../src/domain/model/identity.js';
import { integrationRef, snapshotRef } from '../../src/domain/model/ref-names.js';
import { RefLocked } from '../../src/git/git-errors.js';
import type { GitRepository } from '../../src/git/git-repository.js';
import { commitTree, git, TestRepository } from '../support/git/git-repositories.js';

describe('G3: a ref moves only from its expected value', () => {
  let repository: TestRepository;
  let opened: GitRepository;
  let second: string;
  const ref = integrationRef('r1');

  beforeEach(async () => {
    repository = await TestRepository.make({ kind: 'work-tree' });
    opened = await repository.open();
    second = await repository.commit('second', { x: 'x\n' });
  });
  afterEach(() => repository.remove());

  it('G3: made, moved, put back and taken away, each time only from the expected place', async () => {
    const { base } = repository;
    expect(await opened.readRef(ref)).toBeNull();
    expect(await opened.moveRef({ ref, old: second, next: base })).toBe('elsewhere');
    expect(await opened.moveRef({ ref, old: null, next: base })).toBe('moved');
    expect(await opened.moveRef({ ref, old: null, next: second })).toBe('elsewhere');
    expect(await opened.moveRef({ ref, old: second, next: base })).toBe('elsewhere');
    expect(await opened.readRef(ref)).toBe(base);
    expect(await opened.moveRef({ ref, old: base, next: second })).toBe('moved');
    expect(await opened.moveRef({ ref, old: base, next: null })).toBe('elsewhere');
    expect(await opened.readRef(ref)).toBe(second);
    expect(await opened.moveRef({ ref, old: second, next: base })).toBe('moved');
    expect(await opened.moveRef({ ref, old: base, next: null })).toBe('moved');
    expect(await opened.readRef(ref)).toBeNull();
    expect(await opened.moveRef({ ref, old: base, next: null })).toBe('elsewhere');
  });

  it('G3: of several that move one ref from the same place at once, one wins', async () => {
    await opened.moveRef({ ref, old: null, next: repository.base });
    const tree = `${second}^{tree}`;
    const each = ['0', '1', '2', '3', '4', '5'];
    const commits = await Promise.all(
      each.map((message) => commitTree(repository.path, tree, [repository.base], message)),
    );
    const answers = await Promise.all(commits.map((next) => opened.moveRef({ ref, old: repository.base, next })));
    expect(answers.filter((answer) => answer === 'moved')).toHaveLength(1);
    expect(await opened.readRef(ref)).toBe(commits[answers.indexOf('moved')]);
  });

  it.each([
    'refs/heads/trunk',
    'refs/heads/main',
    'refs/heads/autonomous',
    'refs/heads/autonomous/r1/p1',
    'refs/heads/autonomousness/r1',
    'refs/tags/v1',
    'refs/tags/autonomous/r1',
    'refs/remotes/origin/autonomous/r1',
    'refs/replace/autonomous/r1',
    'HEAD',
    'autonomous/r1',
  ])('C3: a run cannot move %s', async (name) => {
    const before = await repository.fingerprint();
    await expect(opened.moveRef({ ref: name, old: null, next: second })).rejects.toThrow(
      'is not a ref that a run may move',
    );
    expect(await repository.fingerprint()).toEqual(before);
  });

  it('M2: promotion may move a branch, and never takes one away or touches a tag', async () => {
    const { base } = repository;
    expect(await opened.moveRef({ ref: 'refs/heads/trunk', old: base, next: second, allow: 'promotion' })).toBe(
      'moved',
    );
    const refused = 'is not a ref that a run may move';
    await expect(
      opened.moveRef({ ref: 'refs/heads/trunk', old: second, next: null, allow: 'promotion' }),
    ).rejects.toThrow(refused);
    await expect(opened.moveRef({ ref: 'refs/tags/v1', old: null, next: second, allow: 'promotion' })).rejects.toThrow(
      refused,
    );
  });

  it('C3: a branch of a run that only points to another branch is not followed', async () => {
    await git(repository.path, 'symbolic-ref', ref, 'refs/heads/trunk');
    await opened.moveRef({ ref, old: repository.base, next: second });
    expect(await opened.readRef('refs/heads/trunk')).toBe(repository.base);
    expect(await opened.readRef(ref)).toBe(second);
  });

  it('G3: a ref is read by its full name, not by a tag that looks like it', async () => {
    await git(repository.path, 'update-ref', 'refs/tags/refs/heads/autonomous/r1', second);
    await git(repository.path, 'update-ref', 'refs/refs/heads/autonomous/r1', second);
    expect(await opened.readRef(ref)).toBeNull();
    await expect(opened.readRef('autonomous/r1')).rejects.toThrow('is not the full name of a ref');
  });

  it('G3: hooks of the repository do not run when a ref moves', async () => {
    const witness = join(repository.folder, 'witness');
    const hooks = join(repository.path, '.git/hooks');
    await mkdir(hooks, { recursive: true });
    await writeFile(join(hooks, 'reference-transaction'), `#!/bin/sh\ntouch ${witness}\nexit 1\n`);
    await chmod(join(hooks, 'reference-transaction'), 0o755);
    await expect(git(repository.path, 'branch', 'probe')).rejects.toThrow();
    expect(existsSync(witness)).toBe(true);
    await rm(witness);
    expect(await opened.moveRef({ ref, old: null, next: second })).toBe('moved');
    expect(existsSync(witness)).toBe(false);
  });

  it.each([
    ['an old lock says that a person must look', 60 * 60_000, true, /60 minutes old.*Remove it when no git is at work/],
    ['a young lock says that another git is at work', 0, false, /Another git is at work/],
  ])('G7: %s, and stays', async (_, age, isStale, words) => {
    const lock = join(repository.path, '.git', `${ref}.lock`);
    await mkdir(dirname(lock), { recursive: true });
    await writeFile(lock, '');
    const since = new Date(Date.now() - age);
    await utimes(lock, since, since);
    const error = await opened.moveRef({ ref, old: null, next: second }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RefLocked);
    expect(error).toMatchObject({ isStale, message: expect.stringMatching(words) as string });
    expect((error as Error).message).not.toContain(repository.folder);
    expect(Object.keys(await repository.fingerprint())).toContain(`.git/${ref}.lock`);
  });

  it("G3: a branch that leaves no room for the run's is named", async () => {
    await git(repository.path, 'branch', 'autonomous');
    const moving = opened.moveRef({ ref, old: null, next: second });
    await expect(moving).rejects.toThrow(
      /'refs\/heads\/autonomous' exists; cannot create 'refs\/heads\/autonomous\/r1'/,
    );
    await expect(moving).rejects.not.toThrow(repository.folder);
  });

  it('G3: a ref never points to a missing object', async () => {
    await expect(opened.moveRef({ ref, old: null, next: '1'.repeat(40) })).rejects.toThrow('git update-ref failed');
    expect(await opened.readRef(ref)).toBeNull();
  });

  it('G4: branch, tags and further runs exist together, and no short name means two of them', async () => {
    const ids = ['r1', 'r1.p1', 'p1', 'autonomous', 'HEAD', 'refs', 'heads', '1'.repeat(40)];
    for (const run of ids) {
      expect(await opened.moveRef({ ref: integrationRef(run), old: null, next: second })).toBe('moved');
      for (const phase of ids) {
        expect(await opened.moveRef({ ref: snapshotRef(run, phase), old: null, next: repository.base })).toBe('moved');
      }
    }
    const short = (await git(repository.path, 'for-each-ref', '--format=%(refname:lstrip=2)')).split('\n');
    expect(new Set(short).size).toBe(short.length);
    expect(short.length).toBeGreaterThan(ids.length * (ids.length + 1));
  });
});

describe('I1: ids in refs', () => {
  const characters = [...'abcXYZ019._-'];
  const ids = fc
    .array(fc.constantFrom(...characters), { minLength: 1, maxLength: 12 })
    .map((parts) => parts.join(''))
    .filter((id) => idFault(id) === null);

  it('I1: every id is a valid part of a branch and of a tag', async () => {
    const repository = await TestRepository.make();
    try {
      const samples = [...new Set([...fc.sample(fc.tuple(ids, ids), 150).flat(), 'x'.repeat(100), 'a-', 'a_', '0'])];
      const answers = await Promise.all(
        [integrationRef, (id: string) => snapshotRef(id, id)].map((name) =>
          Promise.all(
            samples.slice(0, 60).map((id) =>
              git(repository.path, 'check-ref-format', name(id)).then(
                () => null,
                () => id,
              ),
            ),
          ),
        ),
      );
      expect(answers.flat().filter(Boolean)).toEqual([]);
    } finally {
      await repository.remove();
    }
  });
});
