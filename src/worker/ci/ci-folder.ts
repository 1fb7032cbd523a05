/**
 * The throw-away folder of one CI order: the checkout, a home and a place for temporary files, away from whatever else is there. Its name tells
 * who made it, so that the next start removes what a dead worker left, and only its own.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { ourselves } from '../../processes/kill-orphans.js';
import { stillRuns } from '../../processes/process-table.js';
import { removeFolder } from '../remove-folder.js';

export interface CiFolder {
  readonly path: string;
  readonly checkout: string;
  readonly home: string;
  readonly temporary: string;
}

const NAME = /^ci-([0-9a-f]{12})-(\d+)-(\d+)-[0-9a-f]{8}$/;

export async function makeCiFolder(workRoot: string, owner: string): Promise<CiFolder> {
  await mkdir(workRoot, { recursive: true });
  const { pid, began } = ourselves(owner);
  const path = join(await realpath(workRoot), `ci-${short(owner)}-${pid}-${began}-${randomBytes(4).toString('hex')}`);
  const folder = { path, checkout: join(path, 'checkout'), home: join(path, 'home'), temporary: join(path, 'tmp') };
  // Not open to other users of the machine; and not there yet, or it would not be ours.
  await mkdir(path, { mode: 0o700 });
  for (const inner of [folder.checkout, folder.home, folder.temporary]) await mkdir(inner);
  return folder;
}

/** Removes folders of this owner whose maker runs no more; answers how many. To be called after `killOrphans`, which ends who may write there. */
export async function removeLeftoverFolders(workRoot: string, owner: string): Promise<number> {
  let removed = 0;
  for (const name of await readdir(workRoot).catch(() => [])) {
    const [, whose, pid, began] = NAME.exec(name) ?? [];
    if (whose !== short(owner) || stillRuns({ pid: Number(pid), began: Number(began) })) continue;
    await removeFolder(join(workRoot, name));
    removed += 1;
  }
  return removed;
}

function short(owner: string): string {
  return createHash('sha256').update(owner).digest('hex').slice(0, 12);
}
