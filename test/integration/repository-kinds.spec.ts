/**
 * Every kind of repository that git knows, as that of a project: a whole phase works, by the same steps as in a run (a workspace, its patch, the commit, CI's
 * checkout, the tag, the next attempt, the promotion), or the start is refused with a reason. The user's work tree stays clean.
 */
import { mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { GitRepository } from '../../src/git/git-repository.js';
import { findRepository } from '../../src/git/repository-place.js';
import { checkOut } from '../../src/worker/ci/checkout.js';
import { makeCiFolder } from '../../src/worker/ci/ci-folder.js';
import { Histories } from '../../src/worker/workspace/histories.js';
import { openWorkspace } from '../../src/worker/workspace/workspace.js';
import { git, LIMITS } from '../support/git/git-repositories.js';
import { run } from '../support/programs.js';

let folder: string;
let source: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'autopack-kinds-')));
  source = join(folder, 'source');
  await shell(
    folder,
    'git init -q -b main source; cd source; git config uploadpack.allowFilter true; mkdir a b; echo 1 > a/x; echo y > b/y; git add -A; git commit -qm one',
  );
  for (const n of [2, 3]) await shell(source, `echo ${n} > a/x; git commit -qam ${n}`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const IDENTITY = {
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@b.c',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@b.c',
};

async function shell(cwd: string, script: string): Promise<string> {
  const env = {
    ...IDENTITY,
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    SRC: source,
  };
  return (await run('sh', ['-ec', script], { cwd, env, extendEnv: false })).stdout;
}

/** Makes `r` in a folder of its own. */
async function made(script: string): Promise<string> {
  const own = await mkdtemp(join(folder, 'kind-'));
  await shell(own, script);
  return join(own, 'r');
}

const WORKS: readonly (readonly [string, string])[] = [
  ['a full clone', 'git clone -q $SRC r'],
  ['a bare repository', 'git clone -q --bare $SRC r'],
  ['a mirror', 'git clone -q --mirror $SRC r'],
  ['a sparse clone', 'git clone -q --sparse $SRC r; git -C r sparse-checkout set a'],
  ['a sparse clone with a sparse index', 'git clone -q --sparse $SRC r; git -C r sparse-checkout set --sparse-index a'],
  ['a sparse clone by patterns', 'git clone -q $SRC r; git -C r sparse-checkout set --no-cone /a/x'],
  ['a shallow clone', 'git clone -q --depth=1 file://$SRC r'],
  ['a partial clone that has its tip', 'git clone -q --filter=blob:none file://$SRC r'],
  ['a clone without trees that has its tip', 'git clone -q --filter=tree:0 file://$SRC r'],
  ['a linked work tree', 'git clone -q $SRC m; git -C m checkout -q --detach; git -C m worktree add -q ../r main'],
  ['a clone that shares objects', 'git clone -q -s $SRC r'],
  ['a clone that shares those of another that does', 'git clone -q -s $SRC m; git clone -q -s m r'],
  [
    'a clone with relative alternates',
    'git clone -q -s $SRC r; echo ../../../../source/.git/objects > r/.git/objects/info/alternates',
  ],
  [
    'a repository whose ids are SHA-256',
    'git init -q -b main --object-format=sha256 r; cd r; mkdir a; echo 3 > a/x; git add -A; git commit -qm one',
  ],
  ['a git folder elsewhere', 'git clone -q --separate-git-dir=$PWD/elsewhere $SRC r'],
  [
    'a submodule of another repository',
    'git init -q m; cd m; git -c protocol.file.allow=always submodule add -q $SRC s; git -C s checkout -q main; ln -s m/s ../r',
  ],
  ['grafts', 'git clone -q $SRC r; git -C r rev-parse HEAD > r/.git/info/grafts'],
  ['replaced commits', 'git clone -q $SRC r; git -C r replace HEAD HEAD~1'],
  [
    'settings of a work tree',
    'git clone -q $SRC r; git -C r config extensions.worktreeConfig true; git -C r config --worktree core.filemode true',
  ],
  [
    'a maintained repository',
    'git clone -q --bare $SRC r; cd r; git repack -adbq; git pack-refs --all; git commit-graph write --reachable; git multi-pack-index write',
  ],
  [
    'a history with a hole',
    'git clone -q --no-hardlinks $SRC r; cd r/.git/objects; o=$(git rev-parse HEAD~2:a/x | sed "s,^..,&/,"); rm -f $o',
  ],
];

const REFUSED: readonly (readonly [string, string, RegExp])[] = [
  [
    'a partial clone without its files',
    'git clone -q --no-checkout --filter=blob:none file://$SRC r',
    /partial clone: 2 objects of "main" are not in it/,
  ],
  [
    'a sparse and partial clone',
    'git clone -q --sparse --filter=blob:none file://$SRC r',
    /2 objects .*git fetch --refetch --no-filter/,
  ],
  [
    'a clone without trees',
    'git clone -q --no-checkout --filter=tree:0 file://$SRC r',
    /partial clone: 1 object of "main" is not in it/,
  ],
  [
    'a repository without a file',
    'git clone -q --no-hardlinks $SRC r; cd r/.git/objects; rm -f $(git rev-parse HEAD:a/x | sed "s,^..,&/,")',
    /is damaged/,
  ],
  [
    'a repository without a folder',
    'git clone -q --no-hardlinks $SRC r; cd r/.git/objects; rm -f $(git rev-parse HEAD:b | sed "s,^..,&/,")',
    /is damaged/,
  ],
  ['a repository that nobody committed to', 'git init -q -b main r', /^no commit$/],
  [
    'a form that this git does not know',
    'git clone -q $SRC r; cd r; git config core.repositoryFormatVersion 1; git config extensions.odd 1',
    /extension.*odd/,
  ],
];

/** What keeps a run from starting; null: nothing. */
async function obstacleTo(path: string): Promise<string | null> {
  try {
    const repository = await GitRepository.open(path);
    const tip = await repository.defaultBranch(null);
    return tip === null ? 'no commit' : ((await repository.lackAt(tip.commit, tip.branch))?.message ?? null);
  } catch (error) {
    return (error as Error).message;
  }
}

describe('G3: what a run can start from', () => {
  it.each(WORKS)('G3, W8, G4, M2: %s goes through a phase and a promotion', async (kind, script) => {
    await works(await made(script), { isShallow: /shallow|partial|without trees|hole|SHA-256/.test(kind) });
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot('G3, W8, G4: a repository of another user goes through a phase', async () => {
    await works(await made('git clone -q --bare $SRC r; chown -R 65534 r'), { isShallow: false });
  });

  it.each(REFUSED)('G3, P12: %s is refused with the reason', async (_, script, reason) => {
    expect(await obstacleTo(await made(script))).toMatch(reason);
  });
});

/** A whole phase and its promotion. */
async function works(path: string, { isShallow }: { isShallow: boolean }): Promise<void> {
  expect(await obstacleTo(path)).toBeNull();
  const repository = await GitRepository.open(path);
  const { commit: base } = (await repository.defaultBranch('main'))!;
  const root = await mkdtemp(join(folder, 'work-'));
  const histories = new Histories(root);
  const open = (baseCommit: string) => openWorkspace({ repositoryPath: path, baseCommit, root, histories });
  const workspace = await open(base);
  expect(await shell(workspace.path, 'git fsck --full 2>&1; git status --porcelain')).toBe('');
  expect((await shell(workspace.path, 'git log --format=%s')).split('\n')).toHaveLength(isShallow ? 1 : 3);
  expect(await shell(workspace.path, 'git blame -s a/x')).toMatch(/ 3$/);
  await writeFile(join(workspace.path, 'a/x'), 'changed\n');
  await writeFile(join(workspace.path, 'new'), 'new\n');
  const { patch } = await workspace.diff();
  await workspace.remove();

  const { held, facts } = await repository.inspectPatch({ base, patch, limits: LIMITS });
  expect(facts.outcome).toBe('applies');
  const order = { message: 'work\n', at: new Date(1_700_000_000_000) };
  const commit = await held!.commit(order, { heldFor: 'run-1' });
  await held!.discard();
  expect(await repository.moveRef({ ref: 'refs/heads/autonomous/run-1', old: null, next: commit })).toBe('moved');

  const ci = await makeCiFolder(root, 'ci');
  expect(
    await checkOut(
      { repositoryPath: path, commit, owner: 'ci', steps: [], workRoot: root, runId: 'run-1', phaseId: 'p' },
      ci,
      60,
    ),
  ).toBeNull();
  expect(await readFile(join(ci.checkout, 'new'), 'utf8')).toBe('new\n');
  const tag = await repository.makeTagObject({ ...order, tag: 'autonomous/run-1/p', commit }, { heldFor: 'run-1' });
  expect(await repository.moveRef({ ref: 'refs/tags/autonomous/run-1/p', old: null, next: tag })).toBe('moved');
  await repository.releaseMoved('run-1', [commit, tag]);

  const next = await open(commit);
  expect(await readFile(join(next.path, 'new'), 'utf8')).toBe('new\n');
  expect(await shell(next.path, 'git fsck --full 2>&1; git status --porcelain')).toBe('');
  await next.remove();
  await histories.close();

  expect(await repository.moveBranch('main', { from: base, to: commit }, 'promoted')).toBe('moved');
  const clean = (await findRepository(path)).isBare
    ? ''
    : await shell(path, 'git -c safe.directory="*" status --porcelain --untracked-files=all');
  expect(clean).toBe('');
  if ((await stat(path)).uid === process.getuid?.())
    expect(await git(path, 'rev-parse', 'refs/heads/main')).toBe(commit);
}
