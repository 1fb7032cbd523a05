/** Databases of tests: made from the migrated template in milliseconds, dropped together with open connections. */
import pg from 'pg';

function adminUrl(): string {
  const url = process.env.TEST_ADMIN_URL;
  if (!url)
    throw new Error('TEST_ADMIN_URL is missing: run the tests through jest, whose global setup provides a database');
  return url;
}

async function asAdmin<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: adminUrl() });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Makes a database, empty or as a copy of another, and answers its connection string. */
export async function makeDatabase(name: string, template?: string): Promise<string> {
  await asAdmin((client) => client.query(`create database ${name}${template ? ` template ${template}` : ''}`));
  const url = new URL(adminUrl());
  url.pathname = `/${name}`;
  return url.toString();
}

export async function dropDatabase(name: string): Promise<void> {
  await asAdmin((client) => client.query(`drop database if exists ${name} with (force)`));
}

export interface TestDatabase {
  readonly url: string;
  /** Runs SQL on a connection of its own pool. */
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

let made = 0;

/** A migrated database of its own for a test file. */
export async function freshDatabase(): Promise<TestDatabase> {
  const name = `autopack_test_${process.pid}_${Date.now().toString(36)}_${made++}`;
  const url = await makeDatabase(name, process.env.TEST_TEMPLATE);
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  pool.on('error', () => undefined);
  return {
    url,
    query: async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      (await pool.query<Row>(text, [...values])).rows,
    drop: async () => {
      await pool.end();
      await dropDatabase(name);
    },
  };
}

/** Moves the database's clock: everything that reads time sees it (B5). */
export async function moveClock(database: TestDatabase, interval: string): Promise<void> {
  await database.query(
    `create or replace function autopack_now() returns timestamptz(3) language sql volatile as
     $$ select date_trunc('milliseconds', clock_timestamp() + interval '${interval}')::timestamptz(3) $$`,
  );
}
