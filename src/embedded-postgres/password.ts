import { randomBytes } from 'node:crypto';
import { chmod, open, readFile, rename, rm, stat } from 'node:fs/promises';

import { EmbeddedDatabaseError, errorCode, useOwnServer } from './errors.js';

/** The password in the file, or undefined without one. A file that others can read is closed to them. */
export async function readPassword(path: string): Promise<string | undefined> {
  try {
    const password = (await readFile(path, 'utf8')).trim();
    if (process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o600);
    return password === '' ? undefined : password;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return undefined;
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    throw new EmbeddedDatabaseError(
      `The password file ${path} of the embedded database belongs to another user. Start Autopack as the user that made it, or set AUTOPACK_DATA_DIR to a folder of your own. ${useOwnServer}`,
      { cause: error },
    );
  }
}

/** Makes a new password and stores it, on disk for good before it is used. Its letters need no escaping in a URL. */
export async function createPassword(path: string): Promise<string> {
  const password = randomBytes(32).toString('base64url');
  const unfinished = `${path}.${process.pid}`;
  await rm(unfinished, { force: true });
  await writeSecret(unfinished, password);
  await rename(unfinished, path);
  return password;
}

/** Mode 0600 from the first moment; fails when something lies at the path already. */
export async function writeSecret(path: string, secret: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${secret}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}
