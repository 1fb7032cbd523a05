import { statfs } from 'node:fs/promises';

/** Whether the disk under a folder has at least so many bytes left. */
export async function hasRoom(folder: string, bytes: number): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize >= bytes;
}
