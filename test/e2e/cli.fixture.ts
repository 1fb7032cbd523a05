/** The built `autopack` command, started as users start it: as a process of its own, in a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const program = join(repository, 'dist/cli/main.js');
const launcher = join(repository, 'scripts/run.mjs');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Options {
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input; left out: none. */
  readonly input?: string;
  /** Called with all of standard output so far, whenever there is more. */
  readonly onOut?: (out: string, child: ChildProcess) => void | Promise<void>;
  /** The same for standard error. */
  readonly onErr?: (err: string) => void;
}

export interface Cli {
  /** Where commands are started; relative paths begin there. */
  readonly folder: string;
  autopack(args: readonly string[], options?: Options): Promise<Ended>;
  /** The same through the launcher, as npm's scripts call it. */
  task(args: readonly string[], options?: Options): Promise<Ended>;
  /** A script of `scripts/`. */
  script(name: string, args: readonly string[], options?: Options): Promise<Ended>;
  /** A file in the folder; answers its name. */
  file(name: string, text: string): Promise<string>;
}

/** Builds before the tests of a file, and cleans up behind them. */
export function cli(): Cli {
  let folder = '';
  const children: ChildProcess[] = [];

  function start(
    command: string,
    args: readonly string[],
    { env = {}, input, onOut, onErr }: Options = {},
  ): Promise<Ended> {
    const environment = { PATH: process.env.PATH, HOME: folder, NO_COLOR: '1', ...env };
    const child = spawn(command, args, { cwd: folder, env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
    children.push(child);
    child.stdin.on('error', () => undefined).end(input ?? '');
    let [out, err] = ['', ''];
    child.stdout.on('data', (data) => {
      out += data;
      void onOut?.(out, child);
    });
    child.stderr.on('data', (data) => {
      err += data;
      onErr?.(err);
    });
    return new Promise((done) => child.once('close', (code) => done({ code, out, err })));
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'autopack-cli-'));
    const built = await start(process.execPath, [launcher, 'build']);
    if (built.code !== 0) throw new Error(built.err);
  }, 180_000);
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  return {
    get folder() {
      return folder;
    },
    autopack: (args, options) => start(process.execPath, [program, ...args], options),
    task: (args, options) => start(process.execPath, [launcher, ...args], options),
    script: (name, args, options) => start(join(repository, 'scripts', name), args, options),
    file: async (name, text) => {
      await writeFile(join(folder, name), text);
      return name;
    },
  };
}

export async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** The document of --json: standard output is that one line. */
export function documentOf({ out }: Ended): Record<string, any> {
  expect(out).toMatch(/^[^\n]+\n$/);
  return JSON.parse(out);
}
