/** Reading objects through one git that answers many questions, and from the files of a quarantine (G2). */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import { Logger } from '@nestjs/common';

import type { RunFacts } from '../../src/domain/model/facts.js';
import { heldRef, integrationRef, snapshotRef } from '../../src/domain/model/ref-names.js';
import { BatchReader } from '../../src/git/batch-reader.js';
import { commitContent } from '../../src/git/git-objects.js';
import { idOf } from '../../src/git/loose-objects.js';
import { eachContent, type ObjectSource } from '../../src/git/object-source.js';
import { GitAdapter } from '../../src/git-adapter/git-adapter.js';
import { lookUp } from '../../src/processes/process-table.js';
import { git, gitBytes, LIMITS, newFile, TestRepository } from '../support/git/git-repositories.js';
import { until } from '../support/waiting.js';

const AT = new Date('2026-03-04T05:06:07.890Z');
const NOWHERE = '1'.repeat(40);
const path = process.env.PATH;

let repository: TestRepository;
beforeEach(async () => {
  repository = await TestRepository.make({
    files: { 'README.md': 'one\n', 'src/a.ts': 'a\n', big: 'x'.repeat(300_000) },
  });
});
afterEach(async () => {
  process.env.PATH = path;
  await repository.remove();
});
const runs = (pid: number): boolean => lookUp(pid)?.zombie === false;

describe('G2: one git that answers many questions', () => {
  it('G2: tells type, size and content, and nothing of what is not there, with one process for all', async () => {
    const reader = new BatchReader(repository.path);
    const [tree, blob, big] = await Promise.all(
      ['^{tree}', ':README.md', ':big'].map((what) => git(repository.path, 'rev-parse', `${repository.base}${what}`)),
    );
    const infos = await reader.infos([blob!, NOWHERE, repository.base, tree!, blob!]);
    expect(infos.get(blob!)).toEqual({ type: 'blob', size: 4 });
    expect([...infos.keys()].sort()).toEqual([blob, repository.base, tree].sort());
    const { pid } = reader;
    const [contents, again] = await Promise.all([reader.contents([big!, NOWHERE, tree!, blob!]), reader.infos([big!])]);
    expect(contents.get(blob!)!.content.toString()).toBe('one\n');
    expect(contents.get(big!)!.content.equals(await gitBytes(repository.path, 'cat-file', 'blob', big!))).toBe(true);
    expect([contents.has(NOWHERE), again.get(big!)!.size]).toEqual([false, 300_000]);
    expect(reader.pid).toBe(pid);
    // What comes later is seen.
    const later = await repository.commit('later', { new: 'new\n' });
    expect((await reader.infos([later])).get(later)!.type).toBe('commit');
    expect(reader.pid).toBe(pid);
    reader.close();
    await until('it to end', () => !runs(pid!));
  });

  it('G2: of many contents no more is read at once than may be held, and what is missing is a failure', async () => {
    const reader = new BatchReader(repository.path);
    const contents = ['a', 'b', 'c', 'd', 'e'].map((letter, i) => letter.repeat(i === 2 ? 5_000 : 1_000));
    await repository.commit('later', Object.fromEntries(contents.map((content, i) => [`f${i}`, content])));
    const ids = contents.map((content) => idOf('sha1', 'blob', Buffer.from(content)));
    const requested: number[] = [];
    const counted: ObjectSource = {
      infos: (some) => reader.infos(some),
      contents: async (some) => {
        const found = await reader.contents(some);
        requested.push([...found.values()].reduce((sum, { content }) => sum + content.length, 0));
        return found;
      },
    };
    const read: string[] = [];
    for await (const [id, { content }] of eachContent(counted, ids, 2_500)) read.push(`${id} ${content.toString()}`);
    expect(read).toEqual(contents.map((content, i) => `${ids[i]} ${content}`));
    expect(requested).toEqual([2_000, 5_000, 2_000]);
    const all = async () => {
      for await (const each of eachContent(reader, [ids[0]!, NOWHERE])) expect(each).toBeDefined();
    };
    await expect(all()).rejects.toThrow(`The object ${NOWHERE} is in neither the quarantine nor the repository.`);
    reader.close();
  });

  it('G2: ends when nobody asks for a while, and when it has lived long, and the next question starts another', async () => {
    const idle = new BatchReader(repository.path, { idleMs: 1 });
    await idle.infos([repository.base]);
    await until('it to end', () => idle.pid === null);
    expect((await idle.infos([repository.base])).size).toBe(1);
    const old = new BatchReader(repository.path, { lifeMs: 0 });
    await old.infos([repository.base]);
    const { pid } = old;
    expect((await old.infos([repository.base])).size).toBe(1);
    expect(old.pid).not.toBe(pid);
    await until('the first to end', () => !runs(pid!));
    old.close();
  });

  it('A5: what one that is killed did not answer is asked again, and the next question starts another', async () => {
    const reader = new BatchReader(repository.path);
    await reader.infos([repository.base]);
    const { pid } = reader;
    process.kill(pid!, 'SIGSTOP');
    const requested = reader.infos([repository.base, NOWHERE]);
    process.kill(pid!, 'SIGKILL');
    expect((await requested).size).toBe(1);
    expect((await reader.contents([repository.base])).size).toBe(1);
    expect(reader.pid).not.toBe(pid);
    reader.close();
  });

  it('A5: without git the answer says what to do', async () => {
    process.env.PATH = join(repository.folder, 'nothing');
    await expect(new BatchReader(repository.path).infos([repository.base])).rejects.toThrow(
      'git was not found. Install git',
    );
  });

  it('A5: one that does not answer in time, or would say too much, is ended', async () => {
    const slow = new BatchReader(repository.path, { answerMs: 300 });
    await slow.infos([repository.base]).catch(() => undefined);
    await slow.infos([repository.base]).catch(() => undefined);
    const { pid } = slow;
    if (pid !== null) process.kill(pid, 'SIGSTOP');
    await expect(slow.infos([repository.base])).rejects.toThrow('it took longer than 0.3 seconds');
    if (pid !== null) await until('it to end', () => !runs(pid));
    const small = new BatchReader(repository.path, { mostBytes: 1_000 });
    const big = await git(repository.path, 'rev-parse', `${repository.base}:big`);
    expect((await small.infos([big])).get(big)!.size).toBe(300_000);
    await expect(small.contents([big])).rejects.toThrow('an object has 300000 bytes, more than 1000');
    expect(small.pid).toBeNull();
  });

  it('A5: a git that does not know how is asked one question each time', async () => {
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    const bin = join(repository.folder, 'bin');
    await mkdir(bin);
    await writeFile(
      join(bin, 'git'),
      `#!/bin/sh\ncase "$*" in *--batch-command*) echo usage >&2; exit 129;; esac\nexec ${real} "$@"\n`,
    );
    await chmod(join(bin, 'git'), 0o755);
    process.env.PATH = `${bin}${delimiter}${path}`;
    const reader = new BatchReader(repository.path);
    const blob = await git(repository.path, 'rev-parse', `${repository.base}:README.md`);
    for (let i = 0; i < 2; i += 1) {
      expect((await reader.contents([blob, NOWHERE])).get(blob)!.content.toString()).toBe('one\n');
      expect((await reader.infos([blob, NOWHERE])).get(blob)).toEqual({ type: 'blob', size: 4 });
    }
  });
});

describe('G3: a commit that is made without a process', () => {
  it('G3: is the one that git would have made', async () => {
    const tree = await git(repository.path, 'rev-parse', `${repository.base}^{tree}`);
    const order = {
      tree,
      parents: [repository.base],
      message: 'subject\n\nbody äö\n',
      at: new Date(1_700_000_000_000),
    };
    const identity = { name: 'Someone', email: 'someone@example.org' };
    const made = await git(
      repository.path,
      'commit-tree',
      '-p',
      repository.base,
      '-m',
      'subject',
      '-m',
      'body äö',
      tree,
    );
    expect(idOf('sha1', 'commit', commitContent({ ...order, identity }))).toBe(made);
  });

  it('G9: brings all objects along, those too that the repository has already and no ref leads to', async () => {
    const opened = await repository.open();
    const patch = newFile('deep/er/x', 'x\n') + newFile('deep/y', 'y\n');
    const kept = async (): Promise<string> => {
      const { held } = await opened.inspectPatch({ base: repository.base, patch, limits: LIMITS });
      const commit = await held!.commit({ message: 'x\n', at: AT }, { heldFor: 'r1' });
      await held!.discard();
      return commit;
    };
    const commit = await kept();
    await opened.releaseMoved('r1', [commit]);
    // Unreachable, and still there: a quarantine writes nothing that it finds.
    await git(repository.path, 'repack', '-q', '-A', '-d');
    const packs = join(repository.path, 'objects/pack');
    const before = await readdir(packs);
    expect(await kept()).toBe(commit);
    const index = (await readdir(packs)).find((name) => name.endsWith('.idx') && !before.includes(name));
    const objects = await git(repository.path, 'verify-pack', '-v', join(packs, index!));
    // The commit, three folders, two files.
    expect(objects.match(/ (commit|tree|blob) /g)).toHaveLength(6);
    await git(repository.path, 'gc', '-q', '--prune=now');
    await git(repository.path, 'fsck', '--strict');
    expect(await git(repository.path, 'show', `${commit}:deep/er/x`)).toBe('x');
  });

  it('G9: a folder that moved is not fetched again', async () => {
    const opened = await repository.open();
    const patch = await repository.patch({ 'src/a.ts': null, 'lib/src/a.ts': 'a\n' });
    const { held } = await opened.inspectPatch({ base: repository.base, patch, limits: LIMITS });
    const commit = await held!.commit({ message: 'x\n', at: AT }, { heldFor: 'r1' });
    await held!.discard();
    await git(repository.path, 'fsck', '--strict');
    expect(await git(repository.path, 'show', `${commit}:lib/src/a.ts`)).toBe('a');
  });
});

describe('G7: what goes along with a move', () => {
  it('G7, G9: moves, verifies and releases in one step, or does nothing', async () => {
    const opened = await repository.open();
    const commit = await repository.commit('work', { new: 'new\n' });
    const branch = integrationRef('r1');
    const tag = snapshotRef('r1', 'p1');
    const hold = heldRef('r1', commit);
    for (const [ref, id] of [
      [branch, repository.base],
      [hold, commit],
    ])
      await git(repository.path, 'update-ref', ref!, id!);
    const move = { ref: tag, old: null, next: commit };
    const along = (id: string) => ({
      current: [{ ref: branch, id }],
      released: [hold, heldRef('r1', repository.base)],
    });
    const refs = () =>
      git(repository.path, 'for-each-ref', '--format=%(refname) %(objectname)', 'refs/autopack', 'refs/tags', branch);
    const before = await refs();
    expect(await opened.moveRef({ ...move, along: along(commit) })).toBe('elsewhere');
    expect(
      await opened.moveRef({
        ref: branch,
        old: commit,
        next: repository.base,
        along: { current: [], released: [hold] },
      }),
    ).toBe('elsewhere');
    expect(await refs()).toBe(before);
    await expect(
      opened.moveRef({ ref: 'refs/heads/trunk', old: repository.base, next: commit, along: along(repository.base) }),
    ).rejects.toThrow('is not a ref that a run may move');
    expect(await opened.moveRef({ ...move, along: along(repository.base) })).toBe('moved');
    expect(await refs()).toBe([`${branch} ${repository.base}`, `${tag} ${commit}`].sort().join('\n'));
  });

  it('G7, G9: a lock that a killed git left keeps nothing but the holds, is not waited for, and reported once', async () => {
    const commits: string[] = [];
    for (const name of ['a', 'b', 'c']) commits.push(await repository.commit(name, { [name]: name }));
    for (const id of commits) await git(repository.path, 'update-ref', heldRef('r1', id), id);
    await git(repository.path, 'update-ref', integrationRef('r1'), repository.base);
    const lock = join(repository.path, 'packed-refs.lock');
    await writeFile(lock, '');
    await utimes(lock, new Date(0), new Date(0));
    const reported: unknown[] = [];
    Logger.overrideLogger({
      warn: (message: unknown) => reported.push(message),
      log: () => undefined,
      error: () => undefined,
    });
    const adapter = new GitAdapter(null!, null!, null!);
    const run = { runId: 'r1', repositoryPath: repository.path } as RunFacts;
    let from = repository.base;
    const moved = async (to: string) => {
      const moves = [{ ref: integrationRef('r1'), from: [from], to }];
      from = to;
      return adapter.perform(run, { purpose: 'APPLY', phaseId: 'p1', attempt: 1, moves });
    };
    const begun = performance.now();
    for (const id of commits.slice(0, 2)) expect(await moved(id)).toEqual({ at: 'moved', putBack: [], lost: [] });
    // git alone waits five seconds for the lock, each time.
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(reported).toEqual([
      expect.stringMatching(/packed-refs\.lock is in the way.*Remove it when no git is at work/),
    ]);
    const opened = await repository.open();
    const held = async () => (await opened.heldObjects('r1')).map(({ id }) => id).sort();
    expect(await held()).toEqual([...commits].sort());
    await rm(lock);
    expect((await moved(commits[2]!)).at).toBe('moved');
    // Of the first one a sweep takes care.
    expect(await held()).toEqual([commits[0]]);
    expect(reported).toHaveLength(1);
  });
});
