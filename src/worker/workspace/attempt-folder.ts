/**
 * The folder of one attempt below the worker's root, and its removal. The folder names the process that holds it, so that what a dead worker
 * left is told from what a living one uses. Agents leave folders without rights; they are opened before they are removed.
 */
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ourselves } from '../../processes/kill-orphans.js';
import { stillRuns } from '../../processes/process-table.js';

const PREFIX = 'attempt-';
const HOLDER_FILE = 'holder.json';
/** A folder without a holder is just being made, unless it is older than this. */
const BEING_MADE_MS = 600_000;

interface Holder {
  readonly host: string;
  readonly pid: number;
  readonly began: number;
}

export async function makeAttemptFolder(root: string): Promise<string> {
  await mkdir(root, { recursive: true });
  const folder = await mkdtemp(join(await realpath(root), PREFIX));
  const { pid, began } = ourselves('workspace');
  const holder: Holder = { host: hostname(), pid, began };
  await writeFile(join(folder, HOLDER_FILE), JSON.stringify(holder));
  return folder;
}

/** Removes what workers of this machine left that run no more; answers how many folders there were. Called when a worker starts. */
export async function removeLeftovers(root: string): Promise<number> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  let removed = 0;
  for (const entry of entries) {
    const folder = join(root, entry.name);
    if (!entry.name.startsWith(PREFIX) || !entry.isDirectory() || (await isHeld(folder))) continue;
    await removeFolder(folder);
    removed += 1;
  }
  return removed;
}

async function isHeld(folder: string): Promise<boolean> {
  try {
    const holder = JSON.parse(await readFile(join(folder, HOLDER_FILE), 'utf8')) as Holder;
    return holder.host !== hostname() || stillRuns(holder);
  } catch {
    const age = await lstat(folder).then(
      (stat) => Date.now() - stat.mtimeMs,
      () => 0,
    );
    return age < BEING_MADE_MS;
  }
}

/** Removes a folder whatever rights the agent took away; no link is followed. */
export async function removeFolder(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
  } catch {
    await openFolders(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

const OWNER_ALL = 0o700;
const SLASH = Buffer.from('/');

/**
 * Gives us back the rights on a folder and all folders below it. Names are bytes: not all of them are text. Folders may vanish meanwhile: a removal that has failed
 * still removes what it had begun with.
 */
export async function openFolders(folder: string | Buffer): Promise<void> {
  const stat = await lstat(folder).catch(() => null);
  if (!stat?.isDirectory()) return;
  try {
    if ((stat.mode & OWNER_ALL) !== OWNER_ALL) await chmod(folder, stat.mode | OWNER_ALL);
    for (const entry of await readdir(folder, { withFileTypes: true, encoding: 'buffer' })) {
      if (entry.isDirectory()) await openFolders(Buffer.concat([Buffer.from(folder), SLASH, entry.name]));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
