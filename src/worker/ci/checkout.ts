/**
 * A clean checkout of exactly one commit. The user's repository is only read: the commit's objects are packed, without history, into a repository that
 * is written by hand and shares nothing with it, neither objects nor index nor configuration, and names no place of it. Agents may have written hooks and
 * settings into the user's repository: git does not even read them, because it works in a git folder of our own (own-repository.ts).
 * Submodules and large-file pointers are not fetched.
 */
import { isAbsolute, join } from 'node:path';

import { writeGitFolder } from '../../git/git-folder.js';
import { lastBytes } from '../../processes/kept-output.js';
import { objectsOf, OwnRepository } from '../workspace/own-repository.js';
import { packCommit, writeShallow } from '../workspace/packed-history.js';
import type { GitCall } from '../workspace/run-git.js';
import { WorkspaceFault } from '../workspace/workspace-fault.js';
import type { CiFolder } from './ci-folder.js';
import type { CiOrder } from './ci-order.js';

export interface CheckoutFault {
  /** The end of a sentence that begins with the commit. */
  readonly why: string;
  readonly aborted: boolean;
}

const FAULT_BYTES = 400;

/** null: exactly this commit is in the folder. */
export async function checkOut(
  order: CiOrder,
  folder: CiFolder,
  seconds: number,
  signal?: AbortSignal,
): Promise<CheckoutFault | null> {
  const { repositoryPath, commit, owner } = order;
  if (!isAbsolute(repositoryPath)) return because('is in a repository whose path is not absolute');
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) return because('is not named by its full id');
  const deadline = performance.now() + seconds * 1000;
  const call = (): Partial<GitCall> => ({
    use: 'checkout',
    owner,
    timeoutMs: Math.max(1, deadline - performance.now()),
    ...(signal ? { signal } : {}),
  });
  try {
    const own = await OwnRepository.make(folder.path, await objectsOf(repositoryPath, call()));
    try {
      const [found] = await own.meanings([commit], call());
      if (!found) return because('could not be checked out: the repository does not have it');
      // A tag has an id too, and git would check out what it points to.
      if (found.type !== 'commit') return because('is not what git checked out under its id');
      await layCommit(own, commit, folder.checkout, call);
      return null;
    } finally {
      await own.remove();
    }
  } catch (error) {
    if (!(error instanceof WorkspaceFault)) throw error;
    if (error.kind === 'stopped') return { why: 'was not checked out: aborted', aborted: true };
    if (performance.now() >= deadline) return because(`could not be checked out in ${seconds} seconds`);
    return because(`could not be checked out: ${lastBytes(error.message.replace(/\.$/, ''), FAULT_BYTES)}`);
  }
}

/** A repository of one commit without parents, as a clone of depth one is, with its files and its index. */
async function layCommit(
  own: OwnRepository,
  commit: string,
  checkout: string,
  call: () => Partial<GitCall>,
): Promise<void> {
  const gitDir = join(checkout, '.git');
  const packs = join(gitDir, 'objects/pack');
  await writeGitFolder(gitDir, {
    objectFormat: own.objects.format,
    bare: false,
    head: commit,
    core: ['logAllRefUpdates = true'],
  });
  await own.git(['read-tree', '-m', '-u', commit], {
    ...call(),
    cwd: checkout,
    workTree: checkout,
    indexFile: join(gitDir, 'index'),
  });
  const { shallow } = await packCommit(own, commit, packs, call());
  await writeShallow({ gitDir }, shallow);
}

function because(why: string): CheckoutFault {
  return { why, aborted: false };
}
