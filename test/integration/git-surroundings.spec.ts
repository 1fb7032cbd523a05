/** Git and the machine around it: what is missing is said plainly, and nothing of the machine reaches git (A4, A5). */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { GitDiskFault, GitFailure, GitUnavailable, readable, withoutPaths } from '../../src/git/git-errors.js';
import { GitRepository } from '../../src/git/git-repository.js';
import { findRepository } from '../../src/git/repository-place.js';
import { gitIn } from '../../src/git/run-git.js';
import { contentsOf, git, LIMITS, newFile, TestRepository } from '../support/git/git-repositories.js';
import { until } from '../support/waiting.js';

const path = process.env.PATH;
let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'autopack-test-git-')));
});
afterEach(async () => {
  process.env.PATH = path;
  await rm(folder, { recursive: true, force: true });
});

/** A `git` that is found before the real one. */
async function insteadOfGit(script: string): Promise<void> {
  await mkdir(join(folder, 'bin'), { recursive: true });
  await writeFile(join(folder, 'bin/git'), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, 'bin/git'), 0o755);
  process.env.PATH = `${join(folder, 'bin')}${delimiter}${path}`;
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('A5: opening a repository', () => {
  it('A5: no folder, a file, an empty folder and a folder inside a work tree are no repository', async () => {
    await git(folder, 'init', '-q');
    await mkdir(join(folder, 'inside'));
    await writeFile(join(folder, 'file'), '');
    for (const name of ['nowhere', 'file', 'inside', 'file/below']) {
      const opening = GitRepository.open(join(folder, name));
      await expect(opening).rejects.toThrow(GitUnavailable);
      await expect(opening).rejects.toThrow(`There is no git repository at "${join(folder, name)}"`);
    }
    await expect(findRepository(folder)).resolves.toMatchObject({ isBare: false });
  });

  it('A5: what was seen at a path is forgotten when another repository is there, or its settings have changed', async () => {
    const place = join(folder, 'r');
    await git(folder, 'init', '-q', '--bare', 'r');
    for (let i = 0; i < 2; i += 1) await expect(findRepository(place)).resolves.toMatchObject({ isBare: true });
    await git(place, 'config', 'core.bare', 'false');
    await expect(findRepository(place)).resolves.toMatchObject({ isBare: false });
    await writeFile(join(place, 'config'), '[core]\n\trepositoryformatversion = 99\n');
    await expect(GitRepository.open(place)).rejects.toThrow(/repo version/);
    await rm(place, { recursive: true });
    await expect(GitRepository.open(place)).rejects.toThrow('There is no git repository');
    await git(folder, 'init', '-q', 'r');
    await expect(findRepository(place)).resolves.toMatchObject({ isBare: false });
    await rm(join(place, '.git/HEAD'));
    await expect(GitRepository.open(place)).rejects.toThrow(GitUnavailable);
  });

  it('A5: a repository that is damaged is said to be so, without a path but the given one', async () => {
    await git(folder, 'init', '-q', '--bare', 'r');
    await writeFile(join(folder, 'r/config'), '[core]\n\trepositoryformatversion = 99\n');
    const error = await GitRepository.open(join(folder, 'r')).catch((reason: Error) => reason);
    expect(error).toBeInstanceOf(GitUnavailable);
    expect((error as Error).message).toMatch(/cannot be read: .*repo version/);
    expect((error as Error).message.replaceAll(JSON.stringify(join(folder, 'r')), '')).not.toMatch(/\//);
  });

  it('A5: without git the answer says what to do', async () => {
    process.env.PATH = join(folder, 'bin');
    await git(folder, 'init', '-q').catch(() => undefined);
    await mkdir(join(folder, 'r/objects'), { recursive: true });
    await expect(GitRepository.open(join(folder, 'r'))).rejects.toThrow('git was not found. Install git');
  });

  (process.getuid?.() === 0 ? it : it.skip)('A5: without permission the answer says so', async () => {
    await git(folder, 'init', '-q', '--bare', 'secret/r');
    await chmod(folder, 0o755);
    await chmod(join(folder, 'secret'), 0o700);
    process.seteuid!(65_534);
    try {
      await expect(GitRepository.open(join(folder, 'secret/r'))).rejects.toThrow('may not read the repository');
    } finally {
      process.seteuid!(0);
    }
  });

  (process.getuid?.() === 0 ? it.skip : it)('A5: a repository that may only be read is refused', async () => {
    await git(folder, 'init', '-q', '--bare', 'r');
    await chmod(join(folder, 'r/objects'), 0o555);
    await expect(GitRepository.open(join(folder, 'r'))).rejects.toThrow('may not read and write the repository');
    await chmod(join(folder, 'r/objects'), 0o755);
  });

  it('A5: a way through a symlink leads to the same repository', async () => {
    await git(folder, 'init', '-q', '--bare', 'r');
    await symlink(join(folder, 'r'), join(folder, 'way'));
    await expect(findRepository(join(folder, 'way'))).resolves.toMatchObject({ isBare: true });
  });
});

describe('A5: a call of git', () => {
  it('A5: knows nothing of the environment of the server', async () => {
    await insteadOfGit('env');
    process.env.GIT_INDEX_FILE = '/elsewhere';
    process.env.AUTOPACK_TOKEN = 'secret';
    try {
      const seen = await gitIn(folder).text(['anything']);
      expect(seen).not.toMatch(/secret|elsewhere|DATABASE_URL/);
      expect(seen).toContain(`GIT_DIR=${folder}`);
      for (const line of [
        'GIT_CONFIG_GLOBAL=/dev/null',
        'GIT_TERMINAL_PROMPT=0',
        'LC_ALL=C',
        'GIT_NO_REPLACE_OBJECTS=1',
      ]) {
        expect(seen.split('\n')).toContain(line);
      }
    } finally {
      delete process.env.GIT_INDEX_FILE;
      delete process.env.AUTOPACK_TOKEN;
    }
  });

  it('A5: that takes too long ends with all that it started', async () => {
    await insteadOfGit(`sleep 30 & echo $! > ${folder}/child; echo $$ > ${folder}/parent; wait`);
    const calling = gitIn(folder).ask(['hang'], { timeoutMs: 1_500 });
    await expect(calling).rejects.toThrow('git hang was stopped: it took longer than 1.5 seconds.');
    for (const name of ['child', 'parent']) {
      const pid = Number(await readFile(join(folder, name), 'utf8'));
      expect(pid).toBeGreaterThan(1);
      await until(`${name} to end`, () => !alive(pid));
    }
  });

  it('A5: that prints without end is stopped', async () => {
    await insteadOfGit(`echo $$ > ${folder}/parent; exec yes`);
    await expect(gitIn(folder).ask(['babble'], { mostOutput: 100_000 })).rejects.toThrow(
      'it printed more than 100000 bytes',
    );
    const pid = Number(await readFile(join(folder, 'parent'), 'utf8'));
    await until('it to end', () => !alive(pid));
  });

  it('A5: that leaves its input unread is an answer, not a crash', async () => {
    await insteadOfGit('exit 3');
    const answer = await gitIn(folder).ask(['ignore'], { input: Buffer.alloc(4_000_000) });
    expect(answer.exitCode).toBe(3);
  });

  it('A5: does not fetch what a partial clone left out', async () => {
    const repository = await TestRepository.make({ kind: 'bare' });
    try {
      const witness = join(repository.folder, 'witness');
      const script = join(repository.folder, 'upload-pack');
      await writeFile(script, `#!/bin/sh\ntouch ${witness}\nexec git-upload-pack "$@"\n`);
      await chmod(script, 0o755);
      for (const [name, value] of [
        ['remote.origin.url', repository.clone],
        ['remote.origin.promisor', 'true'],
        ['remote.origin.uploadpack', script],
        ['extensions.partialClone', 'origin'],
      ]) {
        await git(repository.path, 'config', name!, value!);
      }
      const opened = await repository.open();
      expect(await opened.commitExists('1'.repeat(40))).toBe(false);
      expect(Object.keys(await contentsOf(repository.folder))).not.toContain('witness');
    } finally {
      await repository.remove();
    }
  });

  it('A4: an error contains no path of the machine', async () => {
    expect(withoutPaths(readable(`fatal: Unable to create '${folder}/x.lock': File exists.\nhint: rm it\n`, []))).toBe(
      "Unable to create '(path)': File exists.",
    );
    const repository = await TestRepository.make();
    try {
      const opened = await repository.open();
      const { held } = await opened.inspectPatch({ base: repository.base, patch: newFile('x'), limits: LIMITS });
      await rm(join(repository.path, 'objects'), { recursive: true });
      const error = await held!.commit({ message: 'x\n', at: new Date(0) }).catch((reason: Error) => reason);
      await held!.discard();
      expect(error).toBeInstanceOf(GitFailure);
      expect((error as Error).message).not.toContain(repository.folder);
      expect(await repository.leftovers()).toEqual([]);
    } finally {
      await repository.remove();
    }
  });

  // What git writes of a disk that takes nothing, at the calls in which it does.
  const DISK = [
    ['read-tree', "fatal: sha1 file 'index.lock' write error. Out of diskspace"],
    ['apply -p1 --cached', 'error: unable to write loose object file: No space left on device'],
    ['apply -p1 --cached', "fatal: sha1 file 'index.lock' write error. Out of diskspace"],
    ['apply -p1 --cached --whitespace=nowarn --apply --numstat', 'fatal: write error: Disk quota exceeded'],
    ['write-tree', 'error: unable to create temporary file: No space left on device'],
    ['write-tree', "fatal: Unable to create 'index.lock': Read-only file system."],
    ['diff-tree', 'fatal: write error: No space left on device'],
    ['update-ref', 'fatal: unable to write new value: Disk quota exceeded'],
    ['index-pack', 'fatal: cannot write keep file: File too large'],
  ] as const;
  it.each(DISK)('B6: a disk that takes nothing at git %s is no fault of the patch: %s', async (command, words) => {
    const repository = await TestRepository.make();
    try {
      const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
      await insteadOfGit(`case "$*" in *"${command}"*) echo "${words}" >&2; exit 128;; esac; exec ${real} "$@"`);
      const opened = await repository.open();
      const trying = async (): Promise<unknown> => {
        const { facts, held } = await opened.inspectPatch({
          base: repository.base,
          patch: newFile('x'),
          limits: LIMITS,
        });
        try {
          return held ? await held.commit({ message: 'x\n', at: new Date(0) }, { heldFor: 'a-run' }) : facts;
        } finally {
          await held?.discard();
        }
      };
      await expect(trying()).rejects.toThrow(GitDiskFault);
    } finally {
      await repository.remove();
    }
  });

  it('B6: a patch that speaks of a full disk is judged as any other', async () => {
    const repository = await TestRepository.make();
    try {
      const opened = await repository.open();
      for (const name of ['No space left on device', 'Out of diskspace', 'a/unable to write']) {
        const patch = `diff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n@@ -1 +1 @@\n-No space left on device\n+Out of diskspace\n`;
        const { facts } = await opened.inspectPatch({ base: repository.base, patch, limits: LIMITS });
        expect(facts.outcome).toBe('does-not-apply');
      }
    } finally {
      await repository.remove();
    }
  });

  it('G2: a place for quarantines that is not there is no fault of the patch', async () => {
    const repository = await TestRepository.make();
    try {
      const opened = await GitRepository.open(repository.path, { scratchFolder: join(repository.folder, 'nowhere') });
      const inspecting = opened.inspectPatch({ base: repository.base, patch: newFile('x'), limits: LIMITS });
      await expect(inspecting).rejects.toThrow(GitFailure);
      await expect(inspecting).rejects.not.toThrow(repository.folder);
    } finally {
      await repository.remove();
    }
  });
});
