/** The launcher in a small checkout of its own: the first start, later starts, and commands that it refuses. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import {
  calls,
  callsOf,
  children,
  CLI,
  forget,
  launch,
  LOCK,
  repository,
  root,
  useCheckout,
} from './launcher.fixture.js';

useCheckout();

describe('on a fresh clone', () => {
  test('it installs, builds, says so in a line each, and runs the task; the second time it is quiet', async () => {
    const first = await launch(['demo', '0', '--exit']);
    expect(first.code).toBe(0);
    expect(JSON.parse(first.out)).toEqual({ argv: ['demo', '0', '--exit'], callerDirectory: root, cwd: root });
    expect(first.err.split('\n')).toEqual([
      expect.stringMatching(/installing packages \(there are none yet\)/),
      'npm was here',
      expect.stringMatching(/building/),
      '',
    ]);
    expect((await calls()).map((call) => call.slice(0, 3))).toEqual(['npm', 'swc', 'swc', 'pac']);
    expect(await readFile(join(root, 'dist/graphql/playground/assets/page.js'), 'utf8')).toBe('page');

    await forget();
    expect(await launch(['demo'])).toMatchObject({ code: 0, err: '' });
    expect(await calls()).toEqual([]);
    expect(await readdir(join(root, 'dist'))).not.toContain('.setup.lock');
  });

  test('two at once do not collide: one prepares, the other one waits and then runs too', async () => {
    const both = await Promise.all([launch(['demo']), launch(['demo'])]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(both.map(({ err }) => err).join()).toContain('waiting for it');
    expect((await calls()).map((call) => call.slice(0, 3))).toEqual(['npm', 'swc', 'swc', 'pac']);
  });

  test('a lock that a dead process left behind is broken', async () => {
    await mkdir(join(root, 'dist'));
    await writeFile(join(root, 'dist/.setup.lock'), '999999999 0 somebody\n');
    expect(await launch(['demo'])).toMatchObject({ code: 0 });
  });

  test('development packages are installed in production too, and a user without a home gets a cache for the time', async () => {
    await launch(['install'], { env: { NODE_ENV: 'production', npm_config_cache: '/dev/null/.npm' } });
    const call = JSON.parse((await callsOf('npm'))[0]!.slice(4));
    expect(call.args).toEqual(expect.arrayContaining(['ci', '--include=dev', '--no-audit', '--no-fund']));
    expect(call.cache).toMatch(/autopack-npm-/);
    expect(existsSync(call.cache)).toBe(false);
  });
});

describe('later', () => {
  beforeEach(async () => {
    await launch(['build']);
    await forget();
  });

  test('packages that are missing or of another version are installed', async () => {
    const { 'node_modules/dev-only': left, ...others } = LOCK.packages;
    expect(left.dev).toBe(true);
    const installed = join(root, 'node_modules/.package-lock.json');
    await writeFile(installed, JSON.stringify({ packages: others }));
    expect((await launch(['install'])).err).toContain('dev-only is missing');
    await writeFile(
      installed,
      JSON.stringify({ packages: { ...LOCK.packages, 'node_modules/one': { version: '0.9.0' } } }),
    );
    expect((await launch(['install'])).err).toContain('one 1.0.0 is wanted, 0.9.0 is there');
    await rm(installed);
    expect((await launch(['install'])).err).toContain('the last install did not end');
    expect(await callsOf('npm')).toHaveLength(3);
  });

  test('what has changed is compiled, and what has no source any more goes', async () => {
    await mkdir(join(root, 'dist/packed'), { recursive: true });
    for (const name of ['cli/gone.js', 'packed/gone-BAD0C0DE.js']) await writeFile(join(root, 'dist', name), '');
    await writeFile(join(root, 'src/cli/main.ts'), `${CLI}export const changed = true;\n`);
    await rm(join(root, 'src/graphql'), { recursive: true });
    expect((await launch(['demo'])).err).toMatch(/^autopack: building .+\n$/);
    expect(await calls()).toEqual(['swc src/cli/main.ts', 'pack ./cli/main.js']);
    expect(await readFile(join(root, 'dist/cli/main.js'), 'utf8')).toMatch(
      /var changed = true;[^]*\/\/# sourceMappingURL=main\.js\.map\n$/,
    );
    const left = (await readdir(join(root, 'dist'), { recursive: true })).filter((path) => path.includes('.js')).sort();
    expect(left).toEqual(['cli/dev.js', 'cli/dev.js.map', 'cli/main.js', 'cli/main.js.map', 'packed/packages.json']);
  });

  test('other settings, a record that is damaged and a missing output make what they concern anew', async () => {
    await rm(join(root, 'dist/cli/dev.js'));
    await writeFile(join(root, 'src/cli/other.ts'), 'export {};');
    await launch(['build']);
    expect((await callsOf('swc')).sort()).toEqual(['dev', 'main', 'other'].map((name) => `swc src/cli/${name}.ts`));
    for (const [name, text] of Object.entries({ '.swcrc': '{ "minify": true }', 'dist/.build': '{ "sett' })) {
      await forget();
      await writeFile(join(root, name), text);
      await launch(['build']);
      expect(await callsOf('swc')).toHaveLength(3);
    }
  });

  test('tests beside the sources are no sources', async () => {
    await writeFile(join(root, 'src/cli/main.spec.ts'), '');
    await launch(['demo']);
    expect(await calls()).toEqual([]);
  });

  test('sources that do not compile stop the task, now and the next time, and leave the last build as it was', async () => {
    await writeFile(join(root, 'src/cli/dev.ts'), '// changed');
    await writeFile(join(root, 'src/cli/main.ts'), 'wrong');
    for (const attempt of [1, 2]) {
      const { code, out, err } = await launch(['demo']);
      expect({ attempt, code, out }).toEqual({ attempt, code: 2, out: '' });
      expect(err).toMatch(/wrong\nThe sources do not compile/);
    }
    expect(await readFile(join(root, 'dist/cli/dev.js'), 'utf8')).not.toContain('// changed');
  });

  test('a build without one of its files is made anew', async () => {
    await writeFile(join(root, 'src/cli/later.ts'), `export const later = 'later';`);
    await writeFile(
      join(root, 'src/cli/main.ts'),
      `export const run = async () => console.log((await import('./later.js')).later);`,
    );
    expect(await launch(['demo'])).toMatchObject({ code: 0, out: 'later\n' });
    expect((await readdir(join(root, 'dist/packed'))).join()).toMatch(/later-\w+\.js/);
    for (const gone of ['packed', 'cli/main.js', 'cli/dev.js', 'graphql/playground/assets/page.js']) {
      await rm(join(root, 'dist', gone), { recursive: true });
      expect({ gone, ...(await launch(['demo'])) }).toEqual({
        gone,
        code: 0,
        out: 'later\n',
        err: expect.stringContaining('building'),
      });
      expect(existsSync(join(root, 'dist', gone))).toBe(true);
    }
    expect(await launch(['demo'])).toMatchObject({ err: '' });
  });

  test('an install that fails stops the task with npm’s exit code', async () => {
    await rm(join(root, 'node_modules'), { recursive: true });
    const { code, err } = await launch(['demo'], { env: { NPM_FAILS: '1' } });
    expect(code).toBe(9);
    expect(err).toMatch(/The packages could not be installed/);
  });

  test('the exit code of the task is the launcher’s', async () => {
    expect(await launch(['doctor', '2'])).toMatchObject({ code: 2 });
  });

  test('a signal reaches the task, and its exit code comes back', async () => {
    const onLine = (child: ChildProcess): void => void child.kill('SIGTERM');
    expect(await launch(['typecheck'], { onLine })).toMatchObject({ code: 7, out: 'waiting\n' });
  });

  test('under npm it stops when npm’s shell was ended by a signal', async () => {
    const env = { PATH: process.env.PATH, npm_lifecycle_event: 'typecheck', npm_execpath: join(root, 'npm-cli.js') };
    const shell = spawn('sh', ['-c', `"${process.execPath}" scripts/run.mjs typecheck; true`], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(shell);
    shell.stdout.once('data', () => shell.kill('SIGTERM'));
    // Its output closes when the last process that holds it is gone.
    await new Promise((done) => shell.once('close', done));
    expect(shell.signalCode).toBe('SIGTERM');
  });

  test('it works from any directory and remembers which one that was', async () => {
    const elsewhere = join(root, 'src');
    expect(JSON.parse((await launch(['doctor'], { cwd: elsewhere })).out)).toEqual({
      argv: ['doctor'],
      callerDirectory: elsewhere,
      cwd: root,
    });
    const npm = { npm_lifecycle_event: 'doctor', INIT_CWD: elsewhere };
    expect(JSON.parse((await launch(['doctor'], { env: npm })).out).callerDirectory).toBe(elsewhere);
  });
});

describe('before anything else', () => {
  test('a Node that is too old is refused with a sentence', async () => {
    const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.18.3' } })`;
    const { code, err } = await launch(['demo'], {
      node: ['--import', `data:text/javascript,${encodeURIComponent(old)}`],
    });
    expect(code).toBe(1);
    expect(err).toBe(
      'Autopack needs Node 20.19 or newer; this is Node 20.18.3. Install a newer Node and start again.\n',
    );
    expect(await calls()).toEqual([]);
  });

  test('an unknown task is refused with the names of those that there are', async () => {
    for (const name of ['dmeo', 'toString']) {
      const { code, err } = await launch([name]);
      expect(code).toBe(64);
      expect(err).toContain('serve|demo|rebuild');
    }
    expect(await calls()).toEqual([]);
  });

  test('the scripts of package.json are tasks of the launcher', async () => {
    const { scripts } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const tasksModule: string = pathToFileURL(join(repository, 'scripts/launcher/tasks.mjs')).href;
    const { TASK_NAMES } = (await import(tasksModule)) as { TASK_NAMES: readonly string[] };
    for (const [name, script] of Object.entries(scripts)) {
      // npm itself runs these, to set up the hooks of git and before it packs.
      if (name === 'prepare' || name === 'prepack') continue;
      expect({ name, task: TASK_NAMES.includes(/^node scripts\/run\.mjs (\S+)/.exec(script)?.[1] ?? '') }).toEqual({
        name,
        task: true,
      });
    }
  });
});
