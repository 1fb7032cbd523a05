import { createHash, randomUUID } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Account, canReach } from './account.js';
import { clusterFolderName, type DataFolder } from './data-folder.js';
import { EmbeddedDatabaseError, errorCode, useOwnServer } from './errors.js';
import { trustedFolder } from './trusted-folder.js';

const originFile = 'data-directory';

/** The folder that holds the existing cluster of this data folder; undefined when there is none yet. */
export async function findCluster(dataFolder: DataFolder): Promise<string | undefined> {
  const inside = join(dataFolder.path, clusterFolderName);
  if (await exists(inside)) return inside;
  const home = await readText(dataFolder.pointer);
  if (home === undefined) return undefined;
  const outside = join(home, clusterFolderName);
  if (!(await exists(outside))) {
    throw new EmbeddedDatabaseError(
      `The data of the embedded database lay in ${outside} and is gone. Put it back, or delete ${dataFolder.pointer} to begin with an empty database. ${useOwnServer}`,
    );
  }
  await checkOrigin(home, dataFolder);
  return outside;
}

/**
 * The folder in which a new cluster is to be made: the data folder itself, unless the account cannot reach it or its file system does not
 * keep owners and modes. Then it is a folder of its own outside, which `recordPlace` makes known once the cluster is whole.
 */
export async function placeForNewCluster(dataFolder: DataFolder, account: Account | undefined): Promise<string> {
  if (
    (account === undefined || (await canReach(dataFolder.path, account))) &&
    (await keepsOwnership(dataFolder.path, account))
  ) {
    return dataFolder.path;
  }
  const hash = createHash('sha256').update(dataFolder.path).digest('hex').slice(0, 12);
  // A folder of the same path may have been deleted and made anew: its old data is neither adopted nor overwritten.
  const home = join(await trustedFolder(account), `${hash}-${randomUUID().slice(0, 8)}`);
  await makePrivateFolder(home, account);
  await writeFile(join(home, originFile), `${dataFolder.path}\n`);
  return home;
}

export async function recordPlace(dataFolder: DataFolder, home: string, log: (message: string) => void): Promise<void> {
  if (home === dataFolder.path) return;
  await writeText(dataFolder.pointer, home);
  log(`The data of the embedded database lies in ${home}, because PostgreSQL's user cannot use ${dataFolder.path}.`);
}

/** Removes a place outside whose cluster could not be made; nothing has been stored there yet. */
export async function discardPlace(dataFolder: DataFolder, home: string): Promise<void> {
  if (home !== dataFolder.path) await rm(home, { recursive: true, force: true });
}

export async function makePrivateFolder(path: string, account: Account | undefined): Promise<void> {
  await mkdir(path);
  await chmod(path, 0o700);
  if (account !== undefined) await chown(path, account.uid, account.gid);
}

/** A moved data folder takes its cluster along; a copied one must not, or two supervisors would rule one cluster. */
async function checkOrigin(home: string, dataFolder: DataFolder): Promise<void> {
  const origin = await readText(join(home, originFile));
  if (origin === dataFolder.path) return;
  if (origin !== undefined && (await readText(join(origin, `${clusterFolderName}.location`))) === home) {
    throw new EmbeddedDatabaseError(
      `The data folder ${dataFolder.path} is a copy of ${origin}, and the database of that one lies outside it in ${home}. ` +
        `Delete ${dataFolder.pointer} and the password file beside it to begin with an empty database here. ${useOwnServer}`,
    );
  }
  await writeText(join(home, originFile), dataFolder.path);
}

/** Asked of the file system itself: shared and foreign ones (Windows disks under WSL, some mounts) accept such changes and forget them. */
async function keepsOwnership(folder: string, account: Account | undefined): Promise<boolean> {
  if (process.platform === 'win32') return true;
  const probe = join(folder, `.probe-${process.pid}-${randomUUID()}`);
  try {
    await makePrivateFolder(probe, account);
    const { uid, mode } = await lstat(probe);
    return uid === (account?.uid ?? process.getuid?.()) && (mode & 0o777) === 0o700;
  } catch (error) {
    if (['EPERM', 'EINVAL', 'ENOTSUP'].includes(errorCode(error) ?? '')) return false;
    throw error;
  } finally {
    await rm(probe, { recursive: true, force: true });
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeText(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, `${text}\n`);
  await rename(unfinished, path);
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
