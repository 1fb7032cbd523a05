import { randomUUID } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { currentProcess, isSameProcessRunning } from '../processes/process-identity.js';

/** Writes an entry for one user of the database in this process and returns its path. Call it under the lock. */
export async function joinMembers(folder: string): Promise<string> {
  const { pid, start } = currentProcess();
  const entry = join(folder, `${pid}-${start}-${randomUUID()}`);
  await writeFile(entry, '', { flag: 'wx' });
  return entry;
}

/** Removes the entry and those of dead processes; true when nobody uses the database any more. Call it under the lock. */
export async function leaveMembers(folder: string, entry: string): Promise<boolean> {
  await rm(entry, { force: true });
  return (await pruneMembers(folder)) === 0;
}

/** Removes the entries of dead processes and returns how many are left. Call it under the lock. */
async function pruneMembers(folder: string): Promise<number> {
  let living = 0;
  for (const name of await readdir(folder)) {
    const [, pid, start] = /^(\d+)-([^-]+)-/.exec(name) ?? [];
    if (pid !== undefined && start !== undefined && isSameProcessRunning({ pid: Number(pid), start })) living += 1;
    else await rm(join(folder, name), { force: true });
  }
  return living;
}
