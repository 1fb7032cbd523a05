/** A small checkout with the launcher in it. Its npm and its compilers record their calls in a file; the packer then does its real work. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { until } from '../support/waiting.js';

export const packageOf = (name: string): string => pathToFileURL(createRequire(import.meta.url).resolve(name)).href;
export const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export let root: string;
export let children: ChildProcess[];

export const LOCK = {
  lockfileVersion: 3,
  packages: {
    '': {},
    'node_modules/one': { version: '1.0.0' },
    'node_modules/dev-only': { version: '2.0.0', dev: true },
  },
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
export const CLI = `export async function run(argv, { callerDirectory }) {
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

/** Makes the checkout before each test of the file, and removes it afterwards. */
export function useCheckout(): void {
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
}

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

export function launch(
  args: readonly string[],
  { env = {}, cwd = root, node = [], onLine }: Options = {},
): Promise<Ended> {
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

export const calls = async (): Promise<string[]> =>
  existsSync(join(root, 'calls')) ? (await readFile(join(root, 'calls'), 'utf8')).trim().split('\n') : [];
export const callsOf = async (tool: string): Promise<string[]> =>
  (await calls()).filter((call) => call.startsWith(tool));
export const forget = (): Promise<void> => rm(join(root, 'calls'), { force: true });

export interface Watched {
  says(pattern: RegExp): Promise<void>;
  stated(): string;
  server(): number;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export function watchSources(): Watched {
  const env = { PATH: process.env.PATH, HOME: root };
  const child = spawn(process.execPath, [join(root, 'scripts/run.mjs'), 'dev'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let stated = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (stated += data));
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  return {
    says: (pattern) => until(`${pattern} to be said`, () => pattern.test(stated)).then(() => undefined),
    stated: () => stated,
    server: () => Number(stated.match(/up \D*(\d+)(?![^]*up )/)![1]),
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
