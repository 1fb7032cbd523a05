import { isProvablyNot, processState } from '../processes/process-identity.js';
import { accountForNewCluster, accountOfCluster } from './account.js';
import { discardPlace, findCluster, placeForNewCluster, recordPlace } from './cluster-place.js';
import { connectionUrl } from './connection-check.js';
import { type DataFolder, openDataFolder } from './data-folder.js';
import { EmbeddedDatabaseError, errorCode, explainFileError, useOwnServer } from './errors.js';
import { withExclusiveLock } from './exclusive-lock.js';
import { checkClusterVersion, initialiseCluster } from './initialise-cluster.js';
import { joinMembers, leaveMembers } from './members.js';
import { createPassword, readPassword } from './password.js';
import { findPlatformPackage } from './platform-package.js';
import { stopPostmaster } from './postmaster.js';
import { readPostmaster } from './postmaster-file.js';
import { type RunningServer, runningServer } from './running-server.js';
import { ServerWatch, type WatchListener } from './server-watch.js';
import { usableBinaries } from './usable-binaries.js';

export { EmbeddedDatabaseError } from './errors.js';
export type { WatchListener } from './server-watch.js';

/** Longer than a start with recovery may take. */
const lockTimeoutMs = 180_000;
/** PostgreSQL takes paths of up to 1023 bytes; its own files below the cluster need some of them. */
const longestPathBytes = 850;

/**
 * A share in a PostgreSQL server that belongs to one data folder. Every process that uses the folder holds a share; the last one to leave
 * stops the server. A process that dies without leaving loses its share, and the server runs on until the next one joins and leaves.
 */
export interface EmbeddedDatabase {
  /** postgres://autopack:...@127.0.0.1:PORT/autopack, as it was when this was acquired. The port changes from start to start. */
  readonly url: string;
  /** The cluster; outside the data folder where PostgreSQL's user cannot use that. */
  readonly dataDirectory: string;
  readonly startedByUs: boolean;
  /** From now on a server that dies, loses its files or freezes is started again, as often as it holds. Once. */
  watch(listener: WatchListener): void;
  /** Leaves; the last one to leave stops the server. Close your connections before. A second call does nothing. */
  release(): Promise<void>;
}

export interface EmbeddedDatabaseOptions {
  /** AUTOPACK_DATA_DIR; made where missing. */
  readonly dataDir: string;
  /** PostgreSQL settings by name. They count only for the process that starts the server. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Receives messages for the user, one sentence each. */
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
        const { cluster, password } =
          (await existingCluster(folder)) ?? (await newCluster(folder, options.settings ?? {}, log));
        const member = { folder, entry, cluster, password, settings: options.settings ?? {}, log };
        return share(member, await serverOf(member));
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

/** What a member of a data folder holds. */
interface Member extends Cluster {
  readonly folder: DataFolder;
  readonly entry: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly log: (message: string) => void;
}

/** Call it under the lock. */
function serverOf(
  { folder, cluster, password, settings, log }: Member,
  preferredPort?: number,
): Promise<RunningServer> {
  return runningServer({
    cluster,
    password,
    passwordFile: folder.password,
    logFile: folder.log,
    log,
    prepareStart: async () => {
      const account = await accountOfCluster(cluster);
      const binaries = await usableBinaries(account, log);
      await checkClusterVersion(cluster, binaries);
      return { binaries, cluster, account, settings, logFile: folder.log, ...(preferredPort && { preferredPort }) };
    },
  });
}

function share(member: Member, first: RunningServer): EmbeddedDatabase {
  const { folder, cluster, password, log } = member;
  let released: Promise<void> | undefined;
  let server = first;
  let watch: ServerWatch | undefined;
  const urlOf = ({ port }: RunningServer): string => connectionUrl(port, password);
  void first.program?.exited.then(() => {
    if (released === undefined && watch === undefined) {
      log(`The embedded database has ended unexpectedly. Its log is ${folder.log}. Start Autopack again.`);
    }
  });
  const restart = async (preferredPort: number): Promise<RunningServer> => {
    try {
      return (server = await withExclusiveLock(folder.lock, lockTimeoutMs, () => serverOf(member, preferredPort)));
    } catch (error) {
      throw explainFileError(error, folder.path);
    }
  };
  return {
    url: urlOf(first),
    dataDirectory: cluster,
    startedByUs: first.program !== undefined,
    watch: (listener) =>
      void (watch ??= new ServerWatch(first, { cluster, logFile: folder.log, restart, urlOf, log }, listener)),
    release: () => (released ??= (watch?.end() ?? Promise.resolve()).then(() => leave(member, server.pid))),
  };
}

async function leave({ folder, entry, cluster }: Member, pid: number): Promise<void> {
  try {
    await withExclusiveLock(folder.lock, lockTimeoutMs, async () => {
      if (!(await leaveMembers(folder.members, entry))) return;
      const state = await readPostmaster(cluster);
      if ('pid' in state) await stop(cluster, state.pid);
      else await stopUnlisted(cluster, pid);
    });
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw explainFileError(error, folder.path);
    // The data folder was deleted under us: nobody else can use the server any more.
    await stopUnlisted(cluster, pid);
  }
}

/** A server whose file is gone still runs for up to a minute. */
async function stopUnlisted(cluster: string, pid: number): Promise<void> {
  if (processState(pid) === 'running' && !isProvablyNot(pid, 'postgres')) await stop(cluster, pid);
}

async function stop(cluster: string, pid: number): Promise<void> {
  await stopPostmaster(cluster, process.platform === 'win32' ? findPlatformPackage() : undefined, pid);
}
