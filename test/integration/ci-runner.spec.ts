/** CI of one commit as a worker runs it (V1, B6): real repositories, real processes, and a folder that is removed afterwards. */

import { existsSync, readFileSync, statfsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { lookUp } from '../../src/processes/process-table.js';
import type { CiStep } from '../../src/worker/ci/ci-order.js';
import { runCi } from '../../src/worker/ci/run-ci.js';
import { until } from '../support/waiting.js';
import { ci, commit, git, orderOf, repository, root, shell } from './ci.fixture.js';

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
      [
        shell('cat a.txt; ls -A; git rev-parse HEAD', { name: 'look' }),
        shell('git status --porcelain; echo $HOME | grep -c home'),
      ],
      {},
      { onStep: ({ name }, index) => seen.push(`${index} ${name}`) },
    );
    expect(outcome).toMatchObject({ verdict: 'GREEN', aborted: false, summary: 'All 2 steps passed.', reports: [] });
    expect(outcome.outputTail).toBe(
      `== look\nfirst.git\na.txt\n${first}\n== Step "look" passed.\n== test\n1\n== Step "test" passed.\n`,
    );
    expect(outcome.steps.map(({ name, passed, exitCode }) => [name, passed, exitCode])).toEqual([
      ['look', true, 0],
      ['test', true, 0],
    ]);
    expect(seen).toEqual(['0 look', '1 test']);
  });

  it('V1: stop at the first that fails', async () => {
    const id = commit({});
    const outcome = await ci(id, [
      shell('true'),
      shell('echo broken; exit 4', { name: 'unit' }),
      shell(`touch ${root}/third`),
    ]);
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
    expect(await ci(commit({}), steps, { limits: { outputBytes: 100_000 } })).toMatchObject({
      verdict: 'RED',
      summary,
    });
  });

  it('V1: of a program that the commit should hold and does not, RED; of one that the machine should hold, ENVIRONMENT', async () => {
    const id = commit({ plain: 'text' });
    const step = (program: string): CiStep[] => [{ name: 'test', argv: [program], timeoutSeconds: 5 }];
    expect(await ci(id, step('./gradlew'))).toMatchObject({
      verdict: 'RED',
      summary: expect.stringContaining('is not there in the commit'),
    });
    expect(await ci(id, step('./plain'))).toMatchObject({
      verdict: 'RED',
      summary: expect.stringContaining('may not be executed'),
    });
    for (const program of ['no-such-tool-here', '/opt/no-such-tool-here']) {
      const summary = expect.stringContaining('is not there on the machine of the worker');
      expect(await ci(id, step(program))).toMatchObject({ verdict: 'ENVIRONMENT', aborted: false, summary });
    }
    const removed = [shell('rm -rf "$PWD"'), shell('true')];
    expect(await ci(id, removed)).toMatchObject({
      verdict: 'RED',
      summary: expect.stringContaining('removed the checkout'),
    });
  });

  it('V1: none at all are not GREEN', async () => {
    expect(await ci(commit({}), [])).toMatchObject({ verdict: 'ENVIRONMENT', summary: 'The order names no step.' });
  });

  it('V1: keep the end of the failing step when there is too much output', async () => {
    const outcome = await ci(commit({}), [
      shell('seq 1 100000'),
      shell('seq 1 100000; echo the reason; exit 1', { name: 'unit' }),
    ]);
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

  it('A4, B6: a work folder that cannot be used is ENVIRONMENT, and no path of the machine is reported', async () => {
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
    const outcome = await ci(commit({}), [shell('fallocate -l 1G big; exit 1')], {
      limits: { freeBytes: bavail * bsize - 500_000_000 },
    });
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
    expect(await ci(commit({}), [shell('true')], {}, { signal: control.signal })).toMatchObject({
      aborted: true,
      steps: [],
    });
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
      expect(outcome.outputTail).toContain(
        'password is [redacted], [redacted]\nGITHUB_TOKEN=[redacted]\nat src/a.js:1:2\n',
      );
      expect(outcome.reports).toEqual([
        "<testsuite name='[redacted]'><testcase name='password=abcdefgh' file='a.js'/></testsuite>\n",
      ]);
      expect(JSON.stringify(outcome)).not.toMatch(/hunter2|horse|ghp_|autopack-ci-/);
    } finally {
      delete process.env.AUTOPACK_TEST_SECRET;
    }
  });
});
