/** The base's rules of what to ignore hold, whatever rules an agent adds (A5); where they are unchanged, git is not asked again. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { namesIn } from '../../src/worker/workspace/ignore-rules.js';
import { openWorkspace, type Workspace } from '../../src/worker/workspace/workspace.js';
import { git, place, put, repository } from './agents.fixture.js';

const at = place();
const opened: Workspace[] = [];
afterEach(async () => {
  for (const workspace of opened.splice(0)) await workspace.remove();
});

async function filesAfter(base: Record<string, string>, agents: Record<string, string>): Promise<readonly string[]> {
  const from = await repository(at.folder, base);
  const workspace = await openWorkspace({
    repositoryPath: from.path,
    baseCommit: from.commit,
    root: join(at.folder, 'root'),
  });
  opened.push(workspace);
  await put(workspace.path, agents);
  return (await workspace.diff()).files;
}

describe('A5: rules of what to ignore', () => {
  it('A5: that the agent adds where the base ignores such rules take nothing out of the base’s', async () => {
    const base = { '.gitignore': '/sub/.gitignore\n*.key\n', 'sub/a': 'a\n' };
    const agents = {
      'sub/.gitignore': '!secret.key\n',
      'sub/secret.key': 'secret\n',
      'sub/deep/secret.key': 'secret\n',
      'sub/b': 'b\n',
    };
    expect(await filesAfter(base, agents)).toEqual(['sub/b']);
  });

  it('A5: of the base, in every folder, and no others, are followed where nobody changed them', async () => {
    const base = { '.gitignore': '*.key\n', 'sub/.gitignore': '!kept.key\n', 'sub/a': 'a\n' };
    expect(
      await filesAfter(base, {
        'sub/kept.key': 'k\n',
        'sub/other.key': 'o\n',
        'sub/deep/kept.key': 'k\n',
        'my.gitignore': '*\n',
      }),
    ).toEqual(['my.gitignore', 'sub/deep/kept.key', 'sub/kept.key']);
  });

  it.each(['sha1', 'sha256'])('A5: are found in an index of %s, whatever their names are', async (format) => {
    const folder = join(at.folder, format);
    await git(at.folder, 'init', '-q', `--object-format=${format}`, folder);
    const long = `${'x'.repeat(200)}/`.repeat(19);
    const rules = [
      '.gitignore',
      'a/.gitignore',
      'ä/.gitignore',
      `${'y'.repeat(7)}/.gitignore`,
      `${'z'.repeat(200)}/.gitignore`,
    ];
    const others = [
      'gitignore',
      'a.gitignore',
      '.gitignore.txt',
      '.gitignored/x',
      ...Array.from({ length: 9 }, (_, i) => 'b'.repeat(i + 1)),
    ];
    await put(folder, Object.fromEntries([...rules, ...others].map((name) => [name, 'x\n'])));
    await git(folder, 'add', '-A', '-f');
    const blob = await git(folder, 'hash-object', '-w', 'gitignore');
    await git(folder, 'update-index', '--add', '--cacheinfo', `100644,${blob},${long}.gitignore`);
    const index = await readFile(join(folder, '.git/index'));
    const found = namesIn(index, format === 'sha1' ? 20 : 32);
    const names = [...found!].map((name) => Buffer.from(name, 'latin1').toString('utf8'));
    expect(names.sort()).toEqual([...rules, `${long}.gitignore`].sort());
    await git(folder, 'update-index', '--index-version', '4');
    expect(namesIn(await readFile(join(folder, '.git/index')), format === 'sha1' ? 20 : 32)).toBeNull();
  });
});
