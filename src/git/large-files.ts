/**
 * Files under Git LFS (G8): a pointer is stored in the tree, the content in the store of large files of the repository. The pointer is made by git-lfs
 * itself, in a quarantine with a store of its own; nothing else that a filter could name is ever run.
 */
import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';

import { captured } from '../processes/captured-program.js';
import { failureOf } from './git-errors.js';
import type { RepositoryPlace } from './repository-place.js';
import type { Git } from './run-git.js';

/** Is git-lfs installed where the server runs? */
export async function hasLargeFiles(): Promise<boolean> {
  const order = {
    argv: ['git-lfs', 'version'],
    cwd: process.cwd(),
    env: process.env,
    timeoutMs: 10_000,
    mostOutput: 65_536,
  } as const;
  return (await captured(order).catch(() => null))?.exitCode === 0;
}

const POINTER =
  /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(ext-\d-\S+ sha256:[0-9a-f]{64}\n)*oid sha256:[0-9a-f]{64}\nsize \d+\n$/;

/** Is this what git-lfs stores in a tree? Of an empty file it stores nothing. */
export const isPointer = (content: Buffer): boolean =>
  content.length === 0 || (content.length < 1_024 && POINTER.test(content.toString('latin1')));

/** Copies the objects of a quarantine's store into that of the repository. A repeat changes nothing. */
export async function bringLargeFiles(from: string, place: RepositoryPlace, git: Git): Promise<void> {
  const store = join(await storeOf(place, git), 'objects');
  const names = await readdir(join(from, 'objects'), { recursive: true }).catch(() => []);
  for (const name of names.filter((each) => /(^|\/)[0-9a-f]{64}$/.test(each))) {
    const target = join(store, name);
    const begun = `${target}.autopack-${process.pid}`;
    try {
      await mkdir(dirname(target), { recursive: true });
      await copyFile(join(from, 'objects', name), begun, constants.COPYFILE_FICLONE);
      await rename(begun, target);
    } catch (error) {
      await rm(begun, { force: true });
      const fault = error as NodeJS.ErrnoException;
      throw failureOf(`The repository's store of large files takes nothing (${fault.code ?? 'unknown'}).`, fault);
    }
  }
}

/** Where git-lfs looks for the objects of this repository. */
async function storeOf({ commonFolder }: RepositoryPlace, git: Git): Promise<string> {
  const answer = await git.ask(['config', '--get', 'lfs.storage']);
  const configured = answer.exitCode === 0 ? answer.stdout.toString('utf8').trim() : '';
  if (configured === '') return join(commonFolder, 'lfs');
  return isAbsolute(configured) ? configured : resolve(commonFolder, configured);
}
