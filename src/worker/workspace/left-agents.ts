/**
 * Agents of workers that were killed, told by the folders that these held (A5): such an agent works on, and spends, in a folder that is about to be
 * removed. It is ended by whichever worker starts next on the same folder, not only by one of the same name.
 */
import { readdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { killOrphansOf } from '../../processes/kill-orphans.js';
import { stillRuns } from '../../processes/process-table.js';

interface Holder {
  readonly host: string;
  readonly pid: number;
  readonly began: number;
}

/** Ends them; answers how many processes there were. */
export async function endLeftAgents(root: string): Promise<number> {
  const holders = new Map<string, Holder>();
  for (const name of await readdir(root).catch(() => [])) {
    const holder = await holderOf(join(root, name, 'holder.json'));
    if (holder !== null && holder.host === hostname() && !stillRuns(holder)) holders.set(`${holder.pid} ${holder.began}`, holder);
  }
  let ended = 0;
  for (const holder of holders.values()) ended += await killOrphansOf(holder);
  return ended;
}

async function holderOf(file: string): Promise<Holder | null> {
  try {
    const { host, pid, began } = JSON.parse(await readFile(file, 'utf8')) as Partial<Holder>;
    return typeof host === 'string' && typeof pid === 'number' && typeof began === 'number' ? { host, pid, began } : null;
  } catch {
    return null;
  }
}
