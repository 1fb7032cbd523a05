/**
 * Migrations: `npm run migration:<generate|run|revert|check>`. TypeORM's command line does the work.
 *
 * generate NAME   writes src/database/migrations/{time}-NAME.ts: what the entities have and the migrations lack
 * check           exits with 1 if the entities have something that the migrations lack
 * run, revert     bring the database up to date, or take the last migration back
 *
 * `generate` and `check` compare with a scratch database that only the migrations have made. `run` and `revert` change the server's own:
 * DATABASE_URL, or the embedded one. Both are read from .env too.
 */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import pg from 'pg';
import { mergedEnvironment } from '../dist/config/env-file.js';
import { acquireEmbeddedDatabase } from '../dist/embedded-postgres/embedded-database.js';
import { spawnTask } from './launcher/spawn.mjs';
import { scratchFolder } from './scratch-folder.mjs';

const FOLDER = 'src/database/migrations';
const [action, name, ...rest] = process.argv.slice(2);
const { DATABASE_URL, AUTOPACK_DATA_DIR } = mergedEnvironment(process.cwd(), process.env).values;

const actions = {
  generate: () => inScratch((url) => typeorm(url, 'migration:generate', `${FOLDER}/${name}`, '--pretty', ...rest)),
  check: () => inScratch((url) => typeorm(url, 'migration:generate', `${FOLDER}/drift`, '--check', '--dryrun')),
  run: () => inServers((url) => typeorm(url, 'migration:run')),
  revert: () => inServers((url) => typeorm(url, 'migration:revert')),
};

if (!Object.hasOwn(actions, action ?? '') || (action === 'generate' && !/^[a-z][a-z0-9-]*$/.test(name ?? ''))) {
  console.error(
    'npm run migration:generate -- a-name-in-lower-case | migration:run | migration:revert | migration:check',
  );
  process.exitCode = 64;
} else {
  process.exitCode = await actions[action]();
}

function typeorm(url, ...args) {
  const env = { ...process.env, DATABASE_URL: url };
  return spawnTask(
    process.execPath,
    ['--import', 'tsx', 'node_modules/typeorm/cli.js', ...args, '-d', 'ormconfig.ts'],
    { env },
  );
}

async function inServers(work) {
  if (DATABASE_URL) return work(DATABASE_URL);
  const database = await acquireEmbeddedDatabase({ dataDir: AUTOPACK_DATA_DIR ?? '.autopack', log: console.error });
  try {
    return await work(database.url);
  } finally {
    await database.release();
  }
}

/** Makes an empty database, lets the migrations fill it, and takes it away afterwards. */
async function inScratch(work) {
  const migrated = async (url) => (await typeorm(url, 'migration:run')) || work(url);
  return DATABASE_URL ? inScratchDatabase(migrated) : inScratchCluster(migrated);
}

async function inScratchDatabase(work) {
  const scratch = `autopack_scratch_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client({ connectionString: DATABASE_URL });
  await client.connect();
  try {
    await client.query(`create database ${scratch}`);
    const url = new URL(DATABASE_URL);
    url.pathname = `/${scratch}`;
    return await work(url.href);
  } finally {
    await client.query(`drop database if exists ${scratch} with (force)`);
    await client.end();
  }
}

async function inScratchCluster(work) {
  const dataDir = scratchFolder('migration');
  try {
    const database = await acquireEmbeddedDatabase({ dataDir, settings: { fsync: 'off' } });
    try {
      return await work(database.url);
    } finally {
      await database.release();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
