import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import { EmbeddedDatabaseError, useOwnServer } from './errors.js';

/** The user PostgreSQL runs as. `undefined` in its place means: as we do. PostgreSQL refuses to run as root. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export function runsAsRoot(): boolean {
  return process.getuid?.() === 0;
}

/** As root: `postgres` where that user exists, else `nobody`. */
export async function accountForNewCluster(): Promise<Account | undefined> {
  if (!runsAsRoot()) return undefined;
  const accounts = await readAccounts();
  const account = accounts.find(({ name }) => name === 'postgres') ?? accounts.find(({ name }) => name === 'nobody');
  if (account !== undefined) return account;
  throw new EmbeddedDatabaseError(
    `PostgreSQL refuses to run as root, and this system has neither a user "postgres" nor "nobody" to run it as. Start Autopack as another user. ${useOwnServer}`,
  );
}

/** PostgreSQL insists on owning its files, so an existing cluster runs as its owner. */
export async function accountOfCluster(cluster: string): Promise<Account | undefined> {
  const { uid, gid } = await stat(cluster);
  const ownUid = process.getuid?.();
  if (ownUid === undefined || uid === ownUid) return runsAsRoot() ? accountForNewCluster() : undefined;
  const name = (await readAccounts()).find((account) => account.uid === uid)?.name ?? `with id ${uid}`;
  if (runsAsRoot()) return { name, uid, gid };
  throw new EmbeddedDatabaseError(
    `The embedded database in ${cluster} belongs to the user ${name}. Start Autopack as that user (or as root, if root made it), ` +
      `or set AUTOPACK_DATA_DIR to a folder of your own. ${useOwnServer}`,
  );
}

/** Whether the account may pass every folder on the way to `folder`, by the mode bits (access lists are not read). */
export async function canReach(folder: string, account: Account): Promise<boolean> {
  for (let current = folder; ; current = dirname(current)) {
    const { uid, gid, mode } = await stat(current);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (dirname(current) === current) return true;
  }
}

async function readAccounts(): Promise<Account[]> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}
