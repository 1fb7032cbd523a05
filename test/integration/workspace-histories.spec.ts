/** Histories that a worker's attempts share (A5): whatever an agent does in its clone, the project's repository and the other attempts keep every byte. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { Histories } from '../../src/worker/workspace/histories.js';
import { openWorkspace, type Workspace, type WorkspaceOrder } from '../../src/worker/workspace/workspace.js';
import { run } from '../support/programs.js';
import { git, place, put, type Repository, repository } from './agents.fixture.js';

const at = place();
const opened: Workspace[] = [];
let root = '';
let histories: Histories;

beforeEach(async () => {
  root = await mkdtemp(join(at.folder, 'root-'));
  histories = new Histories(root);
});

afterEach(async () => {
  for (const workspace of opened.splice(0)) await workspace.remove();
  await histories.close();
});

async function open(from: Repository, more: Partial<WorkspaceOrder> = {}): Promise<Workspace> {
  const workspace = await openWorkspace({
    repositoryPath: from.path,
    baseCommit: from.commit,
    root,
    histories,
    ...more,
  });
  opened.push(workspace);
  return workspace;
}

async function close(workspace: Workspace): Promise<void> {
  opened.splice(opened.indexOf(workspace), 1);
  await workspace.remove();
}

/** A repository with some commits, part of them packed. */
async function grown(format = 'sha1'): Promise<Repository> {
  const from = await repository(
    at.folder,
    { 'a.txt': 'one\n', 'sub/b.txt': 'b\n', '.gitignore': 'ignored/\n' },
    format,
  );
  for (const text of ['two', 'three', 'four']) await next(from, { 'a.txt': `${text}\n` });
  await git(from.path, 'gc', '-q');
  return next(from, { 'a.txt': 'five\n' });
}

async function next({ path }: Repository, files: Record<string, string>): Promise<Repository> {
  await put(path, files);
  await git(path, 'add', '-A');
  await git(path, 'commit', '-qm', Object.values(files).join().trim());
  return { path, commit: await git(path, 'rev-parse', 'HEAD') };
}

/** Every file below, with its mode and the hash of its content. */
async function contents(folder: string): Promise<string> {
  const script =
    'find . \\( -type f -o -type d \\) -printf "%M %p\\n" | sort; find . -type f -exec sha256sum {} + | sort';
  return (await run('sh', ['-c', script], { cwd: folder })).stdout;
}

async function copyOf({ path }: Workspace): Promise<string> {
  return JSON.parse((await readFile(join(path, '.git/objects/info/alternates'), 'utf8')).trim()) as string;
}

const HOSTILE_ACTIONS: readonly (readonly [string, string])[] = [
  ['collects garbage', 'git gc -q --prune=now --aggressive'],
  ['repacks everything', 'git repack -adq'],
  ['repacks what is local', 'git repack -adlfq'],
  [
    'keeps nothing unreachable',
    'git update-ref -d HEAD; git reflog expire --expire=now --all; git gc -q --prune=now; git prune --expire=now',
  ],
  ['stores what is there already', 'git hash-object -w a.txt sub/b.txt; git add -A -f; git stash -q || true'],
  ['stores new objects', 'echo new > n; git hash-object -w n; git add n; git commit -qm new; git gc -q'],
  ['removes packed loose objects', 'git prune-packed; git pack-refs --all'],
  ['writes a commit graph', 'git commit-graph write --reachable --split; git commit-graph write --reachable'],
  [
    'writes and uses an index of packs',
    'git repack -q; git multi-pack-index write; git multi-pack-index repack; git multi-pack-index expire',
  ],
  [
    'maintains the clone',
    'git maintenance run --task=gc --task=commit-graph --task=loose-objects --task=incremental-repack -q',
  ],
  [
    'rewrites history',
    'git commit -q --amend -m other; git rebase -q --root --no-verify || true; git replace HEAD HEAD~1 || true',
  ],
  ['removes the .git', 'rm -rf .git'],
  [
    'removes every pack that it finds',
    'find -L . -name "*.pack" -delete; find -L . -name "*.idx" -delete; rm -rf .git/objects/pack',
  ],
  ['takes all rights away', 'chmod -R 000 .git'],
  ['gives all rights', 'chmod -R 777 .git; find .git -type f -exec sh -c "echo x >> {}" \\;'],
  [
    'writes below objects/info',
    'mkdir -p x/objects; echo ../../x/objects >> .git/objects/info/alternates; echo P > .git/objects/info/packs',
  ],
  ['empties its alternates', ': > .git/objects/info/alternates; git fsck || true; git gc -q --prune=now || true'],
  [
    'makes its alternates a link to itself',
    'rm .git/objects/info/alternates; ln -s ../pack .git/objects/info/alternates; git gc -q || true',
  ],
  ['looks for lost objects', 'git fsck --full --lost-found'],
  ['unpacks everything', 'cat $(tr -d \\" < .git/objects/info/alternates)/pack/*.pack | git unpack-objects -q -r'],
  ['clones its clone and breaks that', 'git clone -q -s . ../other; cd ../other; git repack -adq; rm -rf .git/objects'],
  ['has other work trees', 'git worktree add -q ../tree; git worktree remove --force ../tree; git gc -q'],
];

describe('A5: attempts share a history that none of them can write', () => {
  it.each(HOSTILE_ACTIONS)(
    'an agent that %s changes no byte of the repository and of what others share',
    async (_, script) => {
      const from = await grown();
      const other = await open(from);
      const workspace = await open(from);
      const copy = await copyOf(workspace);
      expect(await copyOf(other)).toBe(copy);
      const before = [await contents(from.path), await contents(copy)];
      await run('sh', ['-c', script], {
        cwd: workspace.path,
        env: { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', HOME: '/nonexistent' },
        reject: false,
      });
      expect([await contents(from.path), await contents(copy)]).toEqual(before);
      for (const whole of [from.path, other.path]) await git(whole, 'fsck', '--full', '--strict');
      await put(workspace.path, { 'a.txt': 'changed\n' });
      expect((await workspace.diff()).files).toContain('a.txt');
      await close(workspace);
      const after = await open(from);
      expect(await copyOf(after)).toBe(copy);
      expect(await git(after.path, 'status', '--porcelain')).toBe('');
      expect((await git(after.path, 'log', '--format=%s')).split('\n')).toEqual([
        'five',
        'four',
        'three',
        'two',
        'base',
      ]);
    },
  );

  it.each([
    ['removed it', 'rm -rf pack'],
    ['cut a pack', 'chmod u+w pack/*.pack; for each in pack/*.pack; do : > $each; done'],
    [
      'wrote into a pack',
      'for each in pack/*.pack; do chmod u+w $each; printf X | dd of=$each bs=1 seek=30 conv=notrunc; done',
    ],
    [
      'wrote into an index',
      'for each in pack/*.idx; do chmod u+w $each; printf XXXX | dd of=$each bs=1 seek=1100 conv=notrunc; done',
    ],
    ['added an object', 'mkdir aa; echo x > aa/0123456789012345678901234567890123456789'],
    ['added an alternate', 'mkdir -p info; echo /tmp > info/alternates'],
  ])('an agent that went to the shared copy and %s spoils neither a patch nor the next attempt', async (_, script) => {
    const from = await grown();
    const before = await contents(from.path);
    const workspace = await open(from);
    const copy = await copyOf(workspace);
    await run('sh', ['-c', script], { cwd: copy });
    await put(workspace.path, { 'a.txt': 'changed\n' });
    expect((await workspace.diff()).files).toEqual(['a.txt']);
    const after = await open(from);
    expect(await copyOf(after)).not.toBe(copy);
    await git(after.path, 'fsck', '--full', '--strict');
    expect(await git(after.path, 'status', '--porcelain')).toBe('');
    expect(await contents(from.path)).toBe(before);
  });

  it('shows the whole history, and knows whose each line is', async () => {
    const from = await grown();
    const { path } = await open(from);
    expect((await git(path, 'log', '--format=%s')).split('\n')).toHaveLength(5);
    expect(await git(path, 'blame', '-s', 'a.txt')).toMatch(/five$/);
    expect(await git(path, 'show', 'HEAD~4:a.txt')).toBe('one');
  });

  it('names neither the repository nor a remote', async () => {
    const from = await grown();
    const { path } = await open(from);
    expect((await run('grep', ['-rl', from.path, path], { reject: false })).exitCode).toBe(1);
    expect(
      (await run('grep', ['-rl', from.path, await copyOf({ path } as Workspace)], { reject: false })).exitCode,
    ).toBe(1);
    expect(await git(path, 'remote')).toBe('');
  });

  it.each(['sha1', 'sha256'])(
    'goes on with the commits of a run: one copy, to which each base adds what is new (%s)',
    async (format) => {
      let from = await grown(format);
      const copies = new Set<string>();
      for (const text of ['six', 'seven', 'eight']) {
        const workspace = await open(from);
        copies.add(await copyOf(workspace));
        await git(workspace.path, 'fsck', '--full', '--strict');
        expect(await git(workspace.path, 'rev-parse', 'HEAD')).toBe(from.commit);
        await close(workspace);
        from = await next(from, { [`${text}.txt`]: `${text}\n` });
      }
      expect(copies.size).toBe(1);
      expect(await readdir(join([...copies][0]!, 'pack'))).toHaveLength(6);
    },
  );

  it('begins anew where a base is no further step, and after many of them, and removes what nobody has any more', async () => {
    const from = await grown();
    const first = await open(from);
    const old = await copyOf(first);
    await rm(join(old, 'pack'), { recursive: true });
    const second = await open(from);
    expect(existsSync(old)).toBe(true);
    await close(first);
    expect(existsSync(old)).toBe(false);
    await close(second);
    let at = from;
    const kept = new Set<string>();
    for (let i = 0; i < 42; i += 1) {
      at = await next(at, { 'a.txt': `${i}\n` });
      const workspace = await open(at);
      kept.add(await copyOf(workspace));
      await close(workspace);
    }
    expect(kept.size).toBe(2);
    expect((await readdir(join(root, (await readdir(root))[0]!))).length).toBe(2);
  }, 120_000);

  it("the repository's owner may maintain it meanwhile: the attempt sees nothing of that, and its patch is made", async () => {
    const from = await grown();
    const workspace = await open(from);
    await put(workspace.path, { 'a.txt': 'changed\n' });
    await git(from.path, 'reflog', 'expire', '--expire=now', '--all');
    for (const words of [
      ['gc', '-q', '--prune=now', '--aggressive'],
      ['repack', '-adfq'],
      ['prune-packed', '-q'],
    ])
      await git(from.path, ...words);
    expect((await workspace.diff()).files).toEqual(['a.txt']);
    await git(workspace.path, 'fsck', '--full', '--strict');
    expect((await git(workspace.path, 'log', '--format=%s')).split('\n')).toHaveLength(5);
    const later = await open(await next(from, { 'later.txt': 'l\n' }));
    expect(await copyOf(later)).toBe(await copyOf(workspace));
    await git(later.path, 'fsck', '--full', '--strict');
  });

  it('a base that the owner took away is a fault of the surroundings', async () => {
    const from = await grown();
    const workspace = await open(from);
    await put(workspace.path, { 'a.txt': 'changed\n' });
    await git(from.path, 'update-ref', 'refs/heads/trunk', 'HEAD~1');
    await git(from.path, 'reset', '-q', '--hard');
    await git(from.path, 'reflog', 'expire', '--expire=now', '--all');
    await git(from.path, 'gc', '-q', '--prune=now');
    await expect(workspace.diff()).rejects.toMatchObject({ kind: 'git' });
    await expect(open(from)).rejects.toMatchObject({ kind: 'no-commit' });
  });

  it('lends one copy to attempts that begin at once, and leaves nothing when it is closed', async () => {
    const from = await grown();
    const later = await next(from, { 'new.txt': 'n\n' });
    const workspaces = await Promise.all([open(from), open(later), open(from), open(later)]);
    expect(new Set(await Promise.all(workspaces.map(copyOf))).size).toBe(1);
    for (const { path } of workspaces) await git(path, 'fsck', '--full', '--strict');
    for (const workspace of workspaces) await close(workspace);
    await histories.close();
    expect(await readdir(root)).toEqual([]);
  });
});
