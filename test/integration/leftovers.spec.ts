/** A5, B6: what an earlier worker left and what cannot be removed is reported once and skipped; it never keeps a worker from starting or costs a result. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

import { makeCiFolder } from '../../src/worker/ci/ci-folder.js';
import { housekeeping } from '../../src/worker/housekeeping.js';
import type { SupervisorApi } from '../../src/worker/loop/supervisor-api.js';
import { runWorker } from '../../src/worker/loop/worker.js';
import type { WorkerEvent } from '../../src/worker/loop/worker-event.js';
import { openFolders, removeFolder, removeWhatCanBe } from '../../src/worker/remove-folder.js';
import { leftoverAttempts, makeAttemptFolder } from '../../src/worker/workspace/attempt-folder.js';
import { clearLeftovers } from '../../src/worker/workspace/leftovers.js';

let root: string;
const undo: (() => unknown)[] = [];
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'autopack-leftovers-')));
});
afterEach(async () => {
  for (const back of undo.splice(0).reverse()) await back();
  await rm(root, { recursive: true, force: true });
});

const isRoot = process.getuid?.() === 0;
const LONG_AGO = new Date(Date.now() - 3_600_000);

const ELSEWHERE = { host: 'another-machine', pid: 1, began: 1 };

/** A folder of an attempt whose worker is dead. */
async function left(name: string, holder: unknown = { host: hostname(), pid: process.pid, began: 1 }): Promise<string> {
  const folder = join(root, `attempt-${name}`);
  await mkdir(join(folder, 'tree/build'), { recursive: true });
  await writeFile(join(folder, 'tree/build/out.o'), 'x');
  if (holder !== null) await writeFile(join(folder, 'holder.json'), JSON.stringify(holder));
  await utimes(folder, LONG_AGO, LONG_AGO);
  return folder;
}

/** A Supervisor that has no work; its first claim proves that the worker works. */
const idle: SupervisorApi = {
  claim: async () => ({ work: null, idle: { code: 'nothing', message: 'nothing is queued' }, refusals: [] }),
  heartbeat: () => Promise.reject(new Error('no lease')),
  submit: () => Promise.reject(new Error('no lease')),
};

async function started(workRoot = root): Promise<readonly WorkerEvent[]> {
  const events: WorkerEvent[] = [];
  await runWorker({
    api: idle,
    driver: null,
    workerId: 'w',
    workRoot,
    ciEnvironment: [],
    stop: new AbortController().signal,
    report: (event) => events.push(event),
    roles: ['CI', 'BUILDER', 'AUDITOR'],
    projectId: null,
    runId: null,
    concurrency: 1,
    waitSeconds: 0,
    once: true,
    maxAttempts: null,
  });
  return events;
}

const troubles = (events: readonly WorkerEvent[]): string[] =>
  events.filter(({ event }) => event === 'trouble').map(({ message }) => message);

/** Does something as an ordinary user, as whom most workers run. */
function asNobody<Result>(work: () => Promise<Result>): Promise<Result> {
  process.setegid!(65_534);
  process.seteuid!(65_534);
  return work().finally(() => {
    process.seteuid!(0);
    process.setegid!(0);
  });
}

describe('A5: leftovers that can be removed', () => {
  it('A5: are gone, whatever they contain', async () => {
    const folder = await left('kinds');
    execFileSync('mkfifo', [join(folder, 'tree/fifo')]);
    const server = createServer();
    await new Promise<void>((done) => server.listen(join(folder, 'tree/socket'), done));
    undo.push(() => new Promise((done) => server.close(done)));
    await symlink(tmpdir(), join(folder, 'tree/link'));
    await symlink('/nowhere', join(folder, 'tree/dangling'));
    await mkdir(join(folder, 'tree/closed/inner'), { recursive: true });
    await chmod(join(folder, 'tree/closed/inner'), 0);
    await chmod(join(folder, 'tree/closed'), 0);
    await writeFile(Buffer.concat([Buffer.from(`${folder}/tree/`), Buffer.from([0xff, 0xfe])]), 'x');
    expect(troubles(await started())).toEqual([]);
    expect(await readdir(root)).toEqual([]);
    expect(existsSync(tmpdir())).toBe(true);
  });

  it('A5: hundreds of them are, in one start', async () => {
    for (let i = 0; i < 400; i += 1) await left(`many-${i}`);
    const events = await started();
    expect(events.find(({ event }) => event === 'cleaned')?.message).toContain('400 folders removed');
    expect(await readdir(root)).toEqual([]);
  });

  it.each([
    ['a dead process’s number that another has now', { host: hostname(), pid: process.pid, began: 1 }],
    ['a process that is no more', { host: hostname(), pid: 2 ** 22 + 1, began: 5 }],
    ['no process', {}],
    ['nothing', 'null'],
    ['something of the wrong kind', { host: 5, pid: 'x', began: null }],
    ['no holder at all', null],
  ])('A5: held by %s', async (_, holder) => {
    await left('held', holder);
    expect(await leftoverAttempts(root)).toHaveLength(1);
    await started();
    expect(await readdir(root)).toEqual([]);
  });

  it('A5: held by a container that is gone, when no lease can be so old; until then it stays', async () => {
    const [old, young] = [await left('old', ELSEWHERE), await left('young', ELSEWHERE)];
    const at = (days: number) => new Date(Date.now() - days * 86_400_000);
    await utimes(join(old, 'holder.json'), at(9), at(9));
    await utimes(join(young, 'holder.json'), at(7), at(7));
    await started();
    expect(await readdir(root)).toEqual(['attempt-young']);
  });

  it('A5: a holder that is a pipe or a folder does not stop the start', async () => {
    for (const kind of ['pipe', 'folder']) {
      const folder = await left(kind, null);
      if (kind === 'pipe') execFileSync('mkfifo', [join(folder, 'holder.json')]);
      else await mkdir(join(folder, 'holder.json'));
      await utimes(folder, LONG_AGO, LONG_AGO);
    }
    expect(troubles(await started())).toEqual([]);
    expect(await readdir(root)).toEqual([]);
  });
});

describe('A5: what is not ours to remove', () => {
  it('A5: folders of living workers, of other machines and of others stay, without a word', async () => {
    await makeAttemptFolder(root);
    await makeCiFolder(root, 'w');
    await left('elsewhere', ELSEWHERE);
    await mkdir(join(root, 'not-ours'));
    await symlink(root, join(root, 'attempt-link'));
    const before = (await readdir(root)).sort();
    expect(troubles(await started())).toEqual([]);
    expect((await readdir(root)).sort()).toEqual(before);
  });
});

(isRoot ? describe : describe.skip)('B6: leftovers that cannot be removed', () => {
  const closed = async (folder: string): Promise<void> => {
    await chmod(root, 0o777);
    execFileSync('chown', ['-R', 'nobody', folder]);
    execFileSync('chown', ['-R', '0:0', join(folder, 'tree/build')]);
    await chmod(join(folder, 'tree/build'), 0o755);
  };

  it('B6: a file of another user is reported once, with its place and what to do, and the worker works', async () => {
    await closed(await left('root'));
    await left('ours').then((folder) => execFileSync('chown', ['-R', 'nobody', folder]));
    const events = await asNobody(() => started());
    expect(troubles(events)).toEqual([
      'attempt-root/tree/build/out.o of an earlier worker cannot be removed: it belongs to another user, with the number 0 (EACCES). It is passed by; remove it by hand.',
    ]);
    expect(events.map(({ event }) => event)).toEqual(expect.arrayContaining(['ready', 'waiting', 'ended']));
    expect(await readdir(root)).toEqual(['attempt-root']);
    // Everything else of it is gone, and new work has folders of its own.
    expect(await readdir(join(root, 'attempt-root'), { recursive: true })).toEqual([
      'tree',
      'tree/build',
      'tree/build/out.o',
    ]);
    expect(existsSync(await asNobody(() => makeAttemptFolder(root)))).toBe(true);
  });

  it('B6: of many only some are reported, then how many more', async () => {
    for (let i = 0; i < 9; i += 1) await closed(await left(`root-${i}`));
    const reported = troubles(await asNobody(() => started()));
    expect(reported).toHaveLength(6);
    expect(reported[5]).toBe('4 more folders of earlier workers could not be removed.');
  });

  it('B6: a closed folder of another user is passed by, and does not stop what is read of a workspace', async () => {
    const folder = await left('closed');
    await closed(folder);
    await chmod(join(folder, 'tree/build'), 0o700);
    expect(troubles(await asNobody(() => started()))).toHaveLength(1);
    await expect(asNobody(() => openFolders(folder))).resolves.toBeUndefined();
  });

  it('B6: another file system that is mounted there is not emptied', async () => {
    const folder = await left('mounted');
    const [own, mounted] = [join(folder, 'tree/own'), join(folder, 'tree/mounted')];
    const outside = await mkdtemp(join(tmpdir(), 'autopack-outside-'));
    undo.push(() => rm(outside, { recursive: true, force: true }));
    await writeFile(join(outside, 'precious'), 'x');
    await mkdir(own);
    await mkdir(mounted);
    try {
      execFileSync('mount', ['--bind', outside, mounted], { stdio: 'ignore' });
    } catch {
      // Nothing may be mounted in this container.
      return;
    }
    undo.push(() => execFileSync('umount', [mounted]));
    expect(troubles(await started())).toEqual([
      expect.stringMatching(/^attempt-mounted\/tree\/mounted of .+ something is mounted there/),
    ]);
    expect(await readFile(join(outside, 'precious'), 'utf8')).toBe('x');
    expect(await readdir(join(folder, 'tree'))).toEqual(['mounted']);
  });

  it('B6: a folder that may not be changed is passed by', async () => {
    const folder = await left('fixed');
    try {
      execFileSync('chattr', ['+i', join(folder, 'tree/build')], { stdio: 'ignore' });
    } catch {
      // This file system knows no such mark.
      return;
    }
    undo.push(() => execFileSync('chattr', ['-i', join(folder, 'tree/build')]));
    expect(troubles(await started())).toEqual([expect.stringContaining('attempt-fixed/tree/build')]);
  });

  it('B6: a work folder that this user may not write is a clear error', async () => {
    const folder = join(root, 'closed');
    await mkdir(folder, { mode: 0o755 });
    await chmod(root, 0o755);
    await expect(asNobody(() => started(folder))).rejects.toThrow(
      `The worker cannot work in ${folder}: this user may not write there (EACCES). Correct that, or name another folder with --work-dir.`,
    );
  });
});

describe('B6: a removal that does not come to its end', () => {
  it('B6: is not waited for: somebody writes there without end', async () => {
    const folder = await left('busy');
    const script = 'mkdir -p "$0"; while :; do : > "$0/$RANDOM" 2>/dev/null || mkdir -p "$0"; done';
    const writer = spawn('bash', ['-c', script, join(folder, 'tree/build')], { stdio: 'ignore', detached: true });
    // With what it started, and gone before the folder is removed: a last mkdir would leave the folder behind.
    undo.push(() => (process.kill(-writer.pid!, 'SIGKILL'), once(writer, 'exit')));
    const { removed, messages: reported } = await clearLeftovers(root, [folder]);
    expect(removed + reported.length).toBe(1);
    if (reported.length > 0)
      expect(reported[0]).toMatch(
        /^attempt-busy.* of an earlier worker cannot be removed: somebody still writes there/,
      );
  });

  it('B6: what takes longer than its patience goes on behind the work, and ends with it', async () => {
    const folders = await Promise.all(Array.from({ length: 60 }, (_, i) => left(`slow-${i}`)));
    const ending = new AbortController();
    const { messages: reported } = await clearLeftovers(root, folders, { patienceMs: 0, signal: ending.signal });
    expect(reported).toEqual([
      expect.stringMatching(/^The removal of what earlier workers left takes long: \d+ folders are still there/),
    ]);
    ending.abort();
    expect(await removeWhatCanBe(folders[59]!, ending.signal).then((rest) => rest.length)).toBeLessThanOrEqual(1);
  });

  it('B6: housekeeping that hangs or fails keeps no result', async () => {
    await housekeeping(new Promise(() => undefined), 1);
    await housekeeping(Promise.reject(new Error('no')));
  });
});

describe('B6: a work folder that cannot be used', () => {
  it.each([
    ['a file', (path: string) => writeFile(path, ''), 'it is no folder'],
    [
      'a link that leads nowhere',
      (path: string) => symlink('/nowhere/at/all', path),
      'it is a link that leads nowhere',
    ],
    ['a link to a file', (path: string) => symlink('/etc/passwd', path), 'it is no folder'],
  ])('B6: %s is a clear error', async (_, make, why) => {
    const path = join(root, 'work');
    await make(path);
    await expect(started(path)).rejects.toThrow(`The worker cannot work in ${path}: ${why}. Correct that`);
  });

  it('B6: below a file', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(started(join(root, 'file/work'))).rejects.toThrow('a part of its path is no folder');
  });

  it('B6: a link to a folder is followed', async () => {
    await mkdir(join(root, 'real'));
    await symlink(join(root, 'real'), join(root, 'link'));
    expect(troubles(await started(join(root, 'link')))).toEqual([]);
  });

  it('A5: removeFolder says what stays', async () => {
    if (!isRoot) return;
    const folder = await left('stays');
    await chmod(root, 0o777);
    await expect(asNobody(() => removeFolder(folder))).rejects.toMatchObject({ code: 'EACCES' });
    await removeFolder(folder);
    expect(existsSync(folder)).toBe(false);
  });
});
