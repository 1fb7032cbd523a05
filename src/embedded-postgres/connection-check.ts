import { realpath } from 'node:fs/promises';

import pg from 'pg';

import { errorCode } from './errors.js';
import { superuser } from './initialise-cluster.js';

const databaseName = 'autopack';

/**
 * Whatever else the client would take from PG* variables of the shell, which are meant for other databases. The embedded server needs none of
 * it, but a value that is left out is looked for there.
 */
const WHOLE = {
  sslnegotiation: 'postgres',
  options: '-c timezone=UTC',
  client_encoding: 'UTF8',
  application_name: 'autopack',
  replication: 'false',
} as const;

export type ServerCheck =
  | { readonly kind: 'ours' }
  | { readonly kind: 'other cluster' }
  | { readonly kind: 'password refused' }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** Asks the server behind the port which cluster it serves, and makes our database in it where missing. */
export async function checkServer(port: number, password: string, cluster: string): Promise<ServerCheck> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: superuser,
    password,
    database: 'postgres',
    ssl: false,
    ...WHOLE,
    connectionTimeoutMillis: 10_000,
    query_timeout: 30_000,
  });
  // A connection that breaks while idle emits an error, which would end the process without a listener.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    if ((await realpath(rows[0]?.data_directory ?? '')) !== cluster) return { kind: 'other cluster' };
    await createDatabase(client);
    return { kind: 'ours' };
  } catch (error) {
    const code = errorCode(error);
    // 28P01: wrong password; 28000: no such user.
    if (code === '28P01' || code === '28000') return { kind: 'password refused' };
    return { kind: 'unreachable', reason: error instanceof Error ? error.message : String(error) };
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Complete in itself: no variable of the environment adds to it. */
export function connectionUrl(port: number, password: string): string {
  const { application_name: _, ...more } = WHOLE;
  const query = Object.entries({ sslmode: 'disable', ...more }).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return `postgres://${superuser}:${encodeURIComponent(password)}@127.0.0.1:${port}/${databaseName}?${query.join('&')}`;
}

async function createDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [databaseName]);
  if (rowCount !== 0) return;
  try {
    await client.query(`create database ${databaseName}`);
  } catch (error) {
    // 42P04, 23505: another process has just made it.
    if (!['42P04', '23505'].includes(errorCode(error) ?? '')) throw error;
  }
}
