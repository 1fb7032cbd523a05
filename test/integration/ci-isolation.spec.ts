/** CI runs the code of others (A5): nothing that it does survives its folder. */

import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { lookUp } from '../../src/processes/process-table.js';
import { leftoverCiFolders, makeCiFolder } from '../../src/worker/ci/ci-folder.js';
import { clearLeftovers } from '../../src/worker/workspace/leftovers.js';
import { until } from '../support/waiting.js';
import { ci, commit, git, repository, root, shell, workRoot } from './ci.fixture.js';

const runs = (pid: number): boolean => lookUp(pid)?.zombie === false;
const numberIn = (path: string): Promise<number> =>
  until(path, () => (existsSync(path) ? Number(readFileSync(path, 'utf8').trim()) : null));

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
      shell(
        'cat a.txt .git/config; ls -A .git/hooks .git/objects/info 2>/dev/null; cat .git/FETCH_HEAD 2>/dev/null; true',
      ),
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
        [
          shell(
            'env | cut -d= -f1 | sort; echo $AUTOPACK_RUN_ID $AUTOPACK_PHASE_ID $AUTOPACK_TEST_PROXY $CI; pwd; echo $HOME',
          ),
        ],
        {
          passEnvironment: ['AUTOPACK_TEST_PROXY'],
        },
      );
      const lines = outputTail.split('\n').slice(1, -2);
      expect(lines).toEqual([
        ...[
          'AUTOPACK_PHASE_ID',
          'AUTOPACK_RUN_ID',
          'AUTOPACK_TEST_PROXY',
          'CI',
          'GIT_TERMINAL_PROMPT',
          'HOME',
          'LANG',
          'PATH',
          'PWD',
        ],
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
    expect(await clearLeftovers(workRoot, await leftoverCiFolders(workRoot, 'ci-1'))).toEqual({
      removed: 1,
      messages: [],
    });
    expect(
      readdirSync(workRoot)
        .map((name) => join(workRoot, name))
        .sort(),
    ).toEqual([living.path, other.path, dead(other.path), join(workRoot, 'something-else')].sort());
    expect(await leftoverCiFolders(join(root, 'nowhere'), 'ci-1')).toEqual([]);
  });
});
