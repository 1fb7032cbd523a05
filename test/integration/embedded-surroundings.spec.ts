/** The embedded database and its connections are complete in themselves: what the shell says of other databases does not reach them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';

import { migrate } from '../../src/database/migrate.js';
import { acquireEmbeddedDatabase, type EmbeddedDatabase } from '../../src/embedded-postgres/embedded-database.js';

import.meta.jest.setTimeout(180_000);

/** Values with which a connection, or the making of a database, fails or answers otherwise where they are heard. */
const AMBIENT: Readonly<Record<string, string>> = {
  PGSSLMODE: 'require',
  PGSSLNEGOTIATION: 'direct',
  PGSSLROOTCERT: '/nowhere/root.crt',
  PGSSLCERT: '/nowhere/client.crt',
  PGSSLKEY: '/nowhere/client.key',
  PGREQUIRESSL: '1',
  PGOPTIONS: '-c no_such_setting=1',
  PGCLIENT_ENCODING: 'NO_SUCH_ENCODING',
  PGCLIENTENCODING: 'NO_SUCH_ENCODING',
  PGREPLICATION: 'database',
  PGBINARY: 'true',
  PGHOST: '203.0.113.9',
  PGHOSTADDR: '203.0.113.9',
  PGPORT: '1',
  PGUSER: 'nobody',
  PGPASSWORD: 'wrong',
  PGPASSFILE: '/nowhere/pgpass',
  PGDATABASE: 'nothing',
  PGDATA: '/nowhere/data',
  PGSERVICE: 'no_such_service',
  PGSERVICEFILE: '/nowhere/services',
  PGSYSCONFDIR: '/nowhere',
  PGAPPNAME: 'someone else',
  PGCONNECT_TIMEOUT: '1',
  PGTARGETSESSIONATTRS: 'standby',
  PGCHANNELBINDING: 'require',
  PGREQUIREAUTH: 'gss',
  PGGSSENCMODE: 'require',
  PGKRBSRVNAME: 'x',
  PGTZ: 'Asia/Tokyo',
  PGDATESTYLE: 'German',
  PGGEQO: 'off',
  PGLOCALEDIR: '/nowhere',
  LC_ALL: 'tr_TR.UTF-8',
  LC_MESSAGES: 'xx_XX',
  LANG: 'tr_TR.UTF-8',
  TZ: 'Asia/Tokyo',
  LD_LIBRARY_PATH: '/nowhere',
  LD_BIND_NOW: '1',
};

async function under<Result>(
  variables: Readonly<Record<string, string>>,
  work: () => Promise<Result>,
): Promise<Result> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

const SETTINGS = `select current_database() as database, current_user as user, current_setting('timezone') as zone,
  current_setting('datestyle') as dates, current_setting('client_encoding') as encoding, current_setting('server_encoding') as stored,
  current_setting('lc_messages') as messages, current_setting('geqo') as geqo, 'é'::text as text`;

async function stated(url: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(SETTINGS)).rows[0];
  } finally {
    await client.end();
  }
}

describe('an embedded database beside variables of other databases', () => {
  let folder: string;
  let database: EmbeddedDatabase;
  let plain: unknown;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'autopack-embedded-pg-'));
    database = await acquireEmbeddedDatabase({ dataDir: join(folder, 'plain'), settings: { fsync: 'off' } });
    plain = await stated(database.url);
  });
  afterAll(async () => {
    await database?.release();
    await rm(folder, { recursive: true, force: true });
  });

  test.each(Object.entries(AMBIENT))('B6: %s=%s changes no connection', async (name, value) => {
    await under({ [name]: value }, async () => {
      const again = await acquireEmbeddedDatabase({ dataDir: join(folder, 'plain') });
      try {
        expect(await stated(again.url)).toEqual(plain);
      } finally {
        await again.release();
      }
    });
  });

  test('B6: with all of them at once a database is made, started, migrated and answers as ever', async () => {
    await under(AMBIENT, async () => {
      const other = await acquireEmbeddedDatabase({ dataDir: join(folder, 'all'), settings: { fsync: 'off' } });
      try {
        await migrate(other.url);
        expect(await stated(other.url)).toEqual(plain);
      } finally {
        await other.release();
      }
    });
  });
});
