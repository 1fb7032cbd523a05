/** A database and a server of their own in the cluster of the benchmarks, so that two that differ in one thing can be asked in turn. */
import { join } from 'node:path';

import type pg from 'pg';

import { migrate } from '../src/database/migrate.js';
import { connect } from './bare.js';
import type { Ground } from './bench.js';
import { graphql, type Send } from './graphql.js';
import { startBenchServer } from './server.js';

export interface World {
  readonly client: pg.Client;
  /** One caller's. */
  readonly send: Send;
}

/** Settings of the servers, by the names of their worlds. */
type Settings<Name extends string> = Partial<Record<Name, Readonly<Record<string, string>>>>;

/** Opens a world of each name for as long as `work` takes. */
export async function withWorlds<Name extends string>(
  { databaseUrl, folder }: Pick<Ground, 'databaseUrl' | 'folder'>,
  names: readonly Name[],
  work: (worlds: Readonly<Record<Name, World>>) => Promise<void>,
  settings: Settings<Name> = {},
): Promise<void> {
  const ends: (() => Promise<void>)[] = [];
  try {
    const admin = await connect(databaseUrl);
    ends.push(() => admin.end());
    const worlds = {} as Record<Name, World>;
    for (const name of names) {
      await admin.query(`create database bench_${name}`);
      const url = new URL(databaseUrl);
      url.pathname = `bench_${name}`;
      await migrate(url.href);
      const server = await startBenchServer({
        DATABASE_URL: url.href,
        AUTONOMOUS_RUNS_DIR: join(folder, `runs-${name}`),
        ...settings[name],
      });
      ends.push(() => server.stop());
      const client = await connect(url.href);
      ends.push(() => client.end());
      worlds[name] = { client, send: graphql(server.url, 1) };
    }
    await work(worlds);
  } finally {
    for (const end of ends.reverse()) await end();
  }
}
