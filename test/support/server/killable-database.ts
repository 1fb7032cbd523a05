/** A database server of its own that a test can kill with kill -9 and start again; its clients stay behind one door. */
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';

import { migrate } from '../../../src/database/migrate.js';
import { acquireEmbeddedDatabase, type EmbeddedDatabase } from '../../../src/embedded-postgres/embedded-database.js';
import { DatabaseProxy } from './database-proxy.js';
import type { TestDatabase } from './databases.js';

/** Everything that a durable server does but the flush to the disk: a killed process loses nothing without it. */
const SETTINGS = { synchronous_commit: 'on', full_page_writes: 'on', fsync: 'off' };

export class KillableDatabase implements TestDatabase {
  private constructor(
    private readonly folder: string,
    private server: EmbeddedDatabase,
    readonly proxy: DatabaseProxy,
  ) {}

  /** Made, migrated and running. */
  static async open(): Promise<KillableDatabase> {
    const folder = await mkdtemp(join(tmpdir(), 'autopack-outage-'));
    await chmod(folder, 0o755);
    const server = await acquire(folder);
    await migrate(server.url);
    return new KillableDatabase(folder, server, await DatabaseProxy.open(server.url));
  }

  /** For clients under test: through the door, the same before and after a restart. */
  get url(): string {
    return this.proxy.url;
  }

  /** Ends as a server should, and starts again. */
  async restart(): Promise<void> {
    await this.server.release();
    await this.startAgain();
  }

  /** Dies in the middle of whatever it does, and starts again. */
  async killAndRestart(): Promise<void> {
    process.kill(Number(readFileSync(join(this.server.dataDirectory, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
    await this.server.release();
    await this.startAgain();
  }

  async query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.server.url });
    await client.connect();
    try {
      return (await client.query<Row>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  async drop(): Promise<void> {
    await this.proxy.close();
    await this.server.release();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async startAgain(): Promise<void> {
    this.server = await acquire(this.folder);
    this.proxy.moveTo(this.server.url);
  }
}

const acquire = (folder: string): Promise<EmbeddedDatabase> =>
  acquireEmbeddedDatabase({ dataDir: join(folder, 'database'), settings: SETTINGS });
