/** The launcher in a small checkout of its own. Its npm and compilers write down that they were called; the packer then does its work. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { until } from '../support/waiting.js';

const packageOf = (name: string): string => pathToFileURL(createRequire(import.meta.url).resolve(name)).href;
const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
let root: string;
let children: ChildProcess[];

const LOCK = {
  lockfileVersion: 3,
  packages: { '': {}, 'node_modules/one': { version: '1.0.0' }, 'node_modules/dev-only': { version: '2.0.0', dev: true } },
};
/** Fails if two run at once, as two of npm ci would. */
const NPM = `import { appendFileSync, cpSync, mkdirSync, openSync, rmSync } from 'node:fs';
openSync('busy', 'wx');
appendFileSync('calls', 'npm ' + JSON.stringify({ args: process.argv.slice(2), cache: process.env.npm_config_cache }) + '\\n');
console.log('npm was here');
await new Promise((done) => setTimeout(done, 300));
rmSync('busy');
if (process.env.NPM_FAILS) process.exit(9);
for (const folder of ['typescript/bin', '@swc/core', 'esbuild']) mkdirSync('node_modules/' + folder, { recursive: true });
cpSync('tsc.mjs', 'node_modules/typescript/bin/tsc');
cpSync('swc.mjs', 'node_modules/@swc/core/index.js');
cpSync('esbuild.mjs', 'node_modules/esbuild/index.js');
cpSync('package-lock.json', 'node_modules/.package-lock.json');
`;
const TSC = `process.on('SIGTERM', () => process.exit(7)); console.log('waiting'); setTimeout(() => {}, 60_000);
`;
const SWC = `import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
export async function transform(source, { cwd, filename }) {
  const path = relative(cwd, filename);
  appendFileSync('calls', 'swc ' + path + '\\n');
  if (source === 'wrong') throw new Error(path + ': wrong');
  return { code: source, map: '{}' };
}
`;
const ESBUILD = `import { appendFileSync } from 'node:fs';
import { build as pack } from '${packageOf('esbuild')}';
export function build(options) {
  appendFileSync('calls', 'pack ' + options.entryPoints + '\\n');
  return pack(options);
}
`;
const CLI = `export async function run(argv, { callerDirectory }) {
  console.log(JSON.stringify({ argv, callerDirectory, cwd: process.cwd() }));
  if (argv[0] === 'serve') {
    const timer = setInterval(() => {}, 60_000);
    const stopped = new Promise((done) => ['SIGTERM', 'SIGINT'].forEach((name) => process.on(name, done)));
    console.log('up ' + process.pid);
    const signal = await stopped;
    clearInterval(timer);
    console.log('down ' + signal);
    return 5;
  }
  return Number.parseInt(argv[1], 10) || 0;
}
`;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'autopack-launcher-')));
  children = [];
  await cp(join(repository, 'scripts'), join(root, 'scripts'), { recursive: true });
  await mkdir(join(root, 'src/cli'), { recursive: true });
  await mkdir(join(root, 'src/graphql/playground/assets'), { recursive: true });
  const files = {
    'package.json': '{ "type": "module" }',
    'package-lock.json': JSON.stringify(LOCK),
    '.swcrc': '{}',
    'npm-cli.js': NPM,
    'tsc.mjs': TSC,
    'swc.mjs': SWC,
    'esbuild.mjs': ESBUILD,
    'src/cli/main.ts': CLI,
    'src/cli/dev.ts': await readFile(join(repository, 'src/cli/dev.ts'), 'utf8'),
    'src/graphql/playground/assets/page.js': 'page',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(root, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Options {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly node?: readonly string[];
  readonly onLine?: (child: ChildProcess) => void;
}

function launch(args: readonly string[], { env = {}, cwd = root, node = [], onLine }: Options = {}): Promise<Ended> {
  const environment = { PATH: process.env.PATH, HOME: root, npm_execpath: join(root, 'npm-cli.js'), ...env };
  const child = spawn(process.execPath, [...node, join(root, 'scripts/run.mjs'), ...args], {
    cwd,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let [out, err] = ['', ''];
  child.stdout.on('data', (data) => {
    out += data;
    onLine?.(child);
  });
  child.stderr.on('data', (data) => (err += data));
  return new Promise((done) => child.once('close', (code) => done({ code, out, err })));
}

const calls = async (): Promise<string[]> =>
  existsSync(join(root, 'calls')) ? (await readFile(join(root, 'calls'), 'utf8')).trim().split('\n') : [];
const callsOf = async (tool: string): Promise<string[]> => (await calls()).filter((call) => call.startsWith(tool));
const forget = (): Promise<void> => rm(join(root, 'calls'), { force: true });

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
    await writeFile(installed, JSON.stringify({ packages: { ...LOCK.packages, 'node_modules/one': { version: '0.9.0' } } }));
    expect((await launch(['install'])).err).toContain('one 1.0.0 is wanted, 0.9.0 is there');
    await rm(installed);
    expect((await launch(['install'])).err).toContain('the last install did not end');
    expect(await callsOf('npm')).toHaveLength(3);
  });

  test('what has changed is compiled, and what has no source any more goes', async () => {
    await mkdir(join(root, 'dist/packed'));
    for (const name of ['cli/gone.js', 'packed/gone-BAD0C0DE.js']) await writeFile(join(root, 'dist', name), '');
    await writeFile(join(root, 'src/cli/main.ts'), `${CLI}export const changed = true;\n`);
    await rm(join(root, 'src/graphql'), { recursive: true });
    expect((await launch(['demo'])).err).toMatch(/^autopack: building .+\n$/);
    expect(await calls()).toEqual(['swc src/cli/main.ts', 'pack ./cli/main.js']);
    expect(await readFile(join(root, 'dist/cli/main.js'), 'utf8')).toMatch(
      /var changed = true;[^]*\/\/# sourceMappingURL=main\.js\.map\n$/,
    );
    const left = (await readdir(join(root, 'dist'), { recursive: true })).filter((path) => path.includes('.js')).sort();
    expect(left).toEqual(['cli/dev.js', 'cli/dev.js.map', 'cli/main.js', 'cli/main.js.map']);
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
    await writeFile(join(root, 'src/cli/main.ts'), `export const run = async () => console.log((await import('./later.js')).later);`);
    expect(await launch(['demo'])).toMatchObject({ code: 0, out: 'later\n' });
    expect((await readdir(join(root, 'dist/packed'))).join()).toMatch(/later-\w+\.js/);
    for (const gone of ['packed', 'cli/main.js', 'cli/dev.js', 'graphql/playground/assets/page.js']) {
      await rm(join(root, 'dist', gone), { recursive: true });
      expect({ gone, ...(await launch(['demo'])) }).toEqual({ gone, code: 0, out: 'later\n', err: expect.stringContaining('building') });
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
    expect(await launch(['probe', '2'])).toMatchObject({ code: 2 });
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
    expect(JSON.parse((await launch(['probe'], { cwd: elsewhere })).out)).toEqual({
      argv: ['probe'],
      callerDirectory: elsewhere,
      cwd: root,
    });
    const npm = { npm_lifecycle_event: 'probe', INIT_CWD: elsewhere };
    expect(JSON.parse((await launch(['probe'], { env: npm })).out).callerDirectory).toBe(elsewhere);
  });

  test('the probe script takes its options along', async () => {
    const script = spawn(join(root, 'scripts/autonomous_probe_run_state.sh'), ['--dir', 'a b'], {
      cwd: tmpdir(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(script);
    let out = '';
    script.stdout.on('data', (data) => (out += data));
    await new Promise((done) => script.once('close', done));
    expect(JSON.parse(out).argv).toEqual(['probe', '--dir', 'a b']);
  });
});

describe('sources that compile and cannot be packed', () => {
  const write = (name: string, text: string): Promise<void> => writeFile(join(root, 'src/cli', name), text);
  const main = (other: string): string => `interface Erased {
  readonly name: string;
}
import { said } from './${other}.js';
export const run = async (): Promise<void> => console.log({ name: said } satisfies Erased, (await import('./later.js')).later);
`;
  /** Every file of the build with its content. */
  const built = async (): Promise<Record<string, string>> => {
    const entries = await readdir(join(root, 'dist'), { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(path, 'utf8')] as const)));
  };

  beforeEach(async () => {
    await writeFile(join(root, 'swc.mjs'), `export { transform } from '${packageOf('@swc/core')}';`);
    await cp(join(repository, '.swcrc'), join(root, '.swcrc'));
    await write('other.ts', `export const said: string = 'first';`);
    await write('later.ts', `export const later: number = 1;`);
    await write('main.ts', main('other'));
    expect(await launch(['demo'])).toMatchObject({ code: 0, out: `{ name: 'first' } 1\n` });
  });

  test('leave the last build as it was, and say what is missing in which line', async () => {
    const last = await built();
    await write('other.ts', `export const said: string = 'second';`);
    await write('later.ts', `export const later: number = 2;`);
    await write('new.ts', `import './other.js';\nexport * from './gone.js';`);
    await write('main.ts', main('new'));
    for (const attempt of [1, 2]) {
      const { code, out, err } = await launch(['demo']);
      expect({ attempt, code, out }).toEqual({ attempt, code: 2, out: '' });
      expect(err.split('\n').slice(1)).toEqual([
        'src/cli/new.ts:2: Could not resolve "./gone.js"',
        'The sources do not compile; the compiler says where above.',
        '',
      ]);
    }
    expect(await built()).toEqual(last);
    const start = spawn(process.execPath, ['-e', `import('./dist/cli/main.js').then(({ run }) => run())`], { cwd: root });
    children.push(start);
    let out = '';
    start.stdout.on('data', (data) => (out += data));
    await new Promise((done) => start.once('close', done));
    expect(out).toBe(`{ name: 'first' } 1\n`);

    await write('gone.ts', `export { said } from './other.js';`);
    expect(await launch(['demo'])).toMatchObject({ code: 0, out: `{ name: 'second' } 2\n` });
  });

  test('are those too that ask for what an earlier build has left there', async () => {
    const last = await built();
    await rm(join(root, 'src/cli/other.ts'));
    const { code, err } = await launch(['demo']);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('\nsrc/cli/main.ts:4: Could not resolve "./other.js"\n') });
    expect(await built()).toEqual(last);
  });
});

describe('start:dev', () => {
  let watched: Watched;
  beforeEach(async () => {
    await launch(['build']);
    await forget();
    watched = watchSources();
    await watched.says(/up \d+/);
  });
  afterEach(() => watched.stop());

  test('a changed source is compiled and the server started anew; the last server’s exit code comes back', async () => {
    const first = watched.server();
    await writeFile(join(root, 'src/cli/main.ts'), CLI.replace('up ', 'up again '));
    await watched.says(/down SIGTERM\n[^]*up again \d+/);
    expect(await calls()).toEqual(['swc src/cli/main.ts', 'pack ./cli/main.js']);
    expect(isAlive(first)).toBe(false);
    expect(await watched.stop('SIGINT')).toBe(5);
    expect(watched.said()).toMatch(/down SIGINT\n$/);
    expect(isAlive(watched.server())).toBe(false);
  });

  test('sources that do not compile leave the server running, and the next good ones are started', async () => {
    const first = watched.server();
    await writeFile(join(root, 'src/cli/main.ts'), 'wrong');
    await watched.says(/The sources do not compile/);
    expect(isAlive(first)).toBe(true);
    await writeFile(join(root, 'src/cli/main.ts'), CLI.replace('up ', 'up again '));
    await watched.says(/up again \d+/);
    expect(isAlive(first)).toBe(false);
  });

  test('a server that ended by itself is told of, and the next change starts it', async () => {
    process.kill(watched.server(), 'SIGKILL');
    await watched.says(/the server ended with code 137; the next change starts it again/);
    await writeFile(join(root, 'src/cli/main.ts'), CLI.replace('up ', 'up again '));
    await watched.says(/up again \d+/);
  });

  test('a server whose watcher was killed stops too', async () => {
    await watched.stop('SIGKILL');
    await watched.says(/down SIGTERM/);
    await until('the server to end', () => !isAlive(watched.server()));
  });
});

interface Watched {
  says(pattern: RegExp): Promise<void>;
  said(): string;
  server(): number;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

function watchSources(): Watched {
  const env = { PATH: process.env.PATH, HOME: root };
  const child = spawn(process.execPath, [join(root, 'scripts/run.mjs'), 'dev'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  return {
    says: (pattern) => until(`${pattern} to be said`, () => pattern.test(said)).then(() => undefined),
    said: () => said,
    server: () => Number(said.match(/up \D*(\d+)(?![^]*up )/)![1]),
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('before anything else', () => {
  test('a Node that is too old is told so in a sentence', async () => {
    const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.18.3' } })`;
    const { code, err } = await launch(['demo'], { node: ['--import', `data:text/javascript,${encodeURIComponent(old)}`] });
    expect(code).toBe(1);
    expect(err).toBe('Autopack needs Node 20.19 or newer; this is Node 20.18.3. Install a newer Node and start again.\n');
    expect(await calls()).toEqual([]);
  });

  test('an unknown task is refused with the names of those that there are', async () => {
    for (const name of ['dmeo', 'toString']) {
      const { code, err } = await launch([name]);
      expect(code).toBe(64);
      expect(err).toContain('serve|demo|probe');
    }
    expect(await calls()).toEqual([]);
  });

  test('the scripts of package.json are tasks of the launcher', async () => {
    const { scripts } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    const tasksModule: string = pathToFileURL(join(repository, 'scripts/launcher/tasks.mjs')).href;
    const { TASK_NAMES } = (await import(tasksModule)) as { TASK_NAMES: readonly string[] };
    for (const [name, script] of Object.entries(scripts)) {
      expect({ name, task: TASK_NAMES.includes(/^node scripts\/run\.mjs (\S+)/.exec(script)?.[1] ?? '') }).toEqual({ name, task: true });
    }
  });
});
