/** A database server that a test can kill with SIGKILL and start again. Clients connect through one proxy, whose URL does not change. */
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';

import { migrate } from '../../../src/database/migrate.js';
import { acquireEmbeddedDatabase, type EmbeddedDatabase } from '../../../src/embedded-postgres/embedded-database.js';
import { DatabaseProxy } from './database-proxy.js';
import type { TestDatabase } from './databases.js';

/** Durable but for the flush to the disk: a killed process loses nothing without it, only a crashed machine does. */
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

  /** For clients under test: through the proxy, the same URL before and after a restart. */
  get url(): string {
    return this.proxy.url;
  }

  /** Shuts down cleanly and starts again. */
  async restart(): Promise<void> {
    await this.server.release();
    await this.startAgain();
  }

  /** Is killed in the middle of its work and starts again. */
  async killAndRestart(): Promise<void> {
    process.kill(
      Number(readFileSync(join(this.server.dataDirectory, 'postmaster.pid'), 'utf8').split('\n')[0]),
      'SIGKILL',
    );
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
