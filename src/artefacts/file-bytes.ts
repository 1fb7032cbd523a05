/** The bytes of single files, links not followed, and folders written through. */
import { closeSync, constants, fsyncSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';

export async function hasContent(path: string, content: string): Promise<boolean> {
  const wanted = Buffer.from(content);
  return (await bytesOf(path, wanted.length))?.equals(wanted) ?? false;
}

/** The bytes of a file that is none but that; null if there is none, it is a link, or it has another size than the one wanted. */
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

/** A rename is on the disk for good when its folder is. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
