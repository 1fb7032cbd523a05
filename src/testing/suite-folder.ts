/** Where a suite keeps its files, and where the embedded database of all suites is kept between runs of tests. */
import { chmod, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { sharedFolderForRoot } from '../embedded-postgres/trusted-folder.js';
import { temporaryFolder } from '../processes/temporary-folder.js';

/** A new folder among the temporary files; those of suites that run no more are removed. */
export const suiteFolder = (): Promise<string> => temporaryFolder('autopack-testing');

/** One folder for one form of database. As root it is where PostgreSQL's user can get to it, so that nothing of it lies elsewhere. */
export async function clusterFolder(given: string | undefined): Promise<string> {
  const folder = given ?? join((await sharedFolderForRoot()) ?? cacheHome(), 'testing');
  await mkdir(folder, { recursive: true });
  if (given === undefined) await chmod(folder, 0o711);
  return folder;
}

const cacheHome = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'autopack');
