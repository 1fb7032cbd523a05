import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { processState } from '../processes/process-identity.js';
import type { Account } from './account.js';
import { EmbeddedDatabaseError, errorCode, useOwnServer } from './errors.js';
import { ensureLibraryLinks } from './library-links.js';
import { binariesIn, findPlatformPackage, type PostgresBinaries } from './platform-package.js';
import { runProgram, UnsupportedSystemError } from './run-program.js';
import { trustedFolder } from './trusted-folder.js';

/**
 * Binaries that `account` can run: those of the installed package, or else a copy of them in a folder that the account can reach. The copy
 * is needed when node_modules is read-only and lacks the library links, or lies below a folder that is closed to the account.
 */
export async function usableBinaries(
  account: Account | undefined,
  log: (message: string) => void,
  installed: PostgresBinaries = findPlatformPackage(),
): Promise<PostgresBinaries> {
  const linked = await ensureLibraryLinks(installed).then(
    () => true,
    () => false,
  );
  const failure = await whyNotRunnable(installed, account);
  if (linked && failure === undefined) return installed;
  if (failure instanceof UnsupportedSystemError) throw failure;
  const closedToUs = account !== undefined || failure instanceof EmbeddedDatabaseError;
  if (linked && failure !== undefined && !closedToUs) throw cannotRun(installed, failure);

  const copy = binariesIn(join(await trustedFolder(account), copyName(installed), 'native'), installed.version);
  if (!(await exists(copy.folder))) {
    log(
      `The programs of the embedded database are copied to ${copy.folder}, because they cannot run from ${installed.folder}.`,
    );
    await copyBinaries(installed, copy);
  }
  const copyFailure = await whyNotRunnable(copy, account);
  if (copyFailure === undefined) return copy;
  throw copyFailure instanceof EmbeddedDatabaseError ? copyFailure : cannotRun(copy, copyFailure);
}

async function whyNotRunnable(binaries: PostgresBinaries, account: Account | undefined): Promise<Error | undefined> {
  try {
    const { succeeded, output } = await runProgram(binaries.postgres, ['--version'], account);
    return succeeded ? undefined : new Error(output);
  } catch (error) {
    if (error instanceof EmbeddedDatabaseError) return error;
    throw error;
  }
}

function cannotRun({ folder }: PostgresBinaries, { message }: Error): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(
    `The programs of the embedded database in ${folder} do not run on this system: ${message}. ` +
      `Delete that folder and install again with "npm ci". ${useOwnServer}`,
  );
}

/** Another checkout or another version gets a copy of its own. */
function copyName({ folder, version }: PostgresBinaries): string {
  return `postgres-${version}-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;
}

/** The copy appears under its name when it is whole. When two copy at once, the second to finish throws its own away. */
async function copyBinaries(from: PostgresBinaries, to: PostgresBinaries): Promise<void> {
  const finished = dirname(to.folder);
  await removeUnfinished(finished);
  const unfinished = `${finished}.${process.pid}.${randomUUID()}`;
  try {
    await mkdir(unfinished);
    await chmod(unfinished, 0o755);
    await copyTree(from.folder, join(unfinished, 'native'));
    await ensureLibraryLinks(binariesIn(join(unfinished, 'native'), from.version));
    await rename(unfinished, finished);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Of processes that died while they copied. */
async function removeUnfinished(finished: string): Promise<void> {
  for (const name of await readdir(dirname(finished))) {
    if (!name.startsWith(`${basename(finished)}.`)) continue;
    const pid = Number(name.slice(basename(finished).length + 1).split('.')[0]);
    if (processState(pid) !== 'running') await rm(join(dirname(finished), name), { recursive: true, force: true });
  }
}

/** Everyone may read and run the copy, whatever the modes of the original and our umask are. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to);
  await chmod(to, 0o755);
  const entries = await readdir(from, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const [source, target] = [join(from, entry.name), join(to, entry.name)];
      if (entry.isSymbolicLink()) return symlink(await readlink(source), target);
      if (entry.isDirectory()) return copyTree(source, target);
      await copyFile(source, target, constants.COPYFILE_FICLONE);
      return chmod(target, ((await stat(source)).mode & 0o100) === 0 ? 0o644 : 0o755);
    }),
  );
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
