/**
 * The folder of one attempt below the worker's root, and its removal. The folder names the process that holds it, so that what a dead worker
 * left is told from what a living one uses.
 */
import { lstat, mkdir, mkdtemp, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ourselves } from '../../processes/kill-orphans.js';
import { stillRuns } from '../../processes/process-table.js';
import { removeFolder } from '../remove-folder.js';

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
