/** CI of one commit as a worker runs it (V1, A5): real repositories, real processes, and a folder that is gone afterwards. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { readReport } from '../../src/domain/rules/ci/reports/read-report.js';
import { cleanEnvironment } from '../../src/processes/clean-environment.js';
import { lookUp } from '../../src/processes/process-table.js';
import { leftoverCiFolders, makeCiFolder } from '../../src/worker/ci/ci-folder.js';
import type { CiHooks, CiOrder, CiOutcome, CiStep } from '../../src/worker/ci/ci-order.js';
import { runCi } from '../../src/worker/ci/run-ci.js';
import { clearLeftovers } from '../../src/worker/workspace/leftovers.js';
import { judgeReported as judgeTry } from '../support/domain/ci-reports.js';
import { until, within } from '../support/waiting.js';

let root: string;
let repository: string;
let workRoot: string;

const git = (...words: string[]): string =>
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgSign=false', ...words], {
    cwd: repository,
    env: { ...cleanEnvironment(), HOME: root, GIT_CONFIG_NOSYSTEM: '1' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();

/** Commits these files besides what stands there; answers the commit. */
function commit(files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), text);
  }
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--no-verify', '-m', 'change');
  return git('rev-parse', 'HEAD');
}

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'autopack-ci-')));
  [repository, workRoot] = [join(root, 'repository'), join(root, 'work')];
  mkdirSync(repository);
  git('init', '--quiet', '--initial-branch=main');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const shell = (script: string, more: Partial<CiStep> = {}): CiStep => ({
  name: more.name ?? 'test',
  argv: ['/bin/sh', '-c', script],
  timeoutSeconds: 20,
  ...more,
});
const orderOf = (id: string, steps: readonly CiStep[], more: Partial<CiOrder> = {}): CiOrder => ({
  repositoryPath: repository,
  commit: id,
  steps,
  workRoot,
  owner: 'ci-1',
  runId: 'run-1',
  phaseId: 'F1.1',
  ...more,
});
async function ci(id: string, steps: readonly CiStep[], more: Partial<CiOrder> = {}, hooks: CiHooks = {}): Promise<CiOutcome> {
  const outcome = await within('CI to end', runCi(orderOf(id, steps, more), hooks), 25_000);
  expect(existsSync(workRoot) ? readdirSync(workRoot) : []).toEqual([]);
  return outcome;
}
const runs = (pid: number): boolean => lookUp(pid)?.zombie === false;
const numberIn = (path: string): Promise<number> =>
  until(path, () => (existsSync(path) ? Number(readFileSync(path, 'utf8').trim()) : null));

describe('V1: steps of CI', () => {
  it('V1: run one after another in a checkout of exactly that commit', async () => {
    const first = commit({ 'a.txt': 'first' });
    commit({ 'a.txt': 'second', 'later.txt': '' });
    writeFileSync(join(repository, 'dirty.txt'), 'not committed');
    const seen: string[] = [];
    const outcome = await ci(
      first,
      [shell('cat a.txt; ls -A; git rev-parse HEAD', { name: 'look' }), shell('git status --porcelain; echo $HOME | grep -c home')],
      {},
      { onStep: ({ name }, index) => seen.push(`${index} ${name}`) },
    );
    expect(outcome).toMatchObject({ verdict: 'GREEN', aborted: false, summary: 'All 2 steps passed.', reports: [] });
    expect(outcome.outputTail).toBe(`== look\nfirst.git\na.txt\n${first}\n== Step "look" passed.\n== test\n1\n== Step "test" passed.\n`);
    expect(outcome.steps.map(({ name, passed, exitCode }) => [name, passed, exitCode])).toEqual([
      ['look', true, 0],
      ['test', true, 0],
    ]);
    expect(seen).toEqual(['0 look', '1 test']);
  });

  it('V1: stop at the first that fails', async () => {
    const id = commit({});
    const outcome = await ci(id, [shell('true'), shell('echo broken; exit 4', { name: 'unit' }), shell(`touch ${root}/third`)]);
    expect(outcome).toMatchObject({ verdict: 'RED', summary: 'Step "unit" failed with exit code 4.' });
    expect(outcome.steps).toHaveLength(2);
    expect(outcome.outputTail).toContain('broken');
    expect(existsSync(join(root, 'third'))).toBe(false);
  });

  it.each([
    ['takes too long', 'sleep 1000', 'Step "test" took longer than 0.5 seconds.'],
    ['writes too much', 'yes', 'Step "test" wrote more than 100000 bytes of output.'],
    ['dies', 'kill -SEGV $$', 'Step "test" was ended by SIGSEGV.'],
  ])('V1: are RED when one %s', async (_, script, summary) => {
    const steps = [shell(script, { timeoutSeconds: 0.5 })];
    expect(await ci(commit({}), steps, { limits: { outputBytes: 100_000 } })).toMatchObject({ verdict: 'RED', summary });
  });

  it('V1: of a program that the commit should hold and does not, RED; of one that the machine should hold, ENVIRONMENT', async () => {
    const id = commit({ plain: 'text' });
    const step = (program: string): CiStep[] => [{ name: 'test', argv: [program], timeoutSeconds: 5 }];
    expect(await ci(id, step('./gradlew'))).toMatchObject({
      verdict: 'RED',
      summary: expect.stringContaining('is not there in the commit'),
    });
    expect(await ci(id, step('./plain'))).toMatchObject({ verdict: 'RED', summary: expect.stringContaining('may not be executed') });
    for (const program of ['no-such-tool-here', '/opt/no-such-tool-here']) {
      const summary = expect.stringContaining('is not there on the machine of the worker');
      expect(await ci(id, step(program))).toMatchObject({ verdict: 'ENVIRONMENT', aborted: false, summary });
    }
    const removed = [shell('rm -rf "$PWD"'), shell('true')];
    expect(await ci(id, removed)).toMatchObject({ verdict: 'RED', summary: expect.stringContaining('removed the checkout') });
  });

  it('V1: none at all are not GREEN', async () => {
    expect(await ci(commit({}), [])).toMatchObject({ verdict: 'ENVIRONMENT', summary: 'The order names no step.' });
  });

  it('V1: keep the end of the failing step when there is too much output', async () => {
    const outcome = await ci(commit({}), [shell('seq 1 100000'), shell('seq 1 100000; echo the reason; exit 1', { name: 'unit' })]);
    expect(Buffer.byteLength(outcome.outputTail)).toBeLessThanOrEqual(65_536);
    expect(outcome.outputTail).toMatch(/^\[\d+ bytes of output are left out here\]\n/);
    expect(outcome.outputTail.endsWith('100000\nthe reason\n== Step "unit" failed with exit code 1.\n')).toBe(true);
  });
});

describe('B6: what says nothing of the commit', () => {
  it('B6: a commit that is not there, a repository that is not there, a name that is no full id: ENVIRONMENT', async () => {
    const id = commit({});
    git('tag', '-a', '-m', 'a tag', 'v1');
    const tag = git('rev-parse', 'v1');
    const steps = [shell('true')];
    expect(await ci('0123456789'.repeat(4), steps)).toMatchObject({ verdict: 'ENVIRONMENT', steps: [] });
    expect(await ci(id, steps, { repositoryPath: join(root, 'nowhere') })).toMatchObject({ verdict: 'ENVIRONMENT' });
    expect(await ci(id, steps, { repositoryPath: 'repository' })).toMatchObject({ verdict: 'ENVIRONMENT' });
    for (const name of ['main', id.slice(0, 12), '--upload-pack=touch x', id.toUpperCase()]) {
      const summary = expect.stringContaining('is not named by its full id');
      expect(await ci(name, steps)).toMatchObject({ verdict: 'ENVIRONMENT', steps: [], summary });
    }
    expect(await ci(tag, steps)).toMatchObject({
      verdict: 'ENVIRONMENT',
      steps: [],
      summary: expect.stringContaining('checked out under its id'),
    });
    const { summary } = await ci(id, steps, { repositoryPath: join(root, 'nowhere') });
    expect(summary).toContain(`Commit ${id.slice(0, 12)} could not be checked out`);
    expect(summary).not.toContain(root);
  });

  it('A4, B6: a work folder that cannot be used is ENVIRONMENT, and no path of the machine is told', async () => {
    const [id, file, link] = [commit({}), join(root, 'a-file'), join(root, 'a-link')];
    writeFileSync(file, '');
    symlinkSync(join(file, 'elsewhere'), link);
    for (const place of [file, join(file, 'below'), link, join(link, 'below')]) {
      const { verdict, summary } = await ci(id, [shell('true')], { workRoot: place });
      expect(verdict).toBe('ENVIRONMENT');
      expect(summary).toMatch(/^The worker could not go on: (mkdir|realpath) failed with E[A-Z]+\.$/);
    }
  });

  it('B6: a disk without room is ENVIRONMENT', async () => {
    const id = commit({});
    const full = { limits: { freeBytes: 2 ** 60 } };
    expect(await ci(id, [shell('true')], full)).toMatchObject({
      verdict: 'ENVIRONMENT',
      summary: 'The disk of the worker is full.',
      steps: [],
    });
  });

  it('B6: a step that fails while it fills the disk is ENVIRONMENT', async () => {
    const { bavail, bsize } = statfsSync(root);
    const outcome = await ci(commit({}), [shell('fallocate -l 1G big; exit 1')], { limits: { freeBytes: bavail * bsize - 500_000_000 } });
    const summary = 'Step "test" failed with exit code 1, and the disk of the worker is full.';
    expect(outcome).toMatchObject({ verdict: 'ENVIRONMENT', aborted: false, summary });
  });

  it('B6: a work root that cannot be made is ENVIRONMENT and shows no path', async () => {
    writeFileSync(join(root, 'work'), 'a file');
    const outcome = await runCi(orderOf(commit({}), [shell('true')]));
    expect(outcome).toMatchObject({ verdict: 'ENVIRONMENT', steps: [] });
    expect(outcome.summary).not.toContain(root);
  });

  it('B6: an abort ends the step with its processes and is not RED', async () => {
    const control = new AbortController();
    const script = `setsid sh -c 'echo $$ > ${root}/number; exec sleep 1000' & sleep 1000`;
    const ended = ci(commit({}), [shell(script), shell('true')], {}, { signal: control.signal });
    const pid = await numberIn(join(root, 'number'));
    control.abort();
    expect(await ended).toMatchObject({ verdict: 'ENVIRONMENT', aborted: true, summary: 'Step "test" was aborted.' });
    expect(runs(pid)).toBe(false);
    expect(await ci(commit({}), [shell('true')], {}, { signal: control.signal })).toMatchObject({ aborted: true, steps: [] });
  });
});

describe('A5: CI runs foreign code', () => {
  it('A5: hooks, settings, filters and submodules that an agent wrote into the repository start nothing', async () => {
    const trap = join(root, 'trap.sh');
    writeFileSync(trap, `#!/bin/sh\necho "$0 $*" >> ${root}/trapped\ncat\n`);
    chmodSync(trap, 0o755);
    const id = commit({
      '.gitattributes': '* filter=evil diff=evil',
      '.gitmodules': `[submodule "s"]\n\tpath = s\n\turl = ${root}/elsewhere\n`,
      'a.txt': 'text',
    });
    mkdirSync(join(repository, '.git', 'hooks'), { recursive: true });
    for (const hook of [
      'post-checkout',
      'post-index-change',
      'reference-transaction',
      'pre-auto-gc',
      'post-update',
      'fsmonitor-watchman',
    ]) {
      writeFileSync(join(repository, '.git', 'hooks', hook), readFileSync(trap));
      chmodSync(join(repository, '.git', 'hooks', hook), 0o755);
    }
    const settings = [
      'uploadpack.packObjectsHook',
      'core.fsmonitor',
      'filter.evil.smudge',
      'filter.evil.process',
      'filter.evil.clean',
      'diff.external',
    ];
    for (const name of [...settings, 'core.alternateRefsCommand', 'core.sshCommand', 'core.editor', 'core.pager'])
      git('config', name, trap);
    git('config', 'core.hooksPath', join(repository, '.git', 'hooks'));
    rmSync(join(root, 'trapped'), { force: true });
    const before = readFileSync(join(repository, '.git', 'config'), 'utf8');
    const outcome = await ci(id, [
      shell('cat a.txt .git/config; ls -A .git/hooks .git/objects/info 2>/dev/null; cat .git/FETCH_HEAD 2>/dev/null; true'),
    ]);
    expect(existsSync(join(root, 'trapped')) && readFileSync(join(root, 'trapped'), 'utf8')).toBe(false);
    expect(outcome.verdict).toBe('GREEN');
    expect(outcome.outputTail).toContain('text');
    expect(outcome.outputTail).not.toContain('trap');
    expect(outcome.outputTail).not.toContain('[repository]');
    expect(readFileSync(join(repository, '.git', 'config'), 'utf8')).toBe(before);
  });

  it('A5: what a step does to its checkout does not reach the repository', async () => {
    const id = commit({ 'a.txt': 'text' });
    const objects = (): string => git('count-objects', '-v') + git('for-each-ref') + git('status', '--porcelain');
    const before = objects();
    const script =
      'git config user.email x@y; git config user.name x; echo more >> a.txt; git commit -qam more; git branch -f main; git push -q origin HEAD:main; git remote -v; true';
    expect((await ci(id, [shell(script)])).verdict).toBe('GREEN');
    expect(objects()).toBe(before);
  });

  it('A5: a step sees nothing of our environment but what is passed on', async () => {
    process.env.AUTOPACK_TEST_TOKEN = 'tok-123456789';
    process.env.AUTOPACK_TEST_PROXY = 'proxy.example.org';
    try {
      const { outputTail } = await ci(
        commit({}),
        [shell('env | cut -d= -f1 | sort; echo $AUTOPACK_RUN_ID $AUTOPACK_PHASE_ID $AUTOPACK_TEST_PROXY $CI; pwd; echo $HOME')],
        {
          passEnvironment: ['AUTOPACK_TEST_PROXY'],
        },
      );
      const lines = outputTail.split('\n').slice(1, -2);
      expect(lines).toEqual([
        ...['AUTOPACK_PHASE_ID', 'AUTOPACK_RUN_ID', 'AUTOPACK_TEST_PROXY', 'CI', 'GIT_TERMINAL_PROMPT', 'HOME', 'LANG', 'PATH', 'PWD'],
        ...['SUPERVISED_PROCESS_MARK', 'TMPDIR', 'run-1 F1.1 proxy.example.org 1', '.', '~'],
      ]);
    } finally {
      delete process.env.AUTOPACK_TEST_TOKEN;
      delete process.env.AUTOPACK_TEST_PROXY;
    }
  });

  it('A5: a server that a step leaves is ended before the next step, and its folder is removed though it is read-only', async () => {
    const leave = `setsid sh -c 'trap "" TERM HUP; echo $$ > ${root}/number; while :; do sleep 0.1; done' > /dev/null 2>&1 & while [ ! -s ${root}/number ]; do sleep 0.02; done`;
    const locked = 'mkdir -p cache/deep; touch cache/deep/file; chmod -R a-w cache';
    const outcome = await ci(commit({}), [
      shell(leave, { name: 'serve' }),
      shell(`grep -s State /proc/$(cat ${root}/number)/status; ${locked}`),
    ]);
    expect(outcome).toMatchObject({ verdict: 'GREEN' });
    expect(outcome.outputTail).not.toMatch(/State:\s+[^Z]/);
    expect(outcome.steps[0]!.leftBehind).toBeGreaterThanOrEqual(1);
    expect(runs(await numberIn(join(root, 'number')))).toBe(false);
  });

  it('A5: folders of dead workers are removed at the next start, those of others and of the living are not', async () => {
    const living = await makeCiFolder(workRoot, 'ci-1');
    const other = await makeCiFolder(workRoot, 'ci-10');
    const dead = (path: string): string => path.replace(/-\d+-\d+-([0-9a-f]+)$/, '-4194999-1-$1');
    for (const path of [living.path, other.path]) {
      mkdirSync(join(dead(path), 'checkout', 'deep'), { recursive: true });
      writeFileSync(join(dead(path), 'checkout', 'deep', 'file'), '');
    }
    mkdirSync(join(workRoot, 'something-else'));
    expect(await clearLeftovers(workRoot, await leftoverCiFolders(workRoot, 'ci-1'))).toEqual({ removed: 1, told: [] });
    expect(
      readdirSync(workRoot)
        .map((name) => join(workRoot, name))
        .sort(),
    ).toEqual([living.path, other.path, dead(other.path), join(workRoot, 'something-else')].sort());
    expect(await leftoverCiFolders(join(root, 'nowhere'), 'ci-1')).toEqual([]);
  });
});

describe('A4: secrets in the output of CI', () => {
  it('A4: are taken out of output, summary and reports; paths of this machine too', async () => {
    process.env.AUTOPACK_TEST_SECRET = 'correct horse battery';
    try {
      const script = `echo "password is hunter2-hunter2, $AUTOPACK_TEST_SECRET"; echo GITHUB_TOKEN=ghp_0123456789abcdefABCDEF0123456789abcd
        echo "at $PWD/src/a.js:1:2"; echo "<testsuite name='hunter2-hunter2'><testcase name='password=abcdefgh' file='$PWD/a.js'/></testsuite>" > r.xml; exit 1`;
      const outcome = await ci(commit({}), [shell(script, { report: 'r.xml' })], {
        secrets: ['hunter2-hunter2'],
        passEnvironment: ['AUTOPACK_TEST_SECRET'],
      });
      expect(outcome.outputTail).toContain('password is [redacted], [redacted]\nGITHUB_TOKEN=[redacted]\nat src/a.js:1:2\n');
      expect(outcome.reports).toEqual(["<testsuite name='[redacted]'><testcase name='password=abcdefgh' file='a.js'/></testsuite>\n"]);
      expect(JSON.stringify(outcome)).not.toMatch(/hunter2|horse|ghp_|autopack-ci-/);
    } finally {
      delete process.env.AUTOPACK_TEST_SECRET;
    }
  });
});

describe('V5: report files', () => {
  const junit = (name: string): string => `<testsuite name="${name}" tests="1"><testcase classname="c" name="${name}"/></testsuite>`;

  it('V5: are found by their glob, also of the step that fails, in the order of their paths', async () => {
    const id = commit({});
    const write = (path: string, name: string): string => `mkdir -p $(dirname ${path}); echo '${junit(name)}' > ${path};`;
    const script =
      write('out/b/TEST-2.xml', 'two') +
      write('out/a/TEST-1.xml', 'one') +
      write('out/a/other.txt', 'no') +
      write('.hidden/TEST-3.xml', 'three');
    const outcome = await ci(id, [
      shell(script, { report: '**/TEST-*.xml', name: 'unit' }),
      shell(`${write('out/a/TEST-9.xml', 'nine')} exit 1`, { report: 'out/{a,b}/*.xml', name: 'more' }),
    ]);
    expect(outcome.reportFiles.map(({ step, path, cut }) => [step, path, cut])).toEqual([
      ['unit', '.hidden/TEST-3.xml', false],
      ['unit', 'out/a/TEST-1.xml', false],
      ['unit', 'out/b/TEST-2.xml', false],
      ['more', 'out/a/TEST-9.xml', false],
    ]);
    expect(outcome.reports.map((text) => /name="(\w+)"/.exec(text)![1])).toEqual(['three', 'one', 'two', 'nine']);
    expect(outcome.verdict).toBe('RED');
  });

  it('V5: that are committed are no reports of the step, until it writes them again', async () => {
    const id = commit({ 'r/green.xml': junit('green') });
    expect((await ci(id, [shell('true', { report: 'r/*.xml' })])).reports).toEqual([]);
    expect((await ci(id, [shell('true', { report: 'r/green.xml' })])).reports).toEqual([]);
    expect((await ci(id, [shell('cat r/green.xml > n; cat n > r/green.xml', { report: 'r/*.xml' })])).reports).toHaveLength(1);
  });

  it('V5: outside the checkout are not read: symlinks, folders that are symlinks, pipes, devices, sockets', async () => {
    const id = commit({});
    writeFileSync(join(root, 'outside.xml'), junit('outside'));
    const script = `mkdir r; ln -s /etc/passwd r/passwd.xml; ln -s ${root}/outside.xml r/o.xml; ln -s ${root} r/sub; mkfifo r/pipe.xml; ln -s ${root} base; ln -s r/o.xml single.xml`;
    for (const report of ['r/**', '**/*.xml', 'base/*.xml', 'base/outside.xml', 'r/sub/outside.xml', 'single.xml', 'r/pipe.xml']) {
      expect(await ci(id, [shell(script, { report })])).toMatchObject({ verdict: 'GREEN', reports: [], reportFiles: [] });
    }
  });

  it('V5: a glob that is none, or that leads out of the checkout, is refused', async () => {
    for (const report of ['../*.xml', '/etc/passwd', 'a/../../b', '+(a)']) {
      const summary = expect.stringContaining('The report glob of step "test" must not');
      expect(await ci(commit({}), [shell('true', { report })])).toMatchObject({ verdict: 'ENVIRONMENT', summary });
    }
  });

  const written = (program: string): string => `node -e '${program.replaceAll('"', '\\"')}'`.replaceAll('\\"', '"');

  it('V5: of more than 1 MiB are told in short, with every test counted and every failure in full', async () => {
    const script = written(`
      const out = "<system-out>" + "x".repeat(200) + "</system-out>";
      let text = "<testsuites><testsuite name=\\"s\\" tests=\\"20001\\" failures=\\"1\\">";
      for (let i = 0; i < 20000; i += 1) text += "<testcase classname=\\"ä\\" name=\\"" + i + "\\">" + out + "</testcase>";
      text += "<testcase classname=\\"c\\" name=\\"last\\"><failure>in " + process.cwd() + "/a.js</failure></testcase></testsuite></testsuites>";
      require("fs").writeFileSync("r.xml", text);
    `);
    const outcome = await ci(commit({}), [shell(script, { report: 'r.xml' })]);
    expect(outcome.reportFiles).toEqual([{ step: 'test', path: 'r.xml', bytes: expect.any(Number), cut: false, condensed: true }]);
    expect(outcome.reportFiles[0]!.bytes).toBeGreaterThan(3_000_000);
    expect(Buffer.byteLength(outcome.reports[0]!)).toBeLessThan(200_000);
    expect(outcome.summary).toBe('The step passed. Of 1 of 1 reports the tests that passed are told together.');
    const reported = { verdict: 'GREEN' as const, reports: outcome.reports, steps: outcome.evidence, tests: null };
    const facts = { baselineTests: 20_001, expectsReport: true, promises: ['test'] };
    const judged = judgeTry(reported, { ...facts, failedBefore: ['s::ä::19999', 's::ä::20000'] });
    expect(judged).toMatchObject({ verdict: 'RED', executed: 20_001, passedAgain: ['s::ä::19999'] });
    expect(judged.failed).toEqual([{ testId: 's::c::last', file: null, message: 'in a.js' }]);
  });

  it('V5: of more than 1 MiB that cannot be told in short are cut there and marked, and are read as cut', async () => {
    const script = written(`
      require("fs").writeFileSync("r.xml", "<!DOCTYPE a><testsuite>" + "<testcase classname=\\"ä\\" name=\\"n\\"/>".repeat(50000) + "</testsuite>");
    `);
    const outcome = await ci(commit({}), [shell(script, { report: 'r.xml' })]);
    expect(outcome.reportFiles).toEqual([{ step: 'test', path: 'r.xml', bytes: expect.any(Number), cut: true, condensed: false }]);
    const bytes = Buffer.byteLength(outcome.reports[0]!);
    expect(bytes <= 1_048_576 && bytes > 1_048_570).toBe(true);
    expect(outcome.reports[0]).not.toContain('\ufffd');
    expect(readReport(outcome.reports[0]!)).toEqual({ fault: 'has a document type, which is refused' });
    expect(outcome.summary).toBe('The step passed. Of 1 of 1 reports only the first 1048576 bytes were kept.');
    expect(leftOut(outcome)).toEqual([
      'r.xml is longer than 1048576 bytes; what is behind them was cut off (it cannot be told in short: it has a document type, which is refused)',
    ]);
  });

  it('V5: too many, or too much together, are left out with a word of it', async () => {
    const script = 'mkdir r; for i in 1 2 3 4 5; do head -c 30000 /dev/zero | tr "\\0" "x" > r/$i.xml; done';
    const few = await ci(commit({}), [shell(script, { report: 'r/*' })], { limits: { reports: 2 } });
    expect(few.reportFiles.map(({ path }) => path)).toEqual(['r/1.xml', 'r/2.xml']);
    expect(few.summary).toBe(
      'The step passed. 3 reports were left out: r/3.xml of step "test", r/4.xml of step "test", r/5.xml of step "test".',
    );
    const small = await ci(commit({}), [shell(script, { report: 'r/*' })], { limits: { allReportsBytes: 100_000 } });
    expect(small.reports).toHaveLength(3);
  });

  const leftOut = ({ evidence }: CiOutcome): (string | null)[] =>
    evidence.flatMap(({ files }) => files.filter(({ why }) => why !== null).map(({ path, why }) => `${path} ${why}`));
  const write = (path: string, name: string): string => `echo '${junit(name)}' > ${path}; `;

  it('V8: what is left out is told with its step, its path and the reason', async () => {
    const three = `mkdir r; ${['a', 'b', 'c'].map((name) => write(`r/${name}.xml`, name)).join('')}`;
    const step = shell(three, { report: 'r/*.xml', name: 'unit' });
    const id = commit({});
    const few = await ci(id, [step], { limits: { reports: 2 } });
    expect(leftOut(few)).toEqual(['r/c.xml was left out: there are more than 2 reports']);
    expect(few.evidence[0]).toMatchObject({ name: 'unit', files: [{ report: 0 }, { report: 1 }, { report: null }], more: 0, hint: null });
    expect(leftOut(await ci(id, [step], { limits: { allReportsBytes: 300 } }))).toContainEqual(
      expect.stringContaining('have more than 300 bytes'),
    );
    expect(leftOut(await ci(id, [step], { limits: { reportBytes: 40 } }))).toContainEqual(
      expect.stringContaining('is longer than 40 bytes'),
    );
    expect(leftOut(await ci(id, [step], { limits: { reportEntries: 2 } }))).toContainEqual(
      expect.stringContaining('in the first 2 files and folders only'),
    );
    const many = shell(`mkdir r; for i in $(seq 1 40); do cp /dev/null r/$i.xml; done`, { report: 'r/*.xml' });
    expect((await ci(id, [many], { limits: { reports: 1 } })).evidence).toMatchObject([{ more: 19 }]);
  });

  it('V8: symlinks, pipes and what cannot be read are told where they match, unless they lead to what is read anyway', async () => {
    writeFileSync(join(root, 'outside.xml'), junit('outside'));
    const id = commit({ 'kept.txt': '' });
    const script = `mkdir r; ${write('r/a.xml', 'a')} ln -s ${root}/outside.xml r/o.xml; ln -s a.xml r/same.xml; ln -s nowhere r/gone.xml; mkfifo r/pipe.xml; ln -s ${root} r/sub`;
    const outcome = await ci(id, [shell(script, { report: 'r/*.xml' })]);
    expect(leftOut(outcome).sort()).toEqual(['r/o.xml is a symlink, which is not followed', 'r/pipe.xml is no plain file']);
    expect(outcome.reports).toHaveLength(1);
  });

  it('V8: each step has its own: what a step before it wrote and it did not, is not its report', async () => {
    const id = commit({ 'r/green.xml': junit('green') });
    const outcome = await ci(id, [
      shell(write('r/a.xml', 'a'), { report: 'r/*.xml', name: 'unit' }),
      shell('true', { report: 'r/*.xml', name: 'e2e' }),
      shell(write('r/a.xml', 'b'), { report: 'r/a.xml', name: 'again' }),
      shell('true', { name: 'lint' }),
    ]);
    expect(outcome.evidence).toMatchObject([
      { name: 'unit', files: [{ path: 'r/a.xml', report: 0, why: null }], hint: null },
      { name: 'e2e', files: [], hint: 'r/a.xml, r/green.xml stood there before the step and were not written again' },
      { name: 'again', files: [{ path: 'r/a.xml', report: 1 }], hint: null },
    ]);
    expect(outcome.reports.map((text) => /name="(\w+)"/.exec(text)![1])).toEqual(['a', 'b']);
  });

  it.each([
    ['through a symlink', 'bazel-testlogs/**/*.xml', 'leads through the symlink bazel-testlogs, which is not followed'],
    ['below a symlink', '**/test.xml', 'symlinks are not followed: bazel-testlogs'],
    [
      'below node_modules',
      '**/deep.xml',
      'outside of node_modules and .git, which are searched only if the glob names them: node_modules/x/deep.xml',
    ],
    ['of a folder that is not there', 'build/out/*.xml', 'leads into the folder build, which is not there'],
    ['below a file', 'plain.txt/*.xml', 'leads through plain.txt, which is no folder'],
    ['that is a folder', 'out', 'out is a folder; for its files write "out/**"'],
    ['that matches nothing', 'out/*.json', 'no file matches the report glob "out/*.json"'],
  ])('V2: the reason is told where there is no report %s', async (_, report, hint) => {
    mkdirSync(join(root, 'logs'), { recursive: true });
    const script = `ln -s ${root}/logs bazel-testlogs; echo x > bazel-testlogs/test.xml; mkdir -p out node_modules/x; touch plain.txt; ${write('node_modules/x/deep.xml', 'a')}`;
    const { evidence } = await ci(commit({}), [shell(script, { report })]);
    expect(evidence).toMatchObject([{ files: [], hint: expect.stringContaining(hint) }]);
  });

  it('V2: a glob that names node_modules is followed into it, wherever it stands', async () => {
    const script = `mkdir -p p/a/node_modules/x; ${write('p/a/node_modules/x/r.xml', 'a')}`;
    expect((await ci(commit({}), [shell(script, { report: 'p/*/node_modules/x/*.xml' })])).reports).toHaveLength(1);
  });

  it('V5: odd bytes and other encodings are read', async () => {
    const script = `node -e '
      const fs = require("fs");
      const suite = (name, more) => "<testsuite><testcase name=\\"" + name + "\\"><system-out>" + more + "</system-out></testcase></testsuite>";
      fs.writeFileSync("nul.xml", suite("a", "x\\0y"));
      fs.writeFileSync("wide.xml", Buffer.from("\\ufeff" + suite("\\u00e9", ""), "utf16le"));
      fs.writeFileSync("latin.xml", Buffer.from("<?xml version=\\"1.0\\" encoding=\\"ISO-8859-1\\"?>" + suite("\\u00e9", "\\xff"), "latin1"));
    '`;
    const { reports } = await ci(commit({}), [shell(script, { report: '*.xml' })]);
    expect(reports.map((text) => readReport(text))).toMatchObject([
      { tests: [{ testId: '::::é' }] },
      { tests: [{ testId: '::::a' }] },
      { tests: [{ testId: '::::é' }] },
    ]);
    expect(reports.join('')).not.toContain('\u0000');
  });

  it('A4: secrets and folders are hidden in values: the report says what it said', async () => {
    const [begin, end] = ['-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY-----'];
    const lines = [
      `<testsuite><testcase name="a"><system-out>${begin}</system-out></testcase>`,
      '<testcase name="b"><failure message="at $HOME/../x"/></testcase>',
      `<testcase name="c"><system-out>$(dirname $HOME) ${end}</system-out></testcase></testsuite>`,
    ];
    const script = `cat > r.xml << E\n${lines.join('\n')}\nE\n`;
    const { reports } = await ci(commit({}), [shell(script, { report: 'r.xml' })]);
    expect(readReport(reports[0]!)).toMatchObject({
      tests: [{ status: 'PASSED' }, { status: 'FAILED' }, { status: 'PASSED' }],
      cut: false,
    });
    expect(reports[0]).toContain('<system-out>[folder] [redacted]</system-out>');
    expect(reports[0]).not.toMatch(/PRIVATE|ci-[0-9a-f]{12}/);
  });
});
