import { chmod, lstat, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { type Account, accountForNewCluster, canReach, runsAsRoot } from './account.js';
import { EmbeddedDatabaseError, useOwnServer } from './errors.js';

/**
 * A folder outside the project, for what cannot lie inside it: created where missing, ours, closed to the writing of others, and open to
 * the passing of `account`. Others may have put something at a path in a shared place before us; that is never used.
 */
export async function trustedFolder(account: Account | undefined): Promise<string> {
  const candidates = candidateFolders();
  for (const folder of candidates) {
    if (await isUsable(folder, account)) return folder;
  }
  throw new EmbeddedDatabaseError(
    `The embedded database needs a folder outside the project that ${account?.name ?? 'this user'} can reach, and none of ${candidates.join(', ')} can be made or used. ` +
      `Set AUTOPACK_DATA_DIR to such a folder. ${useOwnServer}`,
  );
}

/** As root: the folder outside of every home that PostgreSQL's user can get to. Undefined: this is not root, and every folder of its own will do. */
export async function sharedFolderForRoot(): Promise<string | undefined> {
  return runsAsRoot() ? trustedFolder(await accountForNewCluster()) : undefined;
}

function candidateFolders(): string[] {
  if (runsAsRoot()) return ['/var/lib/autopack', '/var/tmp/autopack-0'];
  const home =
    process.env.XDG_DATA_HOME ?? (process.env.HOME === undefined ? undefined : join(homedir(), '.local', 'share'));
  const shared = `/var/tmp/autopack-${process.getuid?.() ?? 'user'}`;
  return home === undefined ? [shared] : [join(home, 'autopack'), shared];
}

async function isUsable(folder: string, account: Account | undefined): Promise<boolean> {
  try {
    if ((await mkdir(folder, { recursive: true })) !== undefined) await chmod(folder, 0o755);
    const found = await lstat(folder);
    const ours = found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid) && (found.mode & 0o022) === 0;
    return ours && (account === undefined || (await canReach(folder, account)));
  } catch {
    return false;
  }
}
