/**
 * The throw-away folder of one CI order: the checkout, a home and a place for temporary files, away from whatever else is there. Its name says
 * who made it, so that the next start removes what a dead worker left, and only its own.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';

import { ourselves } from '../../processes/kill-orphans.js';
import { stillRuns } from '../../processes/process-table.js';

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

/** Folders of this owner whose maker runs no more. To be asked after `killOrphans`, which ends who may write there. Never rejects. */
export async function leftoverCiFolders(workRoot: string, owner: string): Promise<string[]> {
  const names = await readdir(workRoot).catch(() => []);
  return names
    .filter((name) => {
      const [, whose, pid, began] = NAME.exec(name) ?? [];
      return whose === short(owner) && !stillRuns({ pid: Number(pid), began: Number(began) });
    })
    .map((name) => join(workRoot, name));
}

function short(owner: string): string {
  return createHash('sha256').update(owner).digest('hex').slice(0, 12);
}
