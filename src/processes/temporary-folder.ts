/**
 * Folders among the temporary files that belong to one process. Their names say to which, so that the next process removes what a killed one left, and
 * nothing else.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ourselves } from './kill-orphans.js';
import { stillRuns } from './process-table.js';

/**
 * An empty folder `{kind}-…`, in which other users may pass to what is theirs: as root, PostgreSQL runs as another user, and would have to keep its data elsewhere
 * otherwise. Removing it is the caller's.
 */
export async function temporaryFolder(kind: string): Promise<string> {
  const root = await realpath(tmpdir());
  await removeDead(root, kind);
  const { pid, began } = ourselves(kind);
  const folder = join(root, `${kind}-${pid}-${began}-${randomBytes(4).toString('hex')}`);
  await mkdir(folder);
  await chmod(folder, 0o711);
  return folder;
}

/** Of processes that run no more. What belongs to another user stays. */
async function removeDead(root: string, kind: string): Promise<void> {
  for (const name of await readdir(root)) {
    if (!name.startsWith(`${kind}-`)) continue;
    const [, pid, began] = /^-(\d+)-(\d+)-[0-9a-f]{8}$/.exec(name.slice(kind.length)) ?? [];
    if (pid === undefined || stillRuns({ pid: Number(pid), began: Number(began) })) continue;
    await rm(join(root, name), { recursive: true, force: true }).catch(() => undefined);
  }
}
