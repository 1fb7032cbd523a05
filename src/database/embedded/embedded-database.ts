import { accountForNewCluster, accountOfCluster } from './account.js';
import { discardPlace, findCluster, placeForNewCluster, recordPlace } from './cluster-place.js';
import { connectionUrl } from './connection-check.js';
import { openDataFolder, type DataFolder } from './data-folder.js';
import { EmbeddedDatabaseError, errorCode, explainFileError, useOwnServer } from './errors.js';
import { withExclusiveLock } from './exclusive-lock.js';
import { checkClusterVersion, initialiseCluster } from './initialise-cluster.js';
import { joinMembers, leaveMembers } from './members.js';
import { createPassword, readPassword } from './password.js';
import { findPlatformPackage } from './platform-package.js';
import { stopPostmaster } from './postmaster.js';
import { readPostmaster } from './postmaster-file.js';
import { isProvablyNot, processState } from './process-identity.js';
import { runningServer, type RunningServer } from './running-server.js';
import { usableBinaries } from './usable-binaries.js';

export { EmbeddedDatabaseError } from './errors.js';

/** Longer than a start with recovery may take. */
const lockTimeoutMs = 180_000;
/** PostgreSQL takes paths of up to 1023 bytes; its own files below the cluster need some of them. */
const longestPathBytes = 850;

/**
 * A share in a PostgreSQL server that belongs to one data folder. Every process that uses the folder holds a share; the last one to leave
 * stops the server. A process that dies without leaving loses its share, and the server runs on until the next one joins and leaves.
 */
export interface EmbeddedDatabase {
  /** postgres://autopack:...@127.0.0.1:PORT/autopack. The port changes from start to start. */
  readonly url: string;
  /** The cluster; outside the data folder where PostgreSQL's user cannot use that. */
  readonly dataDirectory: string;
  readonly startedByUs: boolean;
  /** Leaves; the last one to leave stops the server. Close your connections before. A second call does nothing. */
  release(): Promise<void>;
}

export interface EmbeddedDatabaseOptions {
  /** AUTOPACK_DATA_DIR; made where missing. */
  readonly dataDir: string;
  /** PostgreSQL settings by name. They count only for the process that starts the server. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Told what a user may want to know, one sentence each. */
  readonly log?: (message: string) => void;
}

/** Attaches to the server of the data folder, or makes and starts it. Fails with an EmbeddedDatabaseError that says what to do. */
export async function acquireEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const log = options.log ?? (() => undefined);
  const folder = await openDataFolder(options.dataDir);
  try {
    return await withExclusiveLock(folder.lock, lockTimeoutMs, async () => {
      const entry = await joinMembers(folder.members);
      try {
        const { cluster, password } = (await existingCluster(folder)) ?? (await newCluster(folder, options.settings ?? {}, log));
        const server = await runningServer({
          cluster,
          password,
          passwordFile: folder.password,
          logFile: folder.log,
          prepareStart: async () => {
            const account = await accountOfCluster(cluster);
            const binaries = await usableBinaries(account, log);
            await checkClusterVersion(cluster, binaries);
            return { binaries, cluster, account, settings: options.settings ?? {}, logFile: folder.log };
          },
        });
        return share(folder, entry, cluster, password, server, log);
      } catch (error) {
        await leaveMembers(folder.members, entry);
        throw error;
      }
    });
  } catch (error) {
    throw explainFileError(error, folder.path);
  }
}

interface Cluster {
  readonly cluster: string;
  readonly password: string;
}

async function existingCluster(folder: DataFolder): Promise<Cluster | undefined> {
  const cluster = await findCluster(folder);
  if (cluster === undefined) return undefined;
  const password = await readPassword(folder.password);
  if (password !== undefined) return { cluster, password };
  throw new EmbeddedDatabaseError(
    `The password file ${folder.password} of the embedded database is missing. Put it back, for example from a backup. ` +
      `Without it the data in ${cluster} cannot be opened; move that folder away to begin with an empty database. ${useOwnServer}`,
  );
}

async function newCluster(
  folder: DataFolder,
  settings: Readonly<Record<string, string>>,
  log: (message: string) => void,
): Promise<Cluster> {
  if (Buffer.byteLength(folder.path) > longestPathBytes) throw explainFileError({ code: 'ENAMETOOLONG' }, folder.path);
  log(`The embedded database is made in ${folder.path}.`);
  const account = await accountForNewCluster();
  const binaries = await usableBinaries(account, log);
  const password = await createPassword(folder.password);
  const home = await placeForNewCluster(folder, account);
  try {
    const cluster = await initialiseCluster({ home, binaries, account, password, durable: settings.fsync !== 'off' });
    await recordPlace(folder, home, log);
    return { cluster, password };
  } catch (error) {
    await discardPlace(folder, home);
    throw error;
  }
}

function share(
  folder: DataFolder,
  entry: string,
  cluster: string,
  password: string,
  server: RunningServer,
  log: (message: string) => void,
): EmbeddedDatabase {
  let released: Promise<void> | undefined;
  server.child?.once('exit', () => {
    if (released === undefined) log(`The embedded database has ended unexpectedly. Its log is ${folder.log}. Start Autopack again.`);
  });
  return {
    url: connectionUrl(server.port, password),
    dataDirectory: cluster,
    startedByUs: server.child !== undefined,
    release: () => (released ??= leave(folder, entry, cluster, server.pid)),
  };
}

async function leave(folder: DataFolder, entry: string, cluster: string, pid: number): Promise<void> {
  try {
    await withExclusiveLock(folder.lock, lockTimeoutMs, async () => {
      if (!(await leaveMembers(folder.members, entry))) return;
      const state = await readPostmaster(cluster);
      if (state.kind !== 'absent') await stop(cluster, state.pid);
    });
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw explainFileError(error, folder.path);
    // The data folder was deleted under us: nobody else can use the server any more.
    if (processState(pid) === 'running' && !isProvablyNot(pid, 'postgres')) await stop(cluster, pid);
  }
}

async function stop(cluster: string, pid: number): Promise<void> {
  await stopPostmaster(cluster, process.platform === 'win32' ? findPlatformPackage() : undefined, pid);
}
