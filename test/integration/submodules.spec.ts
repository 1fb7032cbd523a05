/** Submodules in checkouts of CI and in clones of agents (V7): real repositories below one folder. */
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

import type { CiOutcome } from '../../src/worker/ci/ci-order.js';
import { runCi } from '../../src/worker/ci/run-ci.js';
import { clonePreparer } from '../../src/worker/loop/prepare-clone.js';
import type { ClaimedWork } from '../../src/worker/loop/supervisor-api.js';
import { NO_PREPARATION, type Preparation } from '../../src/worker/prepare/preparation.js';
import { openWorkspace, type Workspace } from '../../src/worker/workspace/workspace.js';
import { run } from '../support/programs.js';
import { git, place, put, type Repository, repository } from './agents.fixture.js';

const top = place();
const at = { folder: '' };
let made = 0;
beforeEach(async () => {
  at.folder = join(top.folder, `world-${(made += 1)}`);
  await mkdir(at.folder);
});
const PREPARATION: Preparation = { ...NO_PREPARATION, submodules: true };
const FILE_ALLOWED = ['-c', 'protocol.file.allow=always'];

/** A project with a submodule at `sub/lib`, which has one at `nested`. `url` of the repository at `lib`. */
async function project(url: (lib: string) => string = (lib) => lib): Promise<Repository> {
  const made = async (name: string, files: Readonly<Record<string, string>>): Promise<string> => {
    const made = await repository(at.folder, files);
    const path = join(at.folder, name);
    await rename(made.path, path);
    return path;
  };
  const nested = await made('nested', { 'deep.txt': 'deep\n' });
  const lib = await made('lib', { 'lib.txt': 'lib\n' });
  await git(lib, ...FILE_ALLOWED, 'submodule', 'add', '-q', nested, 'nested');
  await git(lib, 'commit', '-qam', 'nested');
  const path = await made('project', { 'a.txt': 'a\n' });
  await git(path, ...FILE_ALLOWED, 'submodule', 'add', '-q', lib, 'sub/lib');
  await git(path, 'config', '-f', '.gitmodules', 'submodule.sub/lib.url', url(lib));
  await git(path, 'commit', '-qam', 'sub');
  // Later commits are not the recorded one.
  await put(lib, { 'lib.txt': 'later\n' });
  await git(lib, 'commit', '-qam', 'later');
  return { path, commit: await git(path, 'rev-parse', 'HEAD') };
}

const ci = (of: Repository, script: string, base = of.commit, preparation = PREPARATION): Promise<CiOutcome> =>
  runCi({
    ...{
      repositoryPath: of.path,
      commit: of.commit,
      baseCommit: base,
      preparation,
      workRoot: join(at.folder, 'ci'),
      owner: 'ci-1',
      runId: 'r',
      phaseId: 'p',
    },
    steps: [{ name: 'test', argv: ['/bin/sh', '-c', script], timeoutSeconds: 20 }],
  });

async function clone(of: Repository): Promise<Workspace> {
  const work = {
    runId: 'r',
    phaseId: 'p',
    brief: { projectId: 'x', repositoryPath: of.path, baseCommit: of.commit, preparation: PREPARATION },
  };
  const root = join(at.folder, 'work');
  const tools = { workerId: 'b-1', workRoot: root, cache: null, onNote: () => undefined };
  const prepare = clonePreparer(work as unknown as ClaimedWork, tools, new AbortController().signal);
  return openWorkspace({ repositoryPath: of.path, baseCommit: of.commit, root, prepare: prepare! });
}

describe('V7: submodules', () => {
  it.each<[string, (lib: string) => string]>([
    ['a path', (lib) => lib],
    ['an address of a file', (lib) => `file://${lib}`],
    ['an address that counts from the repository', () => '../lib'],
  ])('V7: come into a checkout at the recorded commit, nested ones too, from %s', async (_, url) => {
    const of = await project(url);
    const outcome = await ci(
      of,
      'cat sub/lib/lib.txt sub/lib/nested/deep.txt; git submodule status --recursive | cut -c1; git remote',
    );
    expect(outcome).toMatchObject({ verdict: 'GREEN', outputTail: expect.stringContaining('== test\nlib\ndeep\n') });
    expect((await ci(of, 'ls sub/lib', of.commit, NO_PREPARATION)).outputTail).toContain('== test\n== Step');
  });

  it('V7: an address that counts from the remote of the repository counts from there', async () => {
    const of = await project(() => '../lib');
    await mkdir(join(at.folder, 'elsewhere'));
    await rename(of.path, join(at.folder, 'elsewhere/project'));
    await git(join(at.folder, 'elsewhere/project'), 'remote', 'add', 'origin', of.path);
    expect(await ci({ ...of, path: join(at.folder, 'elsewhere/project') }, 'cat sub/lib/lib.txt')).toMatchObject({
      verdict: 'GREEN',
    });
  });

  it('V7: come into an agent’s clone, which shares nothing with them, names none of their places and counts them as no change', async () => {
    const of = await project();
    const workspace = await clone(of);
    expect(await readFile(join(workspace.path, 'sub/lib/nested/deep.txt'), 'utf8')).toBe('deep\n');
    const { stdout } = await run('grep', ['-rlF', at.folder, join(workspace.path, '.git')], { reject: false });
    expect(
      stdout.split('\n').filter((path) => !path.includes('/logs/') && !path.endsWith('FETCH_HEAD') && path !== ''),
    ).toEqual([]);
    expect(await workspace.diff()).toEqual({ patch: '', files: [], changed: false, notes: [] });
    await workspace.remove();
  });

  it('V7: files in one that an agent changed are left out, and that is said', async () => {
    const of = await project();
    const workspace = await clone(of);
    await put(workspace.path, {
      'sub/lib/lib.txt': 'mine\n',
      'sub/lib/nested/deep.txt': 'mine\n',
      'sub/lib/made.o': '',
      'a.txt': 'mine\n',
    });
    expect(await workspace.diff()).toMatchObject({
      files: ['a.txt'],
      notes: [
        'Left out, because it is in a submodule, whose files no patch can change: "sub/lib/lib.txt", "sub/lib/nested/deep.txt".',
      ],
    });
    await workspace.remove();
  });

  it('V7: one that an agent moved to another commit is part of its changes', async () => {
    const of = await project();
    const workspace = await clone(of);
    await put(workspace.path, { 'sub/lib/lib.txt': 'mine\n' });
    await git(join(workspace.path, 'sub/lib'), 'commit', '-qam', 'mine');
    expect(await workspace.diff()).toMatchObject({ files: ['sub/lib'], changed: true });
    await workspace.remove();
  });

  it('V7: one that cannot be fetched is ENVIRONMENT and named; RED if the phase touched it', async () => {
    const of = await project(() => '../not-there');
    const outcome = await ci(of, 'true');
    expect(outcome).toMatchObject({ verdict: 'ENVIRONMENT', aborted: false, steps: [] });
    expect(outcome.summary).toMatch(/^Submodule sub\/lib could not be fetched: .*not/);
    expect(outcome.summary).not.toContain(at.folder);
    const before = await git(of.path, 'rev-parse', 'HEAD^');
    const red = await ci(of, 'true', before);
    expect(red).toMatchObject({
      verdict: 'RED',
      summary: expect.stringContaining('The phase changed what it reads: .gitmodules, sub/lib.'),
    });
    await expect(clone(of)).rejects.toMatchObject({
      kind: 'setup',
      message: expect.stringContaining('Submodule sub/lib could not be fetched'),
    });
  });

  it.each(['ext::sh -c touch%20/tmp/autopack-never', 'http://localhost:9/lib', 'git://localhost:9/lib'])(
    'V7: %s is not spoken',
    async (url) => {
      expect(await ci(await project(() => url), 'true')).toMatchObject({
        verdict: 'ENVIRONMENT',
        summary: expect.stringMatching(/^Submodule sub\/lib could not be fetched: .*not allowed/),
      });
    },
  );
});
