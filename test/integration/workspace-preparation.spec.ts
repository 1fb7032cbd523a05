/** Clones that are prepared before an agent begins (V7): what the set-up left is no part of the agent's work. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import {
  type ClonePlace,
  openWorkspace,
  type Workspace,
  type WorkspaceOrder,
} from '../../src/worker/workspace/workspace.js';
import { WorkspaceFault } from '../../src/worker/workspace/workspace-fault.js';
import { git, place, put, type Repository, repository } from './agents.fixture.js';

const at = place();
const opened: Workspace[] = [];

async function open(
  from: Repository,
  prepare: NonNullable<WorkspaceOrder['prepare']>,
  more: Partial<WorkspaceOrder> = {},
): Promise<Workspace> {
  const order = { repositoryPath: from.path, baseCommit: from.commit, root: join(at.folder, 'root'), prepare };
  const workspace = await openWorkspace({ ...order, ...more });
  opened.push(workspace);
  return workspace;
}
afterEach(async () => {
  for (const workspace of opened.splice(0)) await workspace.remove();
});

const FILES = {
  'README.md': '# Base\n',
  'src/a.txt': 'one\n',
  'package-lock.json': '{}\n',
  '.gitignore': 'ignored/\n!/deps\n',
};

/** What usual set-ups do. */
async function install({ checkout }: ClonePlace): Promise<string[]> {
  await put(checkout, {
    'deps/lib/code': 'good\n',
    'build/out.txt': 'built\n',
    'generated.txt': 'made\n',
    'ignored/x': '',
    'package-lock.json': '{"written": "anew"}\n',
  });
  await rm(join(checkout, 'README.md'));
  await git(join(checkout, 'build'), 'init', '-q', 'fetched');
  await put(join(checkout, 'build/fetched'), { 'source.txt': 'of another repository\n' });
  return ['deps'];
}

it('V7: what the set-up left is there for the agent, and shows neither in its changes nor in git’s words', async () => {
  const from = await repository(at.folder, FILES);
  const workspace = await open(from, install);
  expect(await readFile(join(workspace.path, 'deps/lib/code'), 'utf8')).toBe('good\n');
  expect(existsSync(join(workspace.path, 'build/fetched/.git'))).toBe(true);
  expect(await git(workspace.path, 'status', '--porcelain', '--', ':!deps', ':!build/fetched')).toBe('');
  expect(await workspace.diff()).toEqual({ patch: '', files: [], changed: false, notes: [] });
});

it('V7: files that git knows are put back before the agent begins, and what the agent makes of them counts', async () => {
  const from = await repository(at.folder, FILES);
  const workspace = await open(from, install);
  expect(await readFile(join(workspace.path, 'package-lock.json'), 'utf8')).toBe('{}\n');
  await put(workspace.path, { 'package-lock.json': '{"mine": 1}\n', 'src/b.txt': 'b\n', 'build/mine.txt': 'mine\n' });
  expect((await workspace.diff()).files).toEqual(['build/mine.txt', 'package-lock.json', 'src/b.txt']);
});

it.each([
  [
    'changes files in it',
    async (path: string) => put(path, { 'deps/lib/code': 'spoilt\n', 'deps/mine.txt': 'mine\n' }),
    [],
  ],
  ['removes it', async (path: string) => rm(join(path, 'deps'), { recursive: true }), []],
  [
    'puts a file in its place',
    async (path: string) => {
      await rm(join(path, 'deps'), { recursive: true });
      await writeFile(join(path, 'deps'), '');
    },
    [],
  ],
  [
    'puts a link in its place',
    async (path: string) => {
      await rm(join(path, 'deps'), { recursive: true });
      await symlink('/etc', join(path, 'deps'));
    },
    [],
  ],
  [
    'does so and no longer ignores it',
    async (path: string) => put(path, { '.gitignore': '!deps\n', 'deps/mine.txt': '' }),
    ['.gitignore'],
  ],
  [
    'adds it by git',
    async (path: string) => {
      await put(path, { 'deps/mine.txt': '' });
      await git(path, 'add', '-Af', 'deps');
      await git(path, 'commit', '-qm', 'mine');
    },
    [],
  ],
])('V7: a cached folder stays out of the patch when the agent %s', async (_, act, files) => {
  const workspace = await open(await repository(at.folder, FILES), install);
  await act(workspace.path);
  expect((await workspace.diff()).files).toEqual(files);
});

it('V7: a file of the set-up that the agent changed is left out, and that is said', async () => {
  const workspace = await open(await repository(at.folder, FILES), install);
  await put(workspace.path, { 'generated.txt': 'changed\n' });
  expect(await workspace.diff()).toMatchObject({
    files: [],
    notes: ['Left out, because the set-up made it: "generated.txt".'],
  });
});

it('V7: products count towards no limit', async () => {
  const many = async ({ checkout }: ClonePlace): Promise<string[]> => {
    await mkdir(join(checkout, 'deps'));
    for (let i = 0; i < 40; i += 1)
      await put(checkout, { [`deps/${i}`]: 'x'.repeat(1_000), [`out/${i}`]: 'x'.repeat(1_000) });
    return ['deps'];
  };
  const limits = { maxFiles: 2, maxUnpackedBytes: 1_000 };
  const workspace = await open(await repository(at.folder, FILES), many, { limits });
  await put(workspace.path, { 'src/b.txt': 'b\n' });
  expect((await workspace.diff()).files).toEqual(['src/b.txt']);
});

it('V7: for an Auditor the set-up runs on the base commit, and the patch is applied to it', async () => {
  const from = await repository(at.folder, FILES);
  const builder = await open(from, install);
  await put(builder.path, { 'package-lock.json': '{"mine": 1}\n', 'src/a.txt': 'two\n' });
  const { patch } = await builder.diff();
  let seen = '';
  const auditor = await open(
    from,
    async (at) => ((seen = await readFile(join(at.checkout, 'src/a.txt'), 'utf8')), install(at)),
    { patch },
  );
  expect([seen, await readFile(join(auditor.path, 'src/a.txt'), 'utf8')]).toEqual(['one\n', 'two\n']);
  expect(await auditor.diff()).toMatchObject({ changed: false, patch });
});

it('V7: a patch that does not apply is reported before the set-up costs time, and a set-up that fails leaves no folder', async () => {
  const from = await repository(at.folder, FILES);
  let calls = 0;
  const fails = async (): Promise<string[]> => {
    calls += 1;
    throw new WorkspaceFault('setup', 'Set-up "install" failed with exit code 1.');
  };
  const patch = 'diff --git a/no b/no\n--- a/no\n+++ b/no\n@@ -1 +1 @@\n-x\n+y\n';
  await expect(open(from, fails, { patch })).rejects.toMatchObject({ kind: 'patch' });
  expect(calls).toBe(0);
  await expect(open(from, fails)).rejects.toMatchObject({ kind: 'setup' });
  expect((await stat(join(at.folder, 'root'))).nlink).toBe(2);
});

/** Committed as they are, although the attributes say otherwise. */
async function withRawLineEnds(files: Readonly<Record<string, string>>): Promise<Repository> {
  const from = await repository(at.folder, { ...FILES, '.gitattributes': '*.txt text\n' });
  await mkdir(join(from.path, '.git/info'), { recursive: true });
  await writeFile(join(from.path, '.git/info/attributes'), '* -text -crlf !eol\n');
  await put(from.path, files);
  await git(from.path, 'add', '-A');
  await git(from.path, 'commit', '-qm', 'raw');
  return { ...from, commit: await git(from.path, 'rev-parse', 'HEAD') };
}

it.each<[what: string, prepare: NonNullable<WorkspaceOrder['prepare']>]>([
  ['left alone', async () => []],
  ['touched', async ({ checkout }) => (await utimes(join(checkout, 'raw.txt'), 1, 1), [])],
  ['changed', async ({ checkout }) => (await put(checkout, { 'raw.txt': 'other\n' }), [])],
])(
  'G8: a patch of a file that conflicts with the attributes of the base is applied for an Auditor where the set-up %s it',
  async (_, prepare) => {
    const from = await withRawLineEnds({ 'raw.txt': '1\r\n', 'other.txt': '2\r\n' });
    const builder = await open(from, prepare);
    await put(builder.path, { 'raw.txt': '1\r\nmore\r\n', 'src/new/deep.txt': 'new\n' });
    await rm(join(builder.path, 'src/a.txt'));
    const { patch, files } = await builder.diff();
    expect(files).toEqual(['raw.txt', 'src/a.txt', 'src/new/deep.txt']);
    const auditor = await open(from, prepare, { patch });
    expect(await auditor.diff()).toEqual({ patch, files, changed: false, notes: [] });
    expect(existsSync(join(auditor.path, 'src/a.txt'))).toBe(false);
    expect((await git(auditor.path, 'diff', '--cached', '--name-only')).split('\n')).toEqual(files);
  },
);

it('V7: files that a set-up or an agent only touched count towards no limit', async () => {
  const files = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`many/${i}`, 'x'.repeat(100)]));
  const touch = async (checkout: string): Promise<void> => {
    for (const name of Object.keys(files)) await utimes(join(checkout, name), 1, 1);
  };
  const from = await repository(at.folder, { ...FILES, ...files });
  for (const limits of [{ maxFiles: 2 }, { maxUnpackedBytes: 200 }]) {
    const workspace = await open(from, async ({ checkout }) => (await touch(checkout), []), { limits });
    await put(workspace.path, { 'many/3': 'changed\n' });
    expect((await workspace.diff()).files).toEqual(['many/3']);
    await touch(workspace.path);
    expect((await workspace.diff()).files).toEqual(['many/3']);
    await put(workspace.path, Object.fromEntries(Object.keys(files).map((name) => [name, 'changed'.repeat(40)])));
    await expect(workspace.diff()).rejects.toMatchObject({ kind: 'too-large' });
  }
});
