import { mkdir, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { errorCode, explainFileError } from './errors.js';

/** The files of the embedded database inside AUTOPACK_DATA_DIR. */
export interface DataFolder {
  readonly path: string;
  /** Held while anyone decides to initialise, start or stop. */
  readonly lock: string;
  /** One entry for each server process that uses the database. */
  readonly members: string;
  /** Mode 0600. */
  readonly password: string;
  /** What PostgreSQL writes to its standard error. */
  readonly log: string;
  /** Names the folder of the cluster when the cluster cannot lie here. */
  readonly pointer: string;
}

export const clusterFolderName = 'pgdata';

/** Creates the folder where missing. Its path is the real one, so that every process derives the same paths from it. */
export async function openDataFolder(dataDir: string): Promise<DataFolder> {
  const wanted = resolve(dataDir);
  try {
    await mkdir(wanted, { recursive: true });
    const path = await realpath(wanted);
    const members = join(path, 'postgres.members');
    await mkdir(members, { recursive: true });
    return {
      path,
      lock: join(path, 'postgres.lock'),
      members,
      password: join(path, 'postgres.password'),
      log: join(path, 'postgres.log'),
      pointer: join(path, `${clusterFolderName}.location`),
    };
  } catch (error) {
    // Node's recursive mkdir reports a read-only or otherwise closed parent as ENOENT.
    throw explainFileError(errorCode(error) === 'ENOENT' ? { code: 'EACCES' } : error, wanted);
  }
}
