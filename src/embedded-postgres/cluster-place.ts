import { createHash, randomUUID } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';

import { type Account, canReach } from './account.js';
import { clusterFolderName, type DataFolder } from './data-folder.js';
import { EmbeddedDatabaseError, errorCode, useOwnServer } from './errors.js';
import { readPostmaster } from './postmaster-file.js';
import { trustedFolder } from './trusted-folder.js';

const originFile = 'data-directory';
const placeName = /^[0-9a-f]{12}-[0-9a-f]{8}$/;
/** A data folder that was moved takes its cluster along at its next start: so long it may take its time. */
const forsakenAfterMs = 24 * 3_600_000;

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
  const parent = await trustedFolder(account);
  await removeForsakenPlaces(parent);
  const home = join(parent, `${hash}-${randomUUID().slice(0, 8)}`);
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

/**
 * Removes places outside whose data folder was among the temporary files and is gone, and with it the only way to what they hold: as root, each throw-away folder would
 * leave a cluster for ever. A data folder anywhere else may be on a disk that is not mounted now: its cluster stays.
 */
export async function removeForsakenPlaces(parent: string, now = Date.now()): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const home = join(parent, name);
    if (placeName.test(name) && (await isForsaken(home, now).catch(() => false)))
      await rm(home, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function isForsaken(home: string, now: number): Promise<boolean> {
  const origin = await readText(join(home, originFile));
  if (origin === undefined || !isTemporary(origin) || (await exists(origin))) return false;
  const cluster = join(home, clusterFolderName);
  if ('pid' in (await readPostmaster(cluster))) return false;
  // Of the last start or stop.
  const { mtimeMs } = await stat((await exists(cluster)) ? cluster : home);
  return now - mtimeMs > forsakenAfterMs;
}

const isTemporary = (path: string): boolean =>
  [tmpdir(), '/tmp', '/var/tmp'].some((folder) => path.startsWith(`${folder}${sep}`));

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
