/** What a prepared checkout must not do (V7): spoil a submodule, pay twice for nothing, give half a secret away, or outlive its lease unseen. */
import { chmod, mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

import type { AgentDriver } from '../../src/worker/agents/contract/agent.js';
import type { CiOrder, CiOutcome } from '../../src/worker/ci/ci-order.js';
import { runCi } from '../../src/worker/ci/run-ci.js';
import { runAgent } from '../../src/worker/loop/agent-work.js';
import { verify } from '../../src/worker/loop/ci-work.js';
import { HeldLease } from '../../src/worker/loop/held-lease.js';
import { clonePreparer } from '../../src/worker/loop/prepare-clone.js';
import type { ClaimedWork, SupervisorApi } from '../../src/worker/loop/supervisor-api.js';
import { type CacheSettings, FolderCache } from '../../src/worker/prepare/folder-cache.js';
import { NO_PREPARATION, type Preparation, type SetupStep } from '../../src/worker/prepare/preparation.js';
import { openWorkspace } from '../../src/worker/workspace/workspace.js';
import { type Files, git, place, put, type Repository, repository } from './agents.fixture.js';

const top = place();
let at: string;
let cache: CacheSettings;
let made = 0;
beforeEach(async () => {
  at = join(top.folder, `world-${(made += 1)}`);
  await mkdir(at);
  cache = { root: join(at, 'cache'), limitBytes: 1e9 };
});

const setupStep = (script: string): SetupStep => ({
  ...{ name: 'install', argv: ['/bin/sh', '-c', script], timeoutSeconds: 100, reads: null, cwd: null, env: [] },
});
const prepared = (script: string, paths: readonly string[] = [], more: Partial<Preparation> = {}): Preparation => ({
  ...{ ...NO_PREPARATION, setup: [setupStep(script)], cache: paths.map((path) => ({ path, key: ['lock'] })) },
  ...more,
});
const commit = async (from: Repository, files: Files): Promise<string> => {
  await put(from.path, files);
  await git(from.path, 'add', '-A');
  await git(from.path, 'commit', '-qm', 'more');
  return git(from.path, 'rev-parse', 'HEAD');
};
const ci = (
  from: Repository,
  preparation: Preparation,
  script: string,
  more: Partial<CiOrder> = {},
): Promise<CiOutcome> =>
  runCi({
    ...{
      repositoryPath: from.path,
      commit: from.commit,
      baseCommit: from.commit,
      preparation,
      workRoot: join(at, 'ci'),
      owner: 'ci-1',
    },
    ...{ runId: 'r', phaseId: 'p', cache: new FolderCache(cache, 'project', 'ci-1') },
    steps: [{ name: 'test', argv: ['/bin/sh', '-c', script], timeoutSeconds: 20 }],
    ...more,
  });
const workOf = (from: Repository, preparation: Preparation, more: object = {}): ClaimedWork =>
  ({
    ...{ runId: 'r', phaseId: 'p', startedAt: new Date().toISOString() },
    brief: { projectId: 'project', repositoryPath: from.path, baseCommit: from.commit, preparation, ...more },
  }) as unknown as ClaimedWork;

it('V7: a cached folder that holds files of a submodule is left alone, time after time', async () => {
  const lib = await repository(at, { 'vendor/own.txt': 'own\n' });
  await rename(lib.path, join(at, 'lib'));
  const from = await repository(at, { lock: '1\n' });
  await git(from.path, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', join(at, 'lib'), 'sub');
  const of = { ...from, commit: await commit(from, {}) };
  const preparation = prepared('mkdir -p sub/vendor; echo made > sub/vendor/made', ['sub/vendor'], {
    submodules: true,
  });
  for (let tried = 0; tried < 3; tried += 1) {
    expect(await ci(of, preparation, 'cat sub/vendor/own.txt sub/vendor/made')).toMatchObject({
      verdict: 'GREEN',
      outputTail: expect.stringMatching(/Folder sub\/vendor is not cached: .*\n(.*\n)*== test\nown\nmade\n/),
    });
  }
});

it('V7: a folder that is cached inside a submodule comes from the cache, and the clone counts it as no change', async () => {
  const lib = await repository(at, { 'own.txt': 'own\n' });
  await rename(lib.path, join(at, 'lib'));
  const from = await repository(at, { lock: '1\n' });
  await git(from.path, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', join(at, 'lib'), 'sub');
  const of = { ...from, commit: await commit(from, {}) };
  const preparation = prepared(`echo run >> ${at}/runs; mkdir sub/deps; echo made > sub/deps/made`, ['sub/deps'], {
    submodules: true,
  });
  for (let tried = 0; tried < 2; tried += 1) {
    expect(await ci(of, preparation, 'cat sub/own.txt sub/deps/made')).toMatchObject({ verdict: 'GREEN' });
    const tools = { workerId: 'b-1', workRoot: join(at, 'work'), cache, onNote: () => undefined };
    const prepare = clonePreparer(workOf(of, preparation), tools, new AbortController().signal)!;
    const workspace = await openWorkspace({
      repositoryPath: of.path,
      baseCommit: of.commit,
      root: tools.workRoot,
      prepare,
    });
    expect(await workspace.diff()).toEqual({ patch: '', files: [], changed: false, notes: [] });
    await workspace.remove();
  }
  expect(await readFile(join(at, 'runs'), 'utf8')).toBe('run\n');
});

it.each<[what: string, path: string, files: Files, limitBytes: number, runs: number]>([
  ['the set-up does not make', 'other', {}, 1e9, 3],
  ['is too large', 'deps', {}, 10, 3],
  ['the commit holds', 'deps', { 'deps/mine.txt': 'mine\n' }, 1e9, 2],
  ['is kept', 'deps', {}, 1e9, 1],
])(
  'V7: for the sake of a folder that %s, the base commit is prepared once at most',
  async (_, path, files, limitBytes, runs) => {
    cache = { ...cache, limitBytes };
    const from = await repository(at, { lock: '1\n', ...files });
    const preparation = prepared(`echo run >> ${at}/runs; mkdir -p deps; echo made > deps/made`, [path]);
    for (const text of ['1', '2']) {
      const id = await commit(from, { 'src.txt': text });
      expect(await ci(from, preparation, 'cat deps/made', { commit: id })).toMatchObject({ verdict: 'GREEN' });
    }
    expect((await readFile(join(at, 'runs'), 'utf8')).split('\n')).toHaveLength(runs + 1);
  },
);

it.each<[what: string, script: string, why: string | null]>([
  ['sets the mode that a program has', 'chmod 755 bin/tool', null],
  ['sets another mode', 'chmod 755 lock', 'it changed lock'],
  ['writes a committed file', 'echo 2 > lock', 'it changed lock'],
  ['adds a file', 'touch new', 'it changed new'],
  ['removes a file', 'rm bin/tool', 'it removed bin/tool'],
  ['leaves something in its home folder', 'touch ~/.settings', 'it changed ~/.settings'],
  ['leaves downloads of npm', 'mkdir -p ~/.npm/_logs; touch ~/.npm/_logs/x', null],
  [
    'leaves the store of pnpm',
    'mkdir -p ~/.local/share/pnpm/store/v10 ~/.local/state/pnpm ~/.cache/pnpm; touch ~/.local/share/pnpm/store/v10/x ~/.local/state/pnpm/pnpm-state.json ~/.cache/pnpm/x',
    null,
  ],
  [
    'leaves a program that pnpm installed for the user',
    'mkdir -p ~/.local/share/pnpm/store; touch ~/.local/share/pnpm/store/x ~/.local/share/pnpm/tool',
    'it changed ~/.local/share/pnpm/tool',
  ],
  [
    'leaves downloads of bun, poetry and composer',
    'for at in .bun/install/cache .cache/pypoetry/cache .cache/pypoetry/artifacts .cache/composer; do mkdir -p ~/$at; touch ~/$at/x; done',
    null,
  ],
])(
  'V7: a step that %s besides is left out with a whole cache only if it left nothing, and why is said',
  async (_, script, why) => {
    const from = await repository(at, { lock: '1\n', 'bin/tool': 'tool\n' });
    await chmod(join(from.path, 'bin/tool'), 0o755);
    const of = { ...from, commit: await commit(from, {}) };
    const preparation = prepared(`echo run >> ${at}/runs; mkdir -p deps; ${script}`, ['deps']);
    const outcome = await ci(of, preparation, 'true');
    if (why === null) expect(outcome.outputTail).not.toContain('runs every time');
    else
      expect(outcome.outputTail).toContain(
        `\n== Set-up "install" runs every time, whatever comes from the cache: ${why}.\n`,
      );
    // The log of the checkout that filled the cache may be one that nobody keeps, such as that of a green base: later ones say it too.
    const again = `Set-up "install" runs every time, whatever comes from the cache: when that was filled, ${why}.`;
    const { outputTail } = await ci(of, preparation, 'true');
    expect(outputTail.includes(again)).toBe(why !== null);
    expect(await readFile(join(at, 'runs'), 'utf8')).toBe(why === null ? 'run\n' : 'run\nrun\n');
  },
);

describe('V7: what a set-up says is redacted before it is cut', () => {
  const SECRET = 'correct-horse-battery-staple-0123456789';
  beforeEach(() => void (process.env.SETUP_VALUE = SECRET));
  afterEach(() => void delete process.env.SETUP_VALUE);
  // What is kept of it would begin in the middle of the value.
  const preparation = (): Preparation =>
    prepared(`printf %045d%s 0 "$SETUP_VALUE"; head -c 940 /dev/zero | tr '\\0' x; exit 3`, [], {
      environment: ['SETUP_VALUE'],
    });

  it('V7: in CI', async () => {
    const from = await repository(at, { lock: '1\n' });
    const outcome = await ci(from, preparation(), 'true', { passEnvironment: ['SETUP_VALUE'], secrets: [SECRET] });
    expect(outcome).toMatchObject({ verdict: 'ENVIRONMENT', summary: expect.stringContaining('xxxx') });
    expect(JSON.stringify(outcome)).not.toContain(SECRET.slice(-15));
  });

  it('V7: in a clone', async () => {
    const from = await repository(at, { lock: '1\n' });
    const tools = { workerId: 'b-1', workRoot: join(at, 'work'), cache: null, onNote: () => undefined };
    const prepare = clonePreparer(workOf(from, preparation()), tools, new AbortController().signal)!;
    const opening = openWorkspace({
      repositoryPath: from.path,
      baseCommit: from.commit,
      root: tools.workRoot,
      prepare,
    });
    const stated = await opening.then(String, (error: Error) => error.message);
    expect(stated).toMatch(/^Set-up "install" failed with exit code 3\.\n[^]*xxxx/);
    expect(stated).not.toContain(SECRET.slice(-15));
  });
});

describe('V7: a set-up that takes until the end of its lease is a failure of the environment', () => {
  const lease = (work: ClaimedWork, milliseconds: number): { work: ClaimedWork; hold: HeldLease } => {
    const end = new Date(Date.parse(work.startedAt) + milliseconds).toISOString();
    const leased = {
      ...work,
      lease: { token: 't', tokenAllowance: 1_000, expiresAt: end, hardDeadlineAt: end },
    } as ClaimedWork;
    const hooks = { onHeartbeat: () => undefined, onTrouble: () => undefined, onStop: () => undefined };
    return {
      work: leased,
      hold: new HeldLease({} as SupervisorApi, leased, performance.now(), new AbortController().signal, hooks),
    };
  };
  const preparation = prepared('sleep 100');
  const says = expect.stringContaining('hard deadline of the lease') as string;

  it('V7: in a clone, before an agent began', async () => {
    const from = await repository(at, { lock: '1\n' });
    const { work, hold } = lease(workOf(from, preparation), 2_000);
    const driver = { run: () => Promise.reject(new Error('No agent may begin.')) } as unknown as AgentDriver;
    const tools = { workerId: 'b-1', workRoot: join(at, 'work'), cache: null, onNote: () => undefined };
    const did = await runAgent(work, 'BUILDER', hold, { ...tools, driver, stop: new AbortController().signal });
    expect(did).toMatchObject({ kind: 'environment', why: says, end: null });
    await hold.end();
  });

  it('V7: in CI, before a step began', async () => {
    const from = await repository(at, { lock: '1\n' });
    const steps = [{ name: 'test', argv: ['/bin/true'], timeoutSeconds: 20 }];
    const { work, hold } = lease(
      workOf(from, preparation, { commit: from.commit, ciSteps: steps, ciGoesOn: false }),
      2_000,
    );
    const tools = {
      workerId: 'ci-1',
      workRoot: join(at, 'ci'),
      passEnvironment: [],
      cache: null,
      onStep: () => undefined,
    };
    expect(await verify(work, hold, tools)).toMatchObject({ verdict: 'ENVIRONMENT', summary: says });
    await hold.end();
  });
});
