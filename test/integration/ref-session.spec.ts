/** Refs are changed through one git for many changes, under the same checks as with a git for each (G3, G9). */
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import { heldRef, integrationRef } from '../../src/domain/model/ref-names.js';
import { RefSession } from '../../src/git/ref-session.js';
import { moveRef } from '../../src/git/refs.js';
import { findRepository } from '../../src/git/repository-place.js';
import { gitIn } from '../../src/git/run-git.js';
import { lookUp } from '../../src/processes/process-table.js';
import { commitTree, git, TestRepository } from '../support/git/git-repositories.js';
import { until } from '../support/waiting.js';

const path = process.env.PATH;
const runs = (pid: number): boolean => lookUp(pid)?.zombie === false;

let repository: TestRepository;
beforeEach(async () => {
  repository = await TestRepository.make({ files: { 'README.md': 'one\n' } });
});
afterEach(async () => {
  process.env.PATH = path;
  await repository.remove();
});
const refs = (): Promise<string> => git(repository.path, 'for-each-ref', '--format=%(objectname) %(refname)', 'refs/x');

describe('G3: one git for many changes of refs', () => {
  it('G3: makes one change after the other with one process, which ends by itself', async () => {
    const session = new RefSession(repository.path, 'a note', { idleMs: 100 });
    const { base } = repository;
    const requested = ['a', 'b', 'c'].map((name) => session.changed([`create refs/x/${name} ${base}`]));
    expect(await Promise.all(requested)).toEqual([true, true, true]);
    const { pid } = session;
    expect(runs(pid!)).toBe(true);
    expect(await session.changed([`verify refs/x/b ${base}`, `delete refs/x/a ${base}`])).toBe(true);
    expect(session.pid).toBe(pid);
    expect(await refs()).toBe(`${base} refs/x/b\n${base} refs/x/c`);
    await until('it to end', () => session.pid === null && !runs(pid!));
  });

  it('G3: does nothing of a change that does not go through in whole, and the next one with another process', async () => {
    const session = new RefSession(repository.path, 'a note');
    const { base } = repository;
    expect(await session.changed([`create refs/x/a ${base}`])).toBe(true);
    const { pid } = session;
    const both = [
      session.changed([`create refs/x/b ${base}`, `create refs/x/a ${base}`]),
      session.changed([`create refs/x/c ${base}`]),
    ];
    expect(await Promise.all(both)).toEqual([false, true]);
    expect(session.pid).not.toBe(pid);
    expect(await refs()).toBe(`${base} refs/x/a\n${base} refs/x/c`);
  });

  it('G3: a git that hangs or was killed is ended, and the next change finds another', async () => {
    const session = new RefSession(repository.path, 'a note', { answerMs: 300 });
    const { base } = repository;
    expect(await session.changed([`create refs/x/a ${base}`])).toBe(true);
    const hung = session.pid!;
    process.kill(hung, 'SIGSTOP');
    expect(await session.changed([`create refs/x/b ${base}`])).toBe(false);
    await until('it to end', () => !runs(hung));
    expect(await session.changed([`create refs/x/c ${base}`])).toBe(true);
    const killed = session.pid!;
    process.kill(killed, 'SIGKILL');
    await until('it to be missed', () => session.pid === null);
    expect(await session.changed([`create refs/x/d ${base}`])).toBe(true);
    expect(await refs()).toBe(['a', 'c', 'd'].map((name) => `${base} refs/x/${name}`).join('\n'));
  });

  it('G3: a git that is too old for it is asked once, and leaves nothing', async () => {
    const bin = join(repository.folder, 'old-git');
    await mkdir(bin);
    const script = `#!/bin/sh\necho $$ >> '${bin}/asked'\necho 'fatal: unknown command: start' >&2\nexit 128\n`;
    await writeFile(join(bin, 'git'), script);
    await chmod(join(bin, 'git'), 0o755);
    process.env.PATH = `${bin}${delimiter}${path}`;
    const session = new RefSession(repository.path, 'a note');
    expect(await session.changed([`create refs/x/a ${repository.base}`])).toBe(false);
    await rm(join(bin, 'asked'));
    expect(await session.changed([`create refs/x/a ${repository.base}`])).toBe(false);
    expect(await readdir(bin)).toEqual(['git']);
  });
});

describe('G9: objects that somebody deletes', () => {
  it('G9: a branch does not move to a commit that is gone, though the session has seen it', async () => {
    const { base, path: folder } = repository;
    const place = await findRepository(folder);
    const commit = await commitTree(folder, await git(folder, 'rev-parse', `${base}^{tree}`), [base], 'next');
    const ref = integrationRef('r1');
    const held = heldRef('r1', commit);
    await git(folder, 'update-ref', held, commit);
    await git(folder, 'gc', '-q');
    // It has the pack open from now on.
    const session = place.sessions.of('autopack');
    expect(await session.changed([`create refs/x/a ${commit}`, `delete refs/x/b`])).toBe(true);
    await git(folder, 'update-ref', '-d', 'refs/x/a');
    await git(folder, 'update-ref', '-d', held);
    await git(folder, 'gc', '-q', '--prune=now');
    expect(await session.changed([`verify refs/x/none ${'0'.repeat(40)}`])).toBe(true);
    const move = { ref, old: null, next: commit, along: { current: [], released: [held] } } as const;
    expect(await moveRef(gitIn(folder), place, move)).toBe('elsewhere');
    await git(folder, 'fsck', '--strict');
  });

  it('G9: a move that goes along with what held its commit takes that away, whichever git does it', async () => {
    const { base, path: folder } = repository;
    const place = await findRepository(folder);
    const ref = integrationRef('r1');
    const held = heldRef('r1', base);
    const along = { current: [], released: [held, heldRef('r1', '1'.repeat(40))] };
    await git(folder, 'update-ref', held, base);
    expect(await moveRef(gitIn(folder), place, { ref, old: null, next: base, along })).toBe('moved');
    expect(place.sessions.of('autopack').pid).not.toBeNull();
    expect(await git(folder, 'for-each-ref', '--format=%(refname)', 'refs/autopack')).toBe('');
    // Held no longer: a git of its own looks whether the object is there.
    await git(folder, 'update-ref', '-d', ref);
    expect(await moveRef(gitIn(folder), place, { ref, old: null, next: base, along })).toBe('moved');
    expect(await git(folder, 'rev-parse', ref)).toBe(base);
  });
});
