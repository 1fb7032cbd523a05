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
  const undo: (() => Promise<unknown>)[] = [];
  const tearDown = async (): Promise<void> => {
    for (const step of undo.reverse()) await step();
  };
  try {
    process.env.TEST_ADMIN_URL = given ?? (await startDatabase(undo));
    delete process.env.DATABASE_URL;
    undo.push(async () => given && (process.env.DATABASE_URL = given));
    const template = `autopack_template_${process.pid}`;
    process.env.TEST_TEMPLATE = template;
    const url = await makeDatabase(template);
    undo.push(() => dropDatabase(template));
    await migrate(url);
  } catch (error) {
    await tearDown();
    throw error;
  }
  (globalThis as { tearDownTests?: () => Promise<void> }).tearDownTests = tearDown;
}

async function startDatabase(undo: (() => Promise<unknown>)[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'autopack-tests-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o755);
  const database = await acquireEmbeddedDatabase({ dataDir: join(folder, 'database'), settings: FAST });
  undo.push(() => database.release());
  return database.url;
}
