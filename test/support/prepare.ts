/**
 * One PostgreSQL for the whole test run: a throw-away embedded one, without fsync, or the one that DATABASE_URL names (a database
 * that may create databases). A migrated template is made once; every test file takes copies of it.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireEmbeddedDatabase } from '../../src/database/embedded/embedded-database.js';
import { migrate } from '../../src/database/migrate.js';
import { dropDatabase, makeDatabase } from './databases.js';

const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };

export default async function setUp(): Promise<void> {
  const given = process.env.DATABASE_URL;
  const folder = await mkdtemp(join(tmpdir(), 'autopack-tests-'));
  await chmod(folder, 0o755);
  const embedded = given ? null : await acquireEmbeddedDatabase({ dataDir: join(folder, 'database'), settings: FAST });
  process.env.TEST_ADMIN_URL = given ?? embedded!.url;
  delete process.env.DATABASE_URL;
  const template = `autopack_template_${process.pid}`;
  process.env.TEST_TEMPLATE = template;
  await migrate(await makeDatabase(template));
  (globalThis as { tearDownTests?: () => Promise<void> }).tearDownTests = async () => {
    await dropDatabase(template);
    await embedded?.release();
    await rm(folder, { recursive: true, force: true });
    if (given) process.env.DATABASE_URL = given;
  };
}
