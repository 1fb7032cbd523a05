/** How the work of a run comes onto another branch (M2): nothing to do, fast-forward, a merge without conflicts, or not at all. */
import { GitFailure, readable, withoutPaths } from './git-errors.js';
import { objectId } from './git-objects.js';
import { HeldTree } from './held-tree.js';
import type { RepositoryPlace } from './repository-place.js';
import { type Git, refused } from './run-git.js';
import { ScratchRepository } from './scratch-repository.js';

export type PromotionMerge =
  /** The target has it already. */
  | { readonly kind: 'contained' }
  | { readonly kind: 'fast-forward'; readonly commit: string }
  /** The tree of a merge commit whose parents are target and source; must be discarded in the end. */
  | { readonly kind: 'merge'; readonly held: HeldTree }
  /** `paths` is empty where the two have no common history. */
  | { readonly kind: 'conflict'; readonly paths: readonly string[]; readonly message: string }
  /** This git cannot merge without a work tree. */
  | { readonly kind: 'unsupported'; readonly message: string };

/** Both are ids of commits. The repository is not changed. */
export async function mergeForPromotion(
  place: RepositoryPlace,
  git: Git,
  { source, target }: { readonly source: string; readonly target: string },
): Promise<PromotionMerge> {
  if (await isAncestor(git, source, target)) return { kind: 'contained' };
  if (await isAncestor(git, target, source)) return { kind: 'fast-forward', commit: source };
  const scratch = await ScratchRepository.over(place);
  let isHeld = false;
  try {
    const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', target, source];
    const answer = await scratch.git.ask(args);
    const [tree = '', ...paths] = answer.stdout.toString('utf8').split('\0').filter(Boolean);
    if (answer.exitCode === 0) {
      isHeld = true;
      return { kind: 'merge', held: new HeldTree(tree, [target, source], scratch, git) };
    }
    if (answer.exitCode === 1) return { kind: 'conflict', paths, message: 'Both sides changed the same lines.' };
    if (/unrelated histories/.test(answer.stderr)) {
      return { kind: 'conflict', paths: [], message: 'The two branches have no common history.' };
    }
    // Older than 2.38, git merges in a work tree only.
    if (/^(usage:|error: unknown option|fatal: Not a valid object name)/m.test(answer.stderr)) {
      return {
        kind: 'unsupported',
        message: 'Merging needs git 2.38 or newer on the server; a fast-forward works with any.',
      };
    }
    throw refused(args, answer, [...scratch.git.folders, ...git.folders]);
  } finally {
    if (!isHeld) await scratch.discard();
  }
}

/**
 * Would merging `source` change nothing of `target`? Then its content is there, however it came: a squash merge, a rebase, a cherry-pick. What was taken out of
 * the target again is not there.
 */
export async function addsNothing(
  place: RepositoryPlace,
  git: Git,
  commits: { readonly source: string; readonly target: string },
): Promise<boolean> {
  const merge = await mergeForPromotion(place, git, commits);
  if (merge.kind !== 'merge') return merge.kind === 'contained';
  try {
    return merge.held.tree === (await git.text(['rev-parse', '--verify', `${objectId(commits.target)}^{tree}`])).trim();
  } finally {
    await merge.held.discard();
  }
}

/** Is every commit of `older` part of `newer`'s history, itself included? */
export async function isAncestor(git: Git, older: string, newer: string): Promise<boolean> {
  const answer = await git.ask(['merge-base', '--is-ancestor', objectId(older), objectId(newer)]);
  if (answer.exitCode <= 1) return answer.exitCode === 0;
  throw new GitFailure(`git merge-base failed: ${withoutPaths(readable(answer.stderr, git.folders))}`);
}
