/**
 * The folder of one attempt below the worker's root, and that of the histories which a worker's attempts share. The folder names the process that
 * holds it, so that what a dead worker left is distinguished from what a living one uses.
 */
import { lstat, mkdir, mkdtemp, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { ourselves } from '../../processes/kill-orphans.js';
import { stillRuns } from '../../processes/process-table.js';

const ATTEMPT = 'attempt-';
const HISTORIES = 'histories-';
const HOLDER_FILE = 'holder.json';
/** A folder without a holder is just being made, unless it is older than this. */
const BEING_MADE_MS = 600_000;
const HOLDER_BYTES = 4_096;
/** No lease lives longer than a week (leases.hardDeadlineMinutes): what another machine, or a container of another name, held before that is held no more. */
const ELSEWHERE_MS = 8 * 86_400_000;

/** The process that holds a folder. */
export interface Holder {
  readonly host: string;
  readonly pid: number;
  readonly began: number;
}

export const makeAttemptFolder = (root: string): Promise<string> => makeHeldFolder(root, ATTEMPT);

/** Removed as what an attempt left, once its worker has ended. */
export const makeHistoriesFolder = (root: string): Promise<string> => makeHeldFolder(root, HISTORIES);

async function makeHeldFolder(root: string, prefix: string): Promise<string> {
  await mkdir(root, { recursive: true });
  const folder = await mkdtemp(join(await realpath(root), prefix));
  const { pid, began } = ourselves('workspace');
  const holder: Holder = { host: hostname(), pid, began };
  await writeFile(join(folder, HOLDER_FILE), JSON.stringify(holder));
  return folder;
}

/** The folders of attempts whose workers run no more: on this machine as soon as they have ended, elsewhere when no lease can be that old. Never rejects. */
export async function leftoverAttempts(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries) {
    const folder = join(root, entry.name);
    const isOurs = entry.name.startsWith(ATTEMPT) || entry.name.startsWith(HISTORIES);
    if (isOurs && entry.isDirectory() && !(await isHeld(folder))) found.push(folder);
  }
  return found;
}

/** The processes that held folders of attempts on this machine and run no more, each once. Never rejects. */
export async function deadHolders(root: string): Promise<readonly Holder[]> {
  const dead = new Map<string, Holder>();
  for (const folder of await leftoverAttempts(root)) {
    const holder = await holderOf(join(folder, HOLDER_FILE)).catch(() => null);
    if (holder !== null) dead.set(`${holder.pid} ${holder.began}`, holder);
  }
  return [...dead.values()];
}

async function isHeld(folder: string): Promise<boolean> {
  const file = join(folder, HOLDER_FILE);
  const holder = await holderOf(file).catch(() => null);
  if (holder === null) return (await ageOf(folder)) < BEING_MADE_MS;
  return holder.host === hostname() ? stillRuns(holder) : (await ageOf(file)) < ELSEWHERE_MS;
}

/** 0: it is gone, or may not be looked at. */
async function ageOf(path: string): Promise<number> {
  return lstat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
}

/** null: what is there names no process. Only an ordinary file is read: an agent may have put anything in its place. */
async function holderOf(path: string): Promise<Holder | null> {
  const stat = await lstat(path);
  if (!stat.isFile() || stat.size > HOLDER_BYTES) return null;
  const { host, pid, began } = JSON.parse(await readFile(path, 'utf8')) as Partial<Holder>;
  return typeof host === 'string' && Number.isInteger(pid) && Number.isInteger(began)
    ? { host, pid: pid!, began: began! }
    : null;
}
