import { lstat, readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

import { errorCode } from './errors.js';
import type { PostgresBinaries } from './platform-package.js';

/**
 * Sets the links between library names that npm packages cannot carry. The package's own install script does the same, where install
 * scripts run. Safe when two do it at once; fails where the folder is read-only and a link is missing.
 */
export async function ensureLibraryLinks({ folder }: PostgresBinaries): Promise<void> {
  for (const { source, target } of await readLinks(folder)) {
    const link = join(dirname(folder), target);
    const present = await lstat(link).then(
      () => true,
      () => false,
    );
    if (present) continue;
    try {
      await symlink(relative(dirname(target), source), link);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
}

/** Paths in the list are relative to the package, one level above `folder`, which is called `native` there. */
async function readLinks(folder: string): Promise<{ source: string; target: string }[]> {
  try {
    return JSON.parse(await readFile(join(folder, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
