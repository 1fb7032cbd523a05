/** The folder below which a worker makes the folders of its attempts: it must be there and writable before anything is claimed. */
import { mkdir, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The worker cannot work in its folder; the message says why and what to do. */
export class WorkFolderFault extends Error {
  override readonly name = 'WorkFolderFault';
}

/** Makes the folder where it is missing and proves that something can be made in it. Throws a WorkFolderFault. */
export async function openWorkFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await rmdir(await mkdtemp(join(path, 'probe-')));
  } catch (error) {
    const why = await reason(path, (error as NodeJS.ErrnoException).code ?? 'unknown');
    throw new WorkFolderFault(
      `The worker cannot work in ${path}: ${why}. Correct that, or name another folder with --work-dir.`,
      {
        cause: error,
      },
    );
  }
}

async function reason(path: string, code: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (found && !found.isDirectory()) return 'it is no folder';
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `this user may not write there (${code})`;
    case 'EROFS':
      return 'its file system may only be read';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    case 'ENOTDIR':
      return 'a part of its path is no folder';
    case 'EEXIST':
    case 'ENOENT':
      return 'it is a link that leads nowhere';
    default:
      return code;
  }
}
