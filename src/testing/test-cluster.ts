/**
 * The PostgreSQL server of tests: one for all suites that run at the same time, stopped by the last of them. It holds a template that is migrated once; a database of a
 * test is a copy of it. What it holds may be lost at any time, so nothing is written through to the disk.
 */
import { createHash } from 'node:crypto';

import pg from 'pg';

import { migrate } from '../database/migrate.js';
import { MIGRATIONS } from '../database/migrations/all-migrations.js';
import { acquireEmbeddedDatabase } from '../embedded-postgres/embedded-database.js';
import { clusterFolder } from './suite-folder.js';
import type { TestServerOptions } from './test-server.js';

const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  // Copies and what is dropped would keep the disk busy between tests.
  checkpoint_timeout: '1h',
  max_wal_size: '2GB',
};
const COPY = 'autopack_suite_';
/** Held while the template is made. */
const LOCK = 726_173_002;
const FOLDER_FAULT = (folder: string): string => `Nothing of value is in ${folder}: remove it to begin anew.`;

export interface CopiedDatabase {
  readonly url: string;
  /** What the server takes for the present. */
  now(): Promise<string>;
  /** From now on so far ahead of the real time. */
  moveClock(seconds: number): Promise<void>;
  drop(): Promise<void>;
}

export class TestCluster {
  private copies = 0;

  private constructor(
    private readonly admin: pg.Pool,
    private readonly url: string,
    private readonly template: string,
    private readonly release: () => Promise<void>,
  ) {}

  static async open({ databaseUrl, cacheFolder }: TestServerOptions): Promise<TestCluster> {
    const { url, release } = databaseUrl
      ? { url: databaseUrl, release: async () => undefined }
      : await embedded(cacheFolder);
    const admin = new pg.Pool({ connectionString: url, max: 2, allowExitOnIdle: true });
    admin.on('error', () => undefined);
    try {
      const template = await ensureTemplate(admin, url);
      // Copies on a server of somebody else's may belong to processes of another machine.
      if (!databaseUrl) await dropOfTheDead(admin);
      return new TestCluster(admin, url, template, release);
    } catch (error) {
      await admin.end();
      await release();
      throw error;
    }
  }

  /** A new database, migrated and empty. */
  async copy(): Promise<CopiedDatabase> {
    const name = `${COPY}${process.pid}_${(this.copies += 1)}`;
    await this.admin.query(`create database ${name} template ${this.template}`);
    const url = named(this.url, name);
    return {
      url,
      now: () => asked(url, `select to_json(autopack_now()) #>> '{}' as answer`),
      moveClock: async (seconds) => {
        await asked(
          url,
          `create or replace function autopack_now() returns timestamptz(3) language sql volatile as
           $$ select date_trunc('milliseconds', clock_timestamp() + interval '${seconds} seconds')::timestamptz(3) $$`,
        );
      },
      drop: async () => void (await this.admin.query(`drop database if exists ${name} with (force)`)),
    };
  }

  async close(): Promise<void> {
    await this.admin.end();
    await this.release();
  }
}

async function embedded(given: string | undefined): Promise<{ url: string; release: () => Promise<void> }> {
  const folder = await clusterFolder(given);
  try {
    const database = await acquireEmbeddedDatabase({ dataDir: folder, settings: SETTINGS });
    return { url: database.url, release: () => database.release() };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)} ${FOLDER_FAULT(folder)}`, {
      cause: error,
    });
  }
}

/** Its name says which schema it has, so another version of Autopack makes another one. */
async function ensureTemplate(admin: pg.Pool, url: string): Promise<string> {
  const schema = createHash('sha256')
    .update(MIGRATIONS.map((migration) => migration.name).join())
    .digest('hex');
  const name = `autopack_template_${schema.slice(0, 16)}`;
  const client = await admin.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    const { rows } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rows.length > 0) return name;
    const unfinished = `${name}_unfinished`;
    await client.query(`drop database if exists ${unfinished} with (force)`);
    await client.query(`create database ${unfinished}`);
    await migrate(named(url, unfinished));
    await client.query(`alter database ${unfinished} rename to ${name}`);
    return name;
  } finally {
    await client.query('select pg_advisory_unlock_all()').catch(() => undefined);
    client.release();
  }
}

/** Of suites whose process was killed. */
async function dropOfTheDead(admin: pg.Pool): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>('select datname from pg_database where datname like $1', [
    `${COPY}%`,
  ]);
  for (const { datname } of rows) {
    const pid = Number(datname.slice(COPY.length).split('_')[0]);
    if (pid === process.pid || isAlive(pid)) continue;
    await admin.query(`drop database if exists ${datname} with (force)`);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The first value of the first row, on a connection of its own: nothing may be open to a database that is to be copied or dropped. */
async function asked(url: string, text: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return String((await client.query<{ answer?: string }>(text)).rows[0]?.answer ?? '');
  } finally {
    await client.end();
  }
}

function named(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.toString();
}
