/** How a CI worker prepares a checkout (V7): set-up that is not judged, and folders that are kept between checkouts and never shared. */

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import type { CiHooks, CiOrder, CiOutcome, CiStep } from '../../src/worker/ci/ci-order.js';
import { runCi } from '../../src/worker/ci/run-ci.js';
import { FolderCache } from '../../src/worker/prepare/folder-cache.js';
import { NO_PREPARATION, type Preparation, type SetupStep } from '../../src/worker/prepare/preparation.js';
import { useCiRepository } from '../support/git/use-ci-repository.js';
import { until, within } from '../support/waiting.js';

let root: string;
let repository: string;
let cacheRoot: string;

const { git, commit } = useCiRepository((folders) => {
  ({ root, repository } = folders);
  cacheRoot = join(root, 'cache');
});

const shell = (script: string, more: Partial<CiStep> = {}): CiStep => ({
  name: 'test',
  argv: ['/bin/sh', '-c', script],
  timeoutSeconds: 20,
  ...more,
});
const setupStep = (script: string, more: Partial<SetupStep> = {}): SetupStep => ({
  ...{ name: 'install', argv: ['/bin/sh', '-c', script], timeoutSeconds: 20, reads: null, cwd: null, env: [] },
  ...more,
});
/** Counts its runs in a file outside, and installs one file. */
const install = (): SetupStep =>
  setupStep(`echo run >> ${root}/runs; mkdir -p deps/lib; cat lock > deps/lib/version; echo good > deps/lib/code`);
const runsOf = (): number =>
  existsSync(join(root, 'runs')) ? readFileSync(join(root, 'runs'), 'utf8').trim().split('\n').length : 0;
const cached = (setup: readonly SetupStep[], more: Partial<Preparation> = {}): Preparation => ({
  ...NO_PREPARATION,
  setup,
  cache: [{ path: 'deps', key: ['lock'] }],
  ...more,
});
const cacheOf = (limitBytes = 1e9): FolderCache => new FolderCache({ root: cacheRoot, limitBytes }, 'project', 'ci-1');

async function ci(id: string, base: string | null, more: Partial<CiOrder>, hooks: CiHooks = {}): Promise<CiOutcome> {
  const workRoot = join(root, `work-${Math.random()}`);
  const order: CiOrder = {
    ...{ repositoryPath: repository, commit: id, baseCommit: base, steps: [shell('cat deps/lib/code')] },
    ...{ workRoot, owner: 'ci-1', runId: 'run-1', phaseId: 'F1.1', cache: cacheOf() },
    ...more,
  };
  const outcome = await within('CI to end', runCi(order, hooks), 25_000);
  expect(existsSync(workRoot) ? readdirSync(workRoot) : []).toEqual([]);
  return outcome;
}
/** Kept folders, as paths. */
const kept = (): string[] =>
  existsSync(cacheRoot)
    ? readdirSync(cacheRoot).flatMap((project) =>
        readdirSync(join(cacheRoot, project)).map((name) => join(cacheRoot, project, name)),
      )
    : [];

describe('V7: set-up steps', () => {
  it('V7: run before the steps of CI, in order, and are not judged', async () => {
    const id = commit({ 'sub/a.txt': 'a' });
    const setup = [
      setupStep('echo one > order'),
      setupStep('pwd; echo "$MARK" >> ../order', {
        name: 'second',
        cwd: 'sub',
        env: [{ name: 'MARK', value: 'two words' }],
      }),
    ];
    const outcome = await ci(id, id, { preparation: { ...NO_PREPARATION, setup }, steps: [shell('cat order')] });
    expect(outcome).toMatchObject({ verdict: 'GREEN', summary: 'The step passed.' });
    expect(outcome.steps.map(({ name }) => name)).toEqual(['test']);
    expect(outcome.outputTail).toContain(
      '== set-up: second\nsub\n== Set-up "second" passed.\n== test\none\ntwo words\n',
    );
  });

  it('V7: steps of CI have a folder and variables of their own too', async () => {
    const id = commit({ 'sub/a.txt': 'here' });
    const steps = [shell('cat a.txt; echo " $MARK"', { cwd: 'sub', env: [{ name: 'MARK', value: 'mark' }] })];
    expect((await ci(id, id, { steps })).outputTail).toContain('here mark');
    symlinkSync('/etc', join(repository, 'out'));
    for (const cwd of ['out', 'not-there']) {
      expect(await ci(commit({}), id, { steps: [shell('pwd', { cwd })] })).toMatchObject({
        verdict: 'RED',
        summary: `Step "test" could not be started: "${cwd}" is no folder of the checkout.`,
      });
    }
  });

  it.each([
    ['touched nothing that it reads', { 'src/a.txt': 'x' }, {}, 'ENVIRONMENT', null],
    ['touched a manifest', { 'packages/a/package.json': '{}' }, {}, 'RED', 'packages/a/package.json'],
    [
      'touched a manifest that the step does not read',
      { 'package.json': '{}' },
      { reads: ['tools/**'] },
      'ENVIRONMENT',
      null,
    ],
    ['touched what the step says that it reads', { 'tools/a/b.sh': '' }, { reads: ['tools'] }, 'RED', 'tools/a/b.sh'],
    ['touched a key file of the cache', { lock: '2' }, { reads: [] }, 'RED', 'lock'],
    [
      'touched a file that its command names',
      { 'scripts/prepare.sh': 'x' },
      { argv: ['sh', './scripts/prepare.sh'], reads: [] },
      'RED',
      'scripts/prepare.sh',
    ],
  ])('V7: a failure after a phase that %s', async (_, files, more, verdict, blamed) => {
    const base = commit({ lock: '1', 'scripts/prepare.sh': '' });
    const outcome = await ci(commit(files), base, {
      preparation: cached([setupStep('echo the registry is away >&2; exit 3', more)]),
    });
    expect(outcome).toMatchObject({ verdict, aborted: false, steps: [] });
    expect(outcome.summary).toContain('Set-up "install" failed with exit code');
    if (!('argv' in more)) expect(outcome.summary).toContain('the registry is away');
    if (blamed !== null) expect(outcome.summary).toContain(`The phase changed what it reads: ${blamed}.`);
    expect(kept()).toEqual([]);
  });

  it('V7: a set-up that takes too long, has no program or has no base to compare with is ENVIRONMENT', async () => {
    const id = commit({ lock: '1' });
    const broken = [
      setupStep('sleep 100', { timeoutSeconds: 0.3 }),
      setupStep('', { argv: ['no-such-program-x'] }),
      setupStep('exit 1'),
    ];
    for (const step of broken)
      expect(await ci(id, null, { preparation: cached([step]) })).toMatchObject({
        verdict: 'ENVIRONMENT',
        aborted: false,
      });
  });
});

describe('V7: folders that are kept', () => {
  it('V7: a second try of a commit, and a commit with the same key, do not install again; another key does, once', async () => {
    const base = commit({ lock: '1' });
    const preparation = cached([install()]);
    const first = commit({ 'src/a.txt': 'a' });
    expect(await ci(first, base, { preparation })).toMatchObject({ verdict: 'GREEN' });
    const again = await ci(first, base, { preparation });
    expect(again).toMatchObject({
      verdict: 'GREEN',
      outputTail: expect.stringContaining('Set-up "install" was left out'),
    });
    expect(await ci(commit({ 'src/a.txt': 'b' }), base, { preparation })).toMatchObject({ verdict: 'GREEN' });
    expect(runsOf()).toBe(1);
    const other = commit({ lock: '2' });
    for (let tried = 0; tried < 2; tried += 1) {
      const outcome = await ci(other, base, { preparation, steps: [shell('cat deps/lib/version')] });
      expect(outcome.outputTail).toContain('2\n== Step "test" passed.');
    }
    expect(runsOf()).toBe(2);
  });

  it('V7: a step that leaves something outside of them runs every time', async () => {
    const id = commit({ lock: '1' });
    const preparation = cached([
      install(),
      setupStep(`echo run >> ${root}/builds; mkdir dist; cp deps/lib/code dist/`, { name: 'build' }),
    ]);
    for (let tried = 0; tried < 2; tried += 1) {
      expect(await ci(id, id, { preparation, steps: [shell('cat dist/code')] })).toMatchObject({ verdict: 'GREEN' });
    }
    expect([runsOf(), readFileSync(join(root, 'builds'), 'utf8')]).toEqual([1, 'run\nrun\n']);
  });

  it('V7: what a step writes into them in place reaches neither the kept folder nor another checkout', async () => {
    const id = commit({ lock: '1' });
    const preparation = cached([install()]);
    const spoil = shell(
      'cat deps/lib/code; echo spoilt > deps/lib/code; chmod 000 deps/lib/version; ln -s /etc deps/etc; rm -rf deps/nothing',
    );
    for (let tried = 0; tried < 3; tried += 1) {
      const outcome = await ci(id, id, { preparation, steps: [spoil] });
      expect(outcome.outputTail).toContain('good\n== Step "test" passed.');
    }
    expect(runsOf()).toBe(1);
    const [place] = kept();
    expect(readFileSync(join(place!, 'files/lib/code'), 'utf8')).toBe('good\n');
    expect(statSync(join(place!, 'files/lib/code')).nlink).toBe(1);
  });

  it('V7: code of a phase that is not accepted fills nothing for others, whether it runs in the set-up or in a step', async () => {
    const base = commit({ lock: '1', 'hook.sh': 'true' });
    const hooked = setupStep(`echo run >> ${root}/runs; mkdir -p deps/lib; echo good > deps/lib/code; sh hook.sh`, {
      argv: ['/bin/sh', '-c', `echo run >> ${root}/runs; mkdir -p deps/lib; echo good > deps/lib/code; sh hook.sh`],
    });
    const preparation = cached([hooked]);
    const bad = commit({ 'hook.sh': 'echo spoilt > deps/lib/code' });
    await ci(bad, base, { preparation, steps: [shell('echo spoilt > deps/lib/code')] });
    git('reset', '--quiet', '--hard', base);
    const outcome = await ci(commit({ 'src/a.txt': 'a' }), base, { preparation });
    expect(outcome.outputTail).toContain('good\n== Step "test" passed.');
    // The same where the phase changes the key itself: others with this key fill their own.
    git('reset', '--quiet', '--hard', base);
    const badKey = commit({ lock: '2', 'hook.sh': 'echo spoilt > deps/lib/code' });
    await ci(badKey, base, { preparation });
    git('reset', '--quiet', '--hard', base);
    expect((await ci(commit({ lock: '2' }), base, { preparation })).outputTail).toContain(
      'good\n== Step "test" passed.',
    );
  });

  it.each([
    ['fails', 'mkdir -p deps/lib; echo half > deps/lib/code; exit 1', {}],
    ['takes too long', 'mkdir -p deps/lib; echo half > deps/lib/code; sleep 100', { timeoutSeconds: 0.4 }],
  ])('V7: a set-up that %s keeps nothing', async (_, script, more) => {
    const id = commit({ lock: '1' });
    await ci(id, id, { preparation: cached([setupStep(script, more)]) });
    expect(kept()).toEqual([]);
  });

  it('V7: a set-up that is stopped keeps nothing', async () => {
    const id = commit({ lock: '1' });
    const stop = new AbortController();
    const running = ci(
      id,
      id,
      { preparation: cached([setupStep(`mkdir -p deps; touch ${root}/begun; sleep 100`)]) },
      { signal: stop.signal },
    );
    await until('the set-up has begun', () => existsSync(join(root, 'begun')) || null);
    stop.abort();
    expect(await running).toMatchObject({ verdict: 'ENVIRONMENT', aborted: true });
    expect(kept()).toEqual([]);
  });

  it.each([
    ['lacks a part of a file', (place: string) => truncateSync(join(place, 'files/lib/code'), 1)],
    ['lacks a file', (place: string) => rmSync(join(place, 'files/lib/version'))],
    ['lacks all files', (place: string) => rmSync(join(place, 'files'), { recursive: true })],
    ['has a file more', (place: string) => writeFileSync(join(place, 'files/lib/more'), '')],
    ['says nothing of itself', (place: string) => rmSync(join(place, 'entry.json'))],
    ['says half of it', (place: string) => truncateSync(join(place, 'entry.json'), 20)],
  ])('V7: a kept folder that %s is not used, and filled again', async (_, damage) => {
    const id = commit({ lock: '1' });
    const preparation = cached([install()]);
    await ci(id, id, { preparation });
    damage(kept()[0]!);
    for (let tried = 0; tried < 2; tried += 1)
      expect((await ci(id, id, { preparation })).outputTail).toContain('good\n== Step "test" passed.');
    expect(runsOf()).toBe(2);
  });

  it.each([
    ['is a committed link', () => symlinkSync(join(root, 'elsewhere'), join(repository, 'deps'))],
    ['is a committed file', () => writeFileSync(join(repository, 'deps'), 'text')],
    ['holds a committed file', () => commit({ 'deps/mine.txt': 'mine' })],
  ])('V7: a folder that %s is neither kept nor put there', async (_, make) => {
    mkdirSync(join(root, 'elsewhere'));
    make();
    const id = commit({ lock: '1' });
    const preparation = cached([setupStep('true')]);
    const outcome = await ci(id, id, { preparation, steps: [shell('true')] });
    expect(outcome).toMatchObject({
      verdict: 'GREEN',
      outputTail: expect.stringContaining('Folder deps is not cached'),
    });
    expect([kept(), readdirSync(join(root, 'elsewhere'))]).toEqual([[], []]);
  });

  it('V7: a set-up that puts a link in its place gives nothing of what is behind it away', async () => {
    const id = commit({ lock: '1' });
    mkdirSync(join(root, 'elsewhere'));
    writeFileSync(join(root, 'elsewhere/secret'), 'secret');
    const outcome = await ci(id, id, {
      preparation: cached([setupStep(`ln -s ${root}/elsewhere deps`)]),
      steps: [shell('true')],
    });
    expect(outcome.verdict).toBe('GREEN');
    expect(kept()).toEqual([]);
  });

  it('V7: what names the checkout that it was made in works in another one', async () => {
    const id = commit({ lock: '1' });
    const made =
      setupStep(`echo run >> ${root}/runs; mkdir -p deps/bin; ln -s "$PWD/deps/real" deps/link; mkdir deps/real; echo real > deps/real/x
      printf '#!/bin/sh\\ncat %s/deps/link/x\\n' "$PWD" > deps/bin/tool; chmod 755 deps/bin/tool; printf '%s\\000' "$PWD" > deps/binary`);
    for (let tried = 0; tried < 2; tried += 1) {
      const outcome = await ci(id, id, { preparation: cached([made]), steps: [shell('deps/bin/tool')] });
      expect(outcome).toMatchObject({ verdict: 'GREEN', outputTail: expect.stringContaining('== test\nreal\n') });
    }
    expect(runsOf()).toBe(1);
  });

  it('V7: workers that fill the same folder at the same time end with one, and all pass', async () => {
    const id = commit({ lock: '1' });
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, () => ci(id, id, { preparation: cached([install()]) })),
    );
    expect(outcomes.map(({ verdict }) => verdict)).toEqual(Array(4).fill('GREEN'));
    expect(kept()).toHaveLength(1);
  });

  it('V7: what was used least recently goes first when there is too much, and what is too large is not kept', async () => {
    const preparation = cached([setupStep('mkdir deps; cp lock deps/; head -c 100000 /dev/zero > deps/data')]);
    const ids = ['1', '2', '3'].map((lock) => commit({ lock }));
    const limit = { preparation, cache: cacheOf(250_000), steps: [shell('true')] };
    const [first, second, third] = ids as [string, string, string];
    await ci(first, first, limit);
    await ci(second, second, limit);
    await ci(first, first, limit);
    await ci(third, third, limit);
    expect(
      kept()
        .map((place) => readFileSync(join(place, 'files/lock'), 'utf8'))
        .sort(),
    ).toEqual(['1', '3']);
    await ci(second, second, { ...limit, cache: cacheOf(50_000) });
    expect(kept()).toHaveLength(2);
  });
});
