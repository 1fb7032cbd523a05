/** What a server needs around it: folders that it can write to and a database that it can use. */
import { constants } from 'node:fs';
import { access, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { databasePlace, databaseReason } from '../../common/database-words.js';
import { captured } from '../../processes/captured-program.js';

const LEAST_POSTGRES = 14;
const LEAST_GIT = [2, 38] as const;
const TIMEOUT_MS = 5_000;
const MOST_OUTPUT = 65_536;

/** Why nothing can be written there; null if it can. A folder that does not exist yet can be written if it can be made. */
export async function folderFault(path: string): Promise<string | null> {
  let folder = path;
  try {
    while (!(await exists(folder))) folder = dirname(folder);
    if (!(await stat(folder)).isDirectory()) return `${folder} is no folder. Move it away, or set another path`;
    if (folder !== path) await access(folder, constants.W_OK | constants.X_OK);
    else await rmdir(await mkdtemp(join(folder, '.doctor-')));
    return null;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC') return `the disk of ${folder} is full`;
    return `${folder} cannot be written by this user (${code}). Change its owner, or set another path`;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** The version of git, which repositories of projects need; and what is wrong with it. */
export async function gitFinding(): Promise<DatabaseFinding> {
  const order = {
    argv: ['git', '--version'],
    cwd: process.cwd(),
    env: process.env,
    timeoutMs: TIMEOUT_MS,
    mostOutput: MOST_OUTPUT,
  } as const;
  const stated = await captured(order).catch(() => null);
  const [, major, minor] = /(\d+)\.(\d+)/.exec(stated?.exitCode === 0 ? stated.stdout.toString('utf8') : '') ?? [];
  if (major === undefined)
    return { fault: 'git is not there. Projects with a repository need it; install it', found: '' };
  const isOld = Number(major) < LEAST_GIT[0] || (Number(major) === LEAST_GIT[0] && Number(minor) < LEAST_GIT[1]);
  const needs = `Promotions that are no fast-forward need ${LEAST_GIT.join('.')}`;
  return { fault: isOld ? `git ${major}.${minor}. ${needs}` : null, found: `${major}.${minor}` };
}

export interface DatabaseFinding {
  readonly fault: string | null;
  readonly found: string;
}

/** Connects and asks for the version; says nothing of user and password (A4). */
export async function databaseFinding(url: string): Promise<DatabaseFinding> {
  const { default: pg } = await import('pg');
  const where = databasePlace(url);
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    const version = rows[0]?.server_version ?? 'unknown';
    const isOld = Number.parseInt(version, 10) < LEAST_POSTGRES;
    return {
      fault: isOld ? `${where} is PostgreSQL ${version}; Autopack needs ${LEAST_POSTGRES} or newer` : null,
      found: `PostgreSQL ${version} at ${where}`,
    };
  } catch (error) {
    return {
      fault: `${where} cannot be used (${databaseReason(error)}). Start it, or correct DATABASE_URL`,
      found: '',
    };
  } finally {
    await client.end().catch(() => undefined);
  }
}
