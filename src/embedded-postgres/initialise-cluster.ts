import { chown, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Account } from './account.js';
import { makePrivateFolder } from './cluster-place.js';
import { clusterFolderName } from './data-folder.js';
import { EmbeddedDatabaseError, errorCode, explainServerOutput, useOwnServer } from './errors.js';
import { writeSecret } from './password.js';
import { majorVersion, type PostgresBinaries } from './platform-package.js';
import { runProgram } from './run-program.js';

export const superuser = 'autopack';

export interface NewCluster {
  /** The folder that is to hold the cluster's folder. */
  readonly home: string;
  readonly binaries: PostgresBinaries;
  readonly account: Account | undefined;
  readonly password: string;
  /** False skips writing through to the disk: only for data that may be lost. */
  readonly durable: boolean;
}

/** Makes the cluster under another name and renames it when it is whole, so that there is never a half one. Call it under the lock. */
export async function initialiseCluster({ home, binaries, account, password, durable }: NewCluster): Promise<string> {
  await removeLeftovers(home);
  const unfinished = join(home, `${clusterFolderName}.init.${process.pid}`);
  const passwordFile = `${unfinished}.password`;
  try {
    await makePrivateFolder(unfinished, account);
    await writeSecret(passwordFile, password);
    if (account !== undefined) await chown(passwordFile, account.uid, account.gid);
    const args = ['--pgdata', unfinished, '--username', superuser, '--pwfile', passwordFile];
    const auth = ['--auth-host=scram-sha-256', '--auth-local=scram-sha-256'];
    const text = ['--locale=C', '--encoding=UTF8', '--no-instructions'];
    const { succeeded, output } = await runProgram(
      binaries.initdb,
      [...args, ...auth, ...text, ...(durable ? [] : ['--no-sync'])],
      account,
    );
    if (!succeeded) throw initialiseFailed(home, output);
    const finished = join(home, clusterFolderName);
    await rename(unfinished, finished);
    await syncFolder(home);
    return finished;
  } finally {
    await rm(passwordFile, { force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Says so when the cluster was made by another PostgreSQL than ours: data folders of one major version are unreadable to another. */
export async function checkClusterVersion(cluster: string, binaries: PostgresBinaries): Promise<void> {
  const file = join(cluster, 'PG_VERSION');
  let found: string;
  try {
    found = (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new EmbeddedDatabaseError(
      `${cluster} is not the data of a PostgreSQL database (it has no file PG_VERSION). Move it away to begin with an empty database, or put it back from a backup. ${useOwnServer}`,
    );
  }
  const ours = majorVersion(binaries);
  if (found === String(ours)) return;
  throw new EmbeddedDatabaseError(
    `The data in ${cluster} was made by PostgreSQL ${found}, and this Autopack brings PostgreSQL ${ours}, which cannot read it. ` +
      `Use the Autopack version that made it, or move that folder away to begin with an empty database, ` +
      `or run a PostgreSQL ${found} server on it and set DATABASE_URL to that.`,
  );
}

/** Of processes that died while they made a cluster. */
async function removeLeftovers(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!name.startsWith(`${clusterFolderName}.init.`)) continue;
    // An initdb that outlived its process may still write there; what it leaves is removed another time.
    await rm(join(home, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function initialiseFailed(home: string, output: string): EmbeddedDatabaseError {
  const sentence = explainServerOutput(output, home) ?? `The embedded database could not be made in ${home}.`;
  return new EmbeddedDatabaseError(
    `${sentence} ${useOwnServer}\nPostgreSQL's last words:\n${output.split('\n').slice(-8).join('\n')}`,
  );
}

/** A rename outlives a power failure only once the folder is on disk. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
