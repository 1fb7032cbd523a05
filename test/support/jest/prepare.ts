/**
 * One PostgreSQL for the whole test run: a throw-away embedded one, without fsync, or the one that DATABASE_URL names (a database
 * that may create databases). A migrated template is made once; every test file takes copies of it. And the packages, packed into few
 * files (packages.mjs): they are kept for later runs.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { migrate } from '../../../src/database/migrate.js';
import { acquireEmbeddedDatabase } from '../../../src/embedded-postgres/embedded-database.js';
import { dropDatabase, makeDatabase } from '../server/databases.js';

const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };

export default async function setUp(): Promise<void> {
  const given = process.env.DATABASE_URL;
  const undo: (() => Promise<unknown>)[] = [];
  const tearDown = async (): Promise<void> => {
    for (const step of undo.reverse()) await step();
  };
  try {
    const [url, packages] = await Promise.all([given ?? startDatabase(undo), packPackages()]);
    process.env.TEST_ADMIN_URL = url;
    process.env.TEST_PACKAGES = packages;
    delete process.env.DATABASE_URL;
    undo.push(async () => given && (process.env.DATABASE_URL = given));
    const template = `autopack_template_${process.pid}`;
    process.env.TEST_TEMPLATE = template;
    const migrated = await makeDatabase(template);
    undo.push(() => dropDatabase(template));
    await migrate(migrated);
  } catch (error) {
    await tearDown();
    throw error;
  }
  endOnSignals(tearDown);
  (globalThis as { tearDownTests?: () => Promise<void> }).tearDownTests = tearDown;
}

/** Jest ends at a signal without its teardown and without its workers: they and the database would go on, and its folder stay. */
function endOnSignals(tearDown: () => Promise<void>): void {
  const codes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
  const end = async (code: number): Promise<never> => {
    await tearDown().catch((error: unknown) => console.error(error));
    await promisify(execFile)('pkill', ['-P', String(process.pid)]).catch(() => undefined);
    process.exit(code);
  };
  for (const [signal, code] of Object.entries(codes)) process.once(signal, () => void end(code));
}

async function startDatabase(undo: (() => Promise<unknown>)[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'autopack-tests-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o755);
  const database = await acquireEmbeddedDatabase({ dataDir: join(folder, 'database'), settings: FAST });
  undo.push(() => database.release());
  return database.url;
}

/** The folder of the packed packages: one for what is installed and how it is packed. */
async function packPackages(): Promise<string> {
  const hash = createHash('sha256');
  for (const path of ['package-lock.json', 'test/support/jest/packages.mjs', 'scripts/launcher/pack.mjs'])
    hash.update(await readFile(path));
  const cache = join(process.cwd(), 'node_modules', '.cache', 'autopack');
  const name = `packages-${hash.digest('hex').slice(0, 16)}`;
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const unfinished = await mkdtemp(join(cache, 'unfinished-packages-'));
  try {
    await promisify(execFile)(process.execPath, ['test/support/jest/packages.mjs', unfinished]);
    // Another run may have made them meanwhile.
    await rename(unfinished, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
    for (const other of await readdir(cache)) {
      if (other.startsWith('packages-') && other !== name)
        await rm(join(cache, other), { recursive: true, force: true });
    }
    return folder;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
