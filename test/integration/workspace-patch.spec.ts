/** The patch of a workspace (W8): what is in the files, whatever the agent did to git. */
import { chmod, mkdtemp, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { openWorkspace, type Workspace, type WorkspaceOrder } from '../../src/worker/workspace/workspace.js';
import { run } from '../support/programs.js';
import { applied, git, place, put, type Repository, repository } from './agents.fixture.js';

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

describe('W8: the patch is what stands in the files', () => {
  it('holds changes, new, deleted, binary and empty files, modes and links, and applies in a private index', async () => {
    const from = await repository(at.folder, { ...FILES, 'data.bin': Buffer.from([0, 1, 2, 255]) });
    const workspace = await open(from);
    const { path } = workspace;
    await put(path, {
      'src/a.txt': 'one\n2\nthree',
      'new dir/ü name.txt': 'ä\n',
      empty: '',
      'data.bin': Buffer.from([9, 0, 255, 13, 10]),
    });
    await rm(join(path, 'src/b.txt'));
    await chmod(join(path, 'README.md'), 0o755);
    await symlink('README.md', join(path, 'link'));
    const { patch, files, changed, notes } = await workspace.diff();
    expect([...files].sort()).toEqual([
      'README.md',
      'data.bin',
      'empty',
      'link',
      'new dir/ü name.txt',
      'src/a.txt',
      'src/b.txt',
    ]);
    expect(changed).toBe(true);
    expect(notes).toEqual([]);
    const tree = await applied(from, patch);
    expect(tree.join('\n')).toMatch(/^100755 .*README.md$/m);
    expect(tree.join('\n')).toMatch(/^120000 .*link$/m);
    expect(names(tree)).not.toContain('src/b.txt');
    expect(names(tree)).toContain('empty');
  });

  it('is empty if nothing is changed, if the change was undone, and if it was only committed on another branch', async () => {
    const from = await repository(at.folder, FILES);
    const workspace = await open(from);
    expect(await workspace.diff()).toEqual({ patch: '', files: [], changed: false, notes: [] });
    await put(workspace.path, { 'src/a.txt': 'other\n' });
    await git(workspace.path, 'commit', '-qam', 'mine');
    await git(workspace.path, 'checkout', '-q', from.commit);
    expect((await workspace.diff()).patch).toBe('');
  });

  it('G8: has the usual prefixes, whatever the settings of the user and of the agent say', async () => {
    const from = await repository(at.folder, FILES);
    const workspace = await open(from);
    const settings = Object.entries({
      'diff.noprefix': 'true',
      'diff.mnemonicPrefix': 'true',
      'diff.srcPrefix': 'x/',
      'diff.dstPrefix': 'y/',
      'diff.renames': 'copies',
      'diff.interHunkContext': '9',
      'diff.submodule': 'log',
      'diff.relative': 'true',
      'color.ui': 'always',
    });
    for (const [key, value] of settings) await git(workspace.path, 'config', key, value);
    const before = { ...process.env };
    process.env.GIT_CONFIG_COUNT = `${settings.length}`;
    settings.forEach(([key, value], i) =>
      Object.assign(process.env, { [`GIT_CONFIG_KEY_${i}`]: key, [`GIT_CONFIG_VALUE_${i}`]: value }),
    );
    try {
      await put(workspace.path, { 'src/a.txt': 'other\n', 'src/new.txt': 'n\n' });
      const { patch } = await workspace.diff();
      expect(patch).toMatch(/^diff --git a\/src\/a.txt b\/src\/a.txt$/m);
      expect(patch).toMatch(/^--- a\/src\/a.txt$/m);
      expect(patch).toMatch(/^\+\+\+ b\/src\/new.txt$/m);
    } finally {
      process.env = before;
    }
  });

  it('does not ask whether the agent committed: commits, staged and loose changes are one patch', async () => {
    const from = await repository(at.folder, FILES);
    const workspace = await open(from);
    await put(workspace.path, { 'committed.txt': 'c\n' });
    await git(workspace.path, 'add', '.');
    await git(workspace.path, 'commit', '-qm', 'mine');
    await put(workspace.path, { 'staged.txt': 's\n' });
    await git(workspace.path, 'add', '.');
    await put(workspace.path, { 'loose.txt': 'l\n' });
    expect((await workspace.diff()).files).toEqual(['committed.txt', 'loose.txt', 'staged.txt']);
  });

  it('keeps bytes that are no UTF-8, in contents and in names, and line ends of both kinds', async () => {
    const latin = Buffer.from([0x66, 0xfc, 0x72, 0x0a]);
    const from = await repository(at.folder, {
      ...FILES,
      'latin.txt': latin,
      'windows.txt': 'a\r\nb\r\n',
      'plain.txt': 'p\n',
    });
    const workspace = await open(from);
    const changed = Buffer.concat([latin, Buffer.from([0xdf, 0x0a])]);
    await put(workspace.path, {
      'latin.txt': changed,
      'windows.txt': 'a\r\nc\r\n',
      'plain.txt': 'q\n',
      'we[i]r*d "name\\.txt': latin,
    });
    const odd = Buffer.concat([Buffer.from(`${workspace.path}/`), Buffer.from([0xff, 0x0a, 0x22])]);
    await writeFile(odd, 'odd\n');
    const { patch } = await workspace.diff();
    expect(patch).toContain('+q\n');
    expect(patch).toContain('+c\r\n');
    const ids = (await applied(from, patch)).map((line) => line.split(/\s/)[2]);
    for (const content of [changed, latin, Buffer.from('a\r\nc\r\n'), Buffer.from('odd\n')]) {
      const { stdout } = await run('git', ['hash-object', '--stdin'], { input: content });
      expect(ids).toContain(stdout);
    }
  });

  it('leaves out what the ignore rules ignore, also those of the base that the agent removed', async () => {
    const from = await repository(at.folder, FILES);
    const workspace = await open(from);
    await put(workspace.path, {
      '.gitignore': '!.env\n',
      '.env': 'SECRET=1\n',
      'ignored/x': 'x\n',
      'cache/.gitignore': '*\n',
      'cache/y': 'y\n',
      'kept.txt': 'k\n',
    });
    expect((await workspace.diff()).files).toEqual(['.gitignore', 'kept.txt']);
  });

  it('keeps changes of tracked files that a rule ignores', async () => {
    const from = await repository(at.folder, { ...FILES, 'ignored/tracked.txt': 't\n' });
    const workspace = await open(from);
    await put(workspace.path, { 'ignored/tracked.txt': 'changed\n' });
    expect((await workspace.diff()).files).toEqual(['ignored/tracked.txt']);
  });

  it('takes repositories below the workspace as plain folders and says so; a submodule never comes of it', async () => {
    const from = await repository(at.folder, FILES);
    const workspace = await open(from);
    await put(workspace.path, { 'app/x.txt': 'x\n', 'app/deep/y.txt': 'y\n' });
    for (const folder of ['app', 'app/deep']) {
      await git(join(workspace.path, folder), 'init', '-q');
      await git(join(workspace.path, folder), 'add', '.');
      await git(join(workspace.path, folder), 'commit', '-qm', 'nested');
    }
    const { patch, files, notes } = await workspace.diff();
    expect(files).toEqual(['app/deep/y.txt', 'app/x.txt']);
    expect(patch).not.toContain('160000');
    expect(notes.join()).toContain('"app/"');
  });

  it('never follows a link: a folder that became a link is a link, and nothing behind it is read', async () => {
    const from = await repository(at.folder, FILES);
    const workspace = await open(from);
    const outside = await mkdtemp(join(at.folder, 'outside-'));
    await put(outside, { 'a.txt': FILES['src/a.txt'], 'b.txt': 'secret\n', 'c.txt': 'secret\n' });
    await rm(join(workspace.path, 'src'), { recursive: true });
    await symlink(outside, join(workspace.path, 'src'));
    const { patch } = await workspace.diff();
    expect(patch).not.toContain('secret');
    const tree = await applied(from, patch);
    expect(names(tree).filter((name) => name.startsWith('src'))).toEqual(['src']);
  });

  it('a link that the agent also ignores hides no file behind it', async () => {
    const from = await repository(at.folder, FILES);
    const workspace = await open(from);
    const outside = await mkdtemp(join(at.folder, 'outside-'));
    await put(outside, { 'b.txt': 'secret\n' });
    await rm(join(workspace.path, 'src'), { recursive: true });
    await symlink(outside, join(workspace.path, 'src'));
    await put(workspace.path, { '.gitignore': '/src\n' });
    const { patch } = await workspace.diff();
    expect(patch).not.toContain('secret');
    expect(names(await applied(from, patch))).toEqual(['.gitignore', 'README.md']);
  });

  it('follows a file that became a folder and a folder that became a file', async () => {
    const from = await repository(at.folder, { ...FILES, 'dir/x': 'x\n', 'dir/y': 'y\n' });
    const workspace = await open(from);
    await rm(join(workspace.path, 'src/a.txt'));
    await put(workspace.path, { 'src/a.txt/inside': 'i\n' });
    await rm(join(workspace.path, 'dir'), { recursive: true });
    await put(workspace.path, { dir: 'now a file\n' });
    const tree = names(await applied(from, (await workspace.diff()).patch));
    expect(tree).toContain('src/a.txt/inside');
    expect(tree).toContain('dir');
    expect(tree).not.toContain('dir/x');
  });

  it('leaves out pipes and spellings of ".git", and says so', async () => {
    const from = await repository(at.folder, FILES);
    const workspace = await open(from);
    await run('mkfifo', [join(workspace.path, 'pipe')]);
    await rm(join(workspace.path, 'README.md'));
    await run('mkfifo', [join(workspace.path, 'README.md')]);
    await put(workspace.path, { 'sub/.GIT/config': 'x\n', 'git~1': 'short name\n' });
    const { files, notes } = await workspace.diff();
    expect(files).toEqual(['README.md', 'git~1']);
    expect(notes.join()).toContain('sub/.GIT/config');
  });

  it.each([
    ['files', { maxFiles: 3 }],
    ['bytes', { maxUnpackedBytes: 1_000 }],
    ['patch bytes', { maxPatchBytes: 1_000 }],
  ])('refuses changes with too many %s instead of cutting them', async (_, limits) => {
    const from = await repository(at.folder, FILES);
    const workspace = await open(from, { limits });
    await put(workspace.path, { a: 'a'.repeat(400), b: 'b'.repeat(400), c: 'c'.repeat(400), d: 'd'.repeat(400) });
    await expect(workspace.diff()).rejects.toMatchObject({ kind: 'too-large' });
  });

  it('W8: limits count what was changed, never what the base holds', async () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`many/${i}.txt`, `${i}\n`.repeat(100)]));
    const from = await repository(at.folder, { ...FILES, ...many });
    const workspace = await open(from, { limits: { maxFiles: 3, maxUnpackedBytes: 1_000 } });
    await put(workspace.path, { 'many/7.txt': 'changed\n', 'new.txt': 'new\n' });
    await rm(join(workspace.path, 'many/8.txt'));
    expect((await workspace.diff()).files).toEqual(['many/7.txt', 'many/8.txt', 'new.txt']);
  });

  it('W8: sees a change of the same length whose times were put back', async () => {
    const from = await repository(at.folder, FILES);
    const workspace = await open(from);
    const file = join(workspace.path, 'src/a.txt');
    const { atime, mtime } = await stat(file);
    await writeFile(file, 'one\ntwO\nthree\n');
    await utimes(file, atime, mtime);
    expect((await workspace.diff()).files).toEqual(['src/a.txt']);
  });

  it('W8: a shallow clone is a repository like another', async () => {
    const from = await repository(at.folder, FILES);
    await put(from.path, { 'src/a.txt': 'later\n' });
    await git(from.path, 'commit', '-qam', 'later');
    const shallow = join(at.folder, 'shallow');
    await git(at.folder, 'clone', '-q', '--depth=1', `file://${from.path}`, shallow);
    const commit = await git(shallow, 'rev-parse', 'HEAD');
    const workspace = await open({ path: shallow, commit });
    await put(workspace.path, { 'new.txt': 'new\n' });
    const { patch, files } = await workspace.diff();
    expect(files).toEqual(['new.txt']);
    expect(names(await applied({ path: shallow, commit }, patch))).toContain('new.txt');
  });
});
