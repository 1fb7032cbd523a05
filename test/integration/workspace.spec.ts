/** Workspaces of agents (W10, A5): a clone that shares nothing, and that leaves nothing behind. */
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { leftoverAttempts } from '../../src/worker/workspace/attempt-folder.js';
import { clearLeftovers } from '../../src/worker/workspace/leftovers.js';
import { openWorkspace, type Workspace, type WorkspaceOrder } from '../../src/worker/workspace/workspace.js';
import { run } from '../support/programs.js';
import { applied, git, place, put, type Repository, repository, tripwire } from './agents.fixture.js';

const at = place();
const opened: Workspace[] = [];

async function open(from: Repository, more: Partial<WorkspaceOrder> = {}): Promise<Workspace> {
  const root = join(at.folder, 'root');
  const workspace = await openWorkspace({ repositoryPath: from.path, baseCommit: from.commit, root, ...more });
  opened.push(workspace);
  return workspace;
}

afterEach(async () => {
  for (const workspace of opened.splice(0)) await workspace.remove();
});

const FILES = {
  'README.md': '# Base\n',
  'src/a.txt': 'one\ntwo\nthree\n',
  'src/b.txt': 'b\n',
  '.gitignore': 'ignored/\n.env\n',
};

/** The names in what the Supervisor would have. */
const names = (tree: readonly string[]): string[] => tree.map((line) => line.slice(line.indexOf('\t') + 1));

describe('A5: a workspace is a clone of its own', () => {
  it('holds the base commit on a branch of its own, with its latest history and without a remote', async () => {
    const from = await repository(at.folder, FILES);
    await put(from.path, { 'src/a.txt': 'later\n' });
    await git(from.path, 'commit', '-qam', 'later');
    const { path } = await open(from);
    expect(await readFile(join(path, 'src/a.txt'), 'utf8')).toBe(FILES['src/a.txt']);
    expect(await git(path, 'rev-parse', 'HEAD')).toBe(from.commit);
    expect(await git(path, 'symbolic-ref', '--short', 'HEAD')).toBe('autopack-work');
    expect(await git(path, 'remote')).toBe('');
    expect(await git(path, 'status', '--porcelain')).toBe('');
    expect(await git(path, 'log', '--oneline')).toMatch(/base$/);
  });

  it('shares no object with the repository and does not name it', async () => {
    const from = await repository(at.folder, FILES);
    const { path } = await open(from);
    expect(existsSync(join(path, '.git/objects/info/alternates'))).toBe(false);
    const { stdout } = await run('find', [join(path, '.git'), '-type', 'f', '-links', '+1']);
    expect(stdout).toBe('');
    const { exitCode } = await run('grep', ['-rl', from.path, path], { reject: false });
    expect(exitCode).toBe(1);
  });

  it('leaves the repository as it was, whatever happens in the workspace', async () => {
    const from = await repository(at.folder, FILES);
    const listing = async (): Promise<string> =>
      (await run('find', [from.path, '-type', 'f', '-exec', 'sha256sum', '{}', '+'])).stdout;
    const before = await listing();
    const workspace = await open(from);
    await put(workspace.path, { 'src/a.txt': 'changed\n' });
    await git(workspace.path, 'commit', '-qam', 'mine');
    await workspace.diff();
    await workspace.remove();
    expect(await listing()).toBe(before);
  });

  it('works from bare repositories, linked work trees and, where git has them, repositories with SHA-256', async () => {
    const from = await repository(at.folder, FILES);
    const bare = join(at.folder, 'bare.git');
    await git(at.folder, 'clone', '-q', '--bare', from.path, bare);
    const linked = join(at.folder, 'linked');
    await git(from.path, 'worktree', 'add', '-q', '--detach', linked);
    for (const path of [bare, linked]) {
      const workspace = await open({ ...from, path });
      await put(workspace.path, { 'new.txt': 'new\n' });
      expect((await workspace.diff()).files).toEqual(['new.txt']);
    }
    const sha256 = await repository(at.folder, FILES, 'sha256');
    const workspace = await open(sha256);
    await put(workspace.path, { 'new.txt': 'new\n' });
    expect(names(await applied(sha256, (await workspace.diff()).patch))).toContain('new.txt');
  });

  it.each([
    [
      'a path without a repository',
      'no-repository',
      async () => ({ repositoryPath: await mkdtemp(join(at.folder, 'empty-')) }),
    ],
    ['a path that is not there', 'no-repository', async () => ({ repositoryPath: join(at.folder, 'not-there') })],
    ['a commit that is not there', 'no-commit', async () => ({ baseCommit: '1'.repeat(40) })],
    ['a commit that is no id', 'no-commit', async () => ({ baseCommit: '--upload-pack=x' })],
    [
      'a patch that does not apply',
      'patch',
      async () => ({ patch: 'diff --git a/no b/no\n--- a/no\n+++ b/no\n@@ -1 +1 @@\n-x\n+y\n' }),
    ],
  ])('refuses %s as %s, without paths of the machine, and leaves no folder', async (_, kind, change) => {
    const from = await repository(at.folder, FILES);
    const root = await mkdtemp(join(at.folder, 'root-'));
    const failed = await open(from, { root, ...(await change()) }).then(
      () => null,
      (error: unknown) => error as { kind: string; message: string },
    );
    expect(failed?.kind).toBe(kind);
    expect(failed?.message).not.toContain(at.folder);
    expect(await readdir(root)).toEqual([]);
  });
});

describe('A5: nothing of the agent is run or believed on our side', () => {
  it('runs no hook, filter, monitor, text conversion or external diff that the agent set up', async () => {
    const from = await repository(at.folder, FILES);
    const workspace = await open(from);
    const { path } = workspace;
    const wire = await tripwire(at.folder, 'poison');
    for (const [key, value] of [
      ['core.fsmonitor', wire.program],
      ['core.hooksPath', join(path, 'hooks')],
      ['diff.external', wire.program],
      ['diff.x.textconv', wire.program],
      ['diff.x.command', wire.program],
      ['filter.x.clean', wire.program],
      ['filter.x.smudge', wire.program],
      ['filter.x.process', wire.program],
      ['core.worktree', '/'],
      ['extensions.worktreeConfig', 'true'],
    ] as const) {
      await run('git', ['config', key, value], { cwd: path, env: { GIT_CONFIG_NOSYSTEM: '1' } });
    }
    await put(path, { '.gitattributes': '* filter=x diff=x ident eol=crlf\n', 'src/a.txt': 'a\r\n$Id: x$\n' });
    await put(path, {
      'hooks/post-index-change': `#!/bin/sh\ntouch ${wire.mark}\n`,
      'hooks/pre-commit': `#!/bin/sh\ntouch ${wire.mark}\n`,
    });
    for (const hook of ['post-index-change', 'pre-commit']) await chmod(join(path, 'hooks', hook), 0o755);
    const { patch, files } = await workspace.diff();
    expect(existsSync(wire.mark)).toBe(false);
    expect(files).toContain('src/a.txt');
    expect(patch).toContain('+a\n+$Id$\n');
  });

  it.each([
    ['deleted', async (path: string) => rm(join(path, '.git'), { recursive: true })],
    [
      'replaced by a file',
      async (path: string) => {
        await rm(join(path, '.git'), { recursive: true });
        await writeFile(join(path, '.git'), 'gitdir: /etc\n');
      },
    ],
    ['filled with garbage', async (path: string) => writeFile(join(path, '.git/config'), '\0[[[')],
    [
      'holding replaced objects and grafts',
      async (path: string) => {
        await put(path, { 'evil.txt': 'evil\n' });
        await git(path, 'add', 'evil.txt');
        await git(path, 'commit', '-qm', 'evil');
        await git(path, 'replace', '-f', 'HEAD~1', 'HEAD');
        await rm(join(path, 'evil.txt'));
      },
    ],
  ])("computes the same patch with the agent's .git %s", async (_, spoil) => {
    const from = await repository(at.folder, FILES);
    const workspace = await open(from);
    await spoil(workspace.path);
    await put(workspace.path, { 'src/a.txt': 'changed\n' });
    expect((await workspace.diff()).files).toEqual(['src/a.txt']);
  });

  it('says so when the workspace was removed or replaced by a link', async () => {
    const from = await repository(at.folder, FILES);
    const workspace = await open(from);
    await rename(workspace.path, `${workspace.path}-moved`);
    await expect(workspace.diff()).rejects.toMatchObject({ kind: 'spoilt' });
    await symlink('/etc', workspace.path);
    await expect(workspace.diff()).rejects.toMatchObject({ kind: 'spoilt' });
  });
});

describe("W10: an Auditor sees the Builder's patch upon the base", () => {
  it('W10, G8: applied as the gate reads it: without its last line end, with a byte order mark', async () => {
    const from = await repository(at.folder, FILES);
    const builder = await open(from);
    await put(builder.path, { 'src/a.txt': 'built\n' });
    const { patch } = await builder.diff();
    const auditor = await open(from, { patch: `\ufeff${patch.slice(0, -1)}` });
    expect(await auditor.diff()).toMatchObject({ patch, changed: false });
  });

  it('applied and not committed; its own diff is against the same base and says whether it changed anything', async () => {
    const from = await repository(at.folder, FILES);
    const builder = await open(from);
    await put(builder.path, { 'src/a.txt': 'built\n', 'new.bin': Buffer.from([0, 1, 2]) });
    const { patch } = await builder.diff();
    const auditor = await open(from, { patch });
    expect(await git(auditor.path, 'status', '--porcelain')).toBe('A  new.bin\nM  src/a.txt');
    expect(await git(auditor.path, 'rev-parse', 'HEAD')).toBe(from.commit);
    expect(await auditor.diff()).toMatchObject({ patch, changed: false });
    await put(auditor.path, { 'src/b.txt': 'audited\n' });
    const own = await auditor.diff();
    expect(own.changed).toBe(true);
    expect(own.files).toEqual(['new.bin', 'src/a.txt', 'src/b.txt']);
    expect(names(await applied(from, own.patch))).toContain('new.bin');
  });
});

describe('A5: nothing is left behind', () => {
  it("the exchange folder is no part of the changes and not seen by the agent's own git", async () => {
    const from = await repository(at.folder, FILES);
    const workspace = await open(from);
    await put(workspace.path, { '.autopack-exchange/result.json': '{}', '.aider.chat.history.md': 'talk' });
    expect(await git(workspace.path, 'status', '--porcelain')).toBe('');
    expect((await workspace.diff()).files).toEqual([]);
  });

  it('folders without rights neither hide changes nor keep the workspace from being removed', async () => {
    // Rights mean nothing to the superuser, so this happens in a process that becomes somebody else, as soon as it has read its programs:
    // the other may not even reach them.
    const other =
      process.getuid?.() === 0 ? 'process.setgroups([]); process.setgid(65534); process.setuid(65534);' : '';
    await chmod(at.folder, 0o755);
    const root = await mkdtemp(join(at.folder, 'closed-'));
    await chmod(root, 0o777);
    const from = await repository(at.folder, FILES);
    await run('chmod', ['-R', 'a+rX', from.path]);
    const program = `
      import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
      const { openWorkspace } = await import(${JSON.stringify(join(process.cwd(), 'src/worker/workspace/workspace.ts'))});
      ${other}
      const workspace = await openWorkspace({ repositoryPath: ${JSON.stringify(from.path)}, baseCommit: '${from.commit}', root: '${root}' });
      const closed = workspace.path + '/closed';
      await mkdir(closed + '/deep', { recursive: true });
      await writeFile(closed + '/x.txt', 'x');
      await writeFile(closed + '/deep/y.txt', 'y');
      await chmod(closed + '/x.txt', 0);
      await chmod(closed + '/deep', 0);
      await chmod(closed, 0o500);
      const { files } = await workspace.diff();
      await chmod(closed + '/deep', 0);
      await chmod(closed, 0o500);
      await workspace.remove();
      console.log(JSON.stringify({ files, left: await readdir('${root}') }));`;
    const words = ['--import', 'tsx', '--input-type=module', '-e', program];
    const { stdout } = await run(process.execPath, words, {
      cwd: process.cwd(),
      env: { NODE_OPTIONS: '', TMPDIR: root },
    });
    const reported = JSON.parse(stdout.split('\n').at(-1)!) as { files: string[]; left: string[] };
    expect(reported.files).toEqual(['closed/deep/y.txt', 'closed/x.txt']);
    expect(reported.left.filter((name) => name.startsWith('attempt-'))).toEqual([]);
  });

  it('leftovers of dead workers are removed, those of living ones are not', async () => {
    const from = await repository(at.folder, FILES);
    const root = await mkdtemp(join(at.folder, 'leftovers-'));
    const workspace = await open(from, { root });
    const dead = join(root, 'attempt-dead');
    await mkdir(join(dead, 'tree'), { recursive: true });
    const holder = JSON.parse(await readFile(join(workspace.path, '../holder.json'), 'utf8')) as {
      pid: number;
      began: number;
    };
    await writeFile(join(dead, 'holder.json'), JSON.stringify({ ...holder, began: holder.began - 1 }));
    await put(root, { 'not-ours/x': 'x' });
    expect(await clearLeftovers(root, await leftoverAttempts(root))).toEqual({ removed: 1, messages: [] });
    expect((await readdir(root)).length).toBe(2);
    expect(existsSync(workspace.path)).toBe(true);
  });
});
