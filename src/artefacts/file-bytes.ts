/** The bytes of single files, links not followed, and folders written through. */
import { closeSync, constants, fsync, open as openCallback } from 'node:fs';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';

export const openFile = promisify(openCallback);
export const syncFile = promisify(fsync);

export async function hasContent(path: string, content: string): Promise<boolean> {
  const wanted = Buffer.from(content);
  return (await bytesOf(path, wanted.length))?.equals(wanted) ?? false;
}

/**
 * The bytes of a file that is none but that; null if there is none, it is a link, or it has another size than the one
 * wanted.
 */
export async function bytesOf(path: string, size?: number): Promise<Buffer | null> {
  let file;
  try {
    // Opening a pipe would wait for a writer without O_NONBLOCK.
    file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch {
    return null;
  }
  try {
    const found = await file.stat();
    return found.isFile() && (size === undefined || found.size === size) ? await file.readFile() : null;
  } catch {
    return null;
  } finally {
    await file.close();
  }
}

/**
 * A rename is on the disk for good when its folder is. The disk takes its time for it, so that the main thread does not
 * wait.
 */
export async function syncFolder(folder: string): Promise<void> {
  const descriptor = await openFile(folder, 'r');
  try {
    await syncFile(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
