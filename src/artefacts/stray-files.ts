/**
 * Temporary files of writes whose process was killed. Links are not followed, and nothing but files of that name is
 * touched.
 */
import { lstat, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** The root holds runs and `_projects`; those hold files, and folders with files. */
const DEEPEST = 3;

export async function removeStrays(folder: string, name: RegExp, olderThanMs: number, depth = 0): Promise<number> {
  let removed = 0;
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    // A link is neither a folder nor a file here.
    if (entry.isDirectory() && depth < DEEPEST) removed += await removeStrays(path, name, olderThanMs, depth + 1);
    else if (entry.isFile() && name.test(entry.name)) removed += await removeIfOld(path, olderThanMs);
  }
  return removed;
}

/** What cannot be removed stays for the next start. */
async function removeIfOld(path: string, olderThanMs: number): Promise<number> {
  try {
    if (Date.now() - (await lstat(path)).mtimeMs < olderThanMs) return 0;
    await unlink(path);
    return 1;
  } catch {
    return 0;
  }
}
