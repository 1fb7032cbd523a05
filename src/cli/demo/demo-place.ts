/**
 * The folder of one demo among the temporary files: its repository, what its workers make, and what CI keeps between tries. Its name says which
 * process it belongs to, so that the next demo removes what a killed one left, and nothing else. Git and the workers make what is in it.
 */
import { randomBytes } from 'node:crypto';
import { readdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ourselves } from '../../processes/kill-orphans.js';
import { stillRuns } from '../../processes/process-table.js';
import { removeFolder } from '../../worker/remove-folder.js';

export interface DemoPlace {
  readonly folder: string;
  readonly repository: string;
  /** Below it each worker has a folder of its own. */
  readonly work: string;
  /** What the test that leans on something outside of the repository leans on. */
  readonly rateService: string;
}

/** The mark under which processes of a demo are found again. */
export const DEMO_OWNER = 'autopack-demo';
const NAME = /^autopack-demo-(\d+)-(\d+)-[0-9a-f]{8}$/;
/** Names of kept folders do not name a process, so nobody takes them away. */
const KEPT = 'autopack-demo-kept';

/** An empty place. */
export async function demoPlace({ keep }: { readonly keep: boolean }): Promise<DemoPlace> {
  const { pid, began } = ourselves(DEMO_OWNER);
  const name = `${keep ? KEPT : `autopack-demo-${pid}-${began}`}-${randomBytes(4).toString('hex')}`;
  const folder = join(await realpath(tmpdir()), name);
  return {
    folder,
    repository: join(folder, 'basket.git'),
    work: join(folder, 'work'),
    rateService: join(folder, 'rate-service'),
  };
}

export const removePlace = ({ folder }: DemoPlace): Promise<void> => removeFolder(folder);

/** Removes the folders of demos that run no more. What belongs to another user stays. */
export async function removeDeadPlaces(): Promise<void> {
  const root = await realpath(tmpdir());
  for (const name of await readdir(root)) {
    const [, pid, began] = NAME.exec(name) ?? [];
    if (pid === undefined || stillRuns({ pid: Number(pid), began: Number(began) })) continue;
    await removeFolder(join(root, name)).catch(() => undefined);
  }
}
