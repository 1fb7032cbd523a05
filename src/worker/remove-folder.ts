/** The removal of folders in which others worked: some tools make their caches read-only, and some agents lock what they leave. */
import { chmod, lstat, readdir, rm } from 'node:fs/promises';

/** Removes a folder whatever rights an agent or a step of CI took away; no link is followed. */
export async function removeFolder(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
  } catch {
    await openFolders(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
  }
}

const OWNER_ALL = 0o700;
const SLASH = Buffer.from('/');

/**
 * Gives us back the rights on a folder and all folders below it. Names are bytes: not all of them are text. Folders may vanish meanwhile: a
 * removal that has failed still goes on with what it had begun.
 */
export async function openFolders(folder: string | Buffer): Promise<void> {
  const stat = await lstat(folder).catch(() => null);
  if (!stat?.isDirectory()) return;
  try {
    if ((stat.mode & OWNER_ALL) !== OWNER_ALL) await chmod(folder, stat.mode | OWNER_ALL);
    for (const entry of await readdir(folder, { withFileTypes: true, encoding: 'buffer' })) {
      if (entry.isDirectory()) await openFolders(Buffer.concat([Buffer.from(folder), SLASH, entry.name]));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
