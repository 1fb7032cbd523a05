/** A worker stores what an agent left as `git add` in a clean clone would have done, and drops no change of a submodule (G8). */
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { openWorkspace, type Workspace, type WorkspaceOrder } from '../../src/worker/workspace/workspace.js';
import { applied, type Files, git, place, put, type Repository, repository, tripwire } from './agents.fixture.js';

const at = place();
const opened: Workspace[] = [];

async function open(from: Repository, more: Partial<WorkspaceOrder> = {}): Promise<Workspace> {
  const workspace = await openWorkspace({
    repositoryPath: from.path,
    baseCommit: from.commit,
    root: join(at.folder, 'root'),
    ...more,
  });
  opened.push(workspace);
  return workspace;
}

afterEach(async () => {
  for (const workspace of opened.splice(0)) await workspace.remove();
});

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');

/** Bytes in the tree that no `git add` would have put there under these attributes. */
async function repositoryWith(files: Files, raw: Files): Promise<Repository> {
  const { path } = await repository(at.folder, { ...files, ...raw });
  await writeFile(join(path, '.git/info/attributes'), '* -text -crlf !eol\n');
  await git(path, 'add', '--renormalize', '.');
  await git(path, 'commit', '-q', '--allow-empty', '-m', 'raw');
  await rm(join(path, '.git/info/attributes'));
  return { path, commit: await git(path, 'rev-parse', 'HEAD') };
}

describe('G8: an agent works in a clean clone, and its files are stored as git add stores them', () => {
  it.each<[what: string, attributes: string, written: string | Buffer, patch: RegExp]>([
    ['CRLF under text=auto', '* text=auto', 'x\r\ny\r\n', /\n\+x\n\+y\n$/],
    ['CRLF under eol=crlf', '*.txt text eol=crlf', 'x\r\ny\r\n', /\n\+x\n\+y\n$/],
    ['CRLF under -text', '* -text', 'x\r\ny\r\n', /\n\+x\r\n\+y\r\n$/],
    ['CRLF without an attribute', '*.md text', 'x\r\ny\r\n', /\n\+x\r\n\+y\r\n$/],
    ['an expanded $Id$', '* ident', '$Id: abc $\n', /\n\+\$Id\$\n$/],
    ['UTF-16', '*.txt working-tree-encoding=UTF-16', utf16('grüße\n'), /\n\+grüße\n$/],
    ['a large file, whole', '*.txt filter=lfs', 'content\n', /\n\+content\n$/],
  ])('G8: %s', async (_, attributes, written, expected) => {
    const workspace = await open(
      await repository(at.folder, { '.gitattributes': `${attributes}\n`, 'other.c': 'o\n' }),
    );
    await put(workspace.path, { 'a.txt': written });
    expect(await workspace.diff()).toMatchObject({
      files: ['a.txt'],
      changed: true,
      patch: expect.stringMatching(expected) as string,
    });
  });

  it('G8: files are written as a checkout writes them, and what nobody touched is not changed', async () => {
    const attributes = '*.txt eol=crlf\n*.u working-tree-encoding=UTF-16\n*.id ident\n';
    const path = { 'a.txt': 'a\n', 'b.u': utf16('b\n'), 'c.id': '$Id$\n', '.gitattributes': attributes };
    const workspace = await open(await repository(at.folder, path));
    expect(await readFile(join(workspace.path, 'a.txt'), 'utf8')).toBe('a\r\n');
    expect(await readFile(join(workspace.path, 'b.u'), 'utf16le')).toBe('\ufeffb\n');
    expect(await readFile(join(workspace.path, 'c.id'), 'utf8')).toMatch(/^\$Id: [0-9a-f]{40} \$\n$/);
    expect(await git(workspace.path, 'status', '--porcelain')).toBe('');
    expect(await workspace.diff()).toMatchObject({ patch: '', changed: false });
  });

  it('G8: what the base stores against its own attributes counts only where the agent changed it', async () => {
    const raw = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}.txt`, `${i}\r\n`]));
    const workspace = await open(await repositoryWith({ '.gitattributes': '*.txt text\n' }, raw));
    expect(await workspace.diff()).toMatchObject({ patch: '', changed: false });
    await put(workspace.path, { 'f3.txt': '3\r\nmore\r\n' });
    expect(await workspace.diff()).toMatchObject({ files: ['f3.txt'], changed: true });
  });

  it('G8: what git does not add ends the attempt with its words', async () => {
    const workspace = await open(
      await repository(at.folder, { '.gitattributes': '*.txt working-tree-encoding=UTF-16\n' }),
    );
    await put(workspace.path, { 'a.txt': 'no UTF-16\n' });
    await expect(workspace.diff()).rejects.toMatchObject({
      kind: 'spoilt',
      message: expect.stringContaining("'a.txt'") as string,
    });
  });

  it("G8: a Builder's patch with other line ends is no change of the Auditor's", async () => {
    const from = await repository(at.folder, { '.gitattributes': '* text=auto\n', 'a.txt': 'a\n' });
    const patch = 'diff --git a/n.txt b/n.txt\nnew file mode 100644\n--- /dev/null\n+++ b/n.txt\n@@ -0,0 +1 @@\n+n\r\n';
    const workspace = await open(from, { patch });
    expect(await workspace.diff()).toMatchObject({
      files: ['n.txt'],
      changed: false,
      patch: expect.stringMatching(/\+n\n$/) as string,
    });
  });
});

describe('G8: a change of a submodule is part of the patch, so that it is refused by name', () => {
  let inner: Repository;
  let from: Repository;
  let later: string;

  beforeAll(async () => {
    inner = await repository(at.folder, { 'i.txt': 'i\n' });
    from = await repository(at.folder, { 'README.md': 'r\n' });
    await git(from.path, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', inner.path, 'vendor/x');
    await git(from.path, 'commit', '-qm', 'sub');
    from = { ...from, commit: await git(from.path, 'rev-parse', 'HEAD') };
    await put(inner.path, { 'i.txt': 'later\n' });
    await git(inner.path, 'commit', '-qam', 'later');
    later = await git(inner.path, 'rev-parse', 'HEAD');
  });

  const populated = async (workspace: Workspace, commit: string): Promise<string> => {
    const sub = join(workspace.path, 'vendor/x');
    await git(workspace.path, '-c', 'protocol.file.allow=always', 'clone', '-q', inner.path, sub);
    await git(sub, 'checkout', '-q', commit);
    return sub;
  };

  it.each<[what: string, change: (workspace: Workspace) => Promise<unknown>, files: string[], mode: string]>([
    ['moved in its folder', (workspace) => populated(workspace, later), ['vendor/x'], 'index'],
    [
      'moved in the index alone',
      ({ path }) => git(path, 'update-index', '--cacheinfo', `160000,${later},vendor/x`),
      ['vendor/x'],
      'index',
    ],
    [
      'removed',
      ({ path }) => rm(join(path, 'vendor/x'), { recursive: true }),
      ['vendor/x'],
      'deleted file mode 160000',
    ],
    [
      'removed by git',
      ({ path }) => git(path, 'rm', '-q', 'vendor/x'),
      ['.gitmodules', 'vendor/x'],
      'deleted file mode 160000',
    ],
    [
      'filled with files',
      ({ path }) => put(path, { 'vendor/x/own.c': 'o\n' }),
      ['vendor/x', 'vendor/x/own.c'],
      'deleted file mode 160000',
    ],
    [
      'added',
      ({ path }) => git(path, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', inner.path, 'vendor/y'),
      ['.gitmodules', 'vendor/y'],
      'new file mode 160000',
    ],
  ])('G8: %s', async (_, change, files, header) => {
    const workspace = await open(from);
    await change(workspace);
    const diff = await workspace.diff();
    expect(diff).toMatchObject({ files, changed: true });
    expect(diff.patch).toContain(header);
    expect(diff.patch).toMatch(/^[+-]Subproject commit [0-9a-f]{40}$/m);
    await applied(from, diff.patch);
  });

  it('G8: fetched and left where it was it is no change, and nothing inside it is run', async () => {
    const workspace = await open(from);
    const sub = await populated(workspace, 'HEAD~1');
    const wire = await tripwire(at.folder, 'submodule');
    await put(sub, { 'i.txt': 'dirty\n' });
    await git(sub, 'config', 'core.fsmonitor', wire.program);
    await rm(wire.mark, { force: true });
    expect(await workspace.diff()).toMatchObject({ patch: '', changed: false });
    expect(existsSync(wire.mark)).toBe(false);
  });
});
