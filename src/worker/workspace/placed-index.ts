/**
 * git's index of the base commit with what the checked out files look like on the disk (size, times, inode), taken before the agent begins. With it
 * git finds what the agent changed without reading every file, so that an attempt in a large repository costs what it changes, not what it holds.
 *
 * It is kept in memory, so that nothing the agent writes reaches it. A file whose content was changed and whose time of modification was put back
 * is found all the same: no program can set the time of the last change of the inode. Files written at the instant of the index are read by git.
 */
import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { OwnRepository } from './own-repository.js';

export interface PlacedIndex {
  readonly bytes: Buffer;
  /** git reads again what is not older than its index. */
  readonly at: Date;
}

/** Call it when git has checked out the base commit at `path`, and nobody else has been there. */
export async function takeIndex(path: string): Promise<PlacedIndex> {
  const file = join(path, '.git', 'index');
  const [bytes, { mtime }] = [await readFile(file), await stat(file)];
  return { bytes, at: mtime };
}

/** Puts the index into another git directory over the same objects. */
export async function putIndex(own: OwnRepository, { bytes, at }: PlacedIndex): Promise<void> {
  const file = join(own.gitDir, 'index');
  await writeFile(file, bytes);
  await utimes(file, at, at);
}
