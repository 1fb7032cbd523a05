/**
 * Work trees that stand on a branch (M2). When the branch moves, a work tree that stays behind shows everything as changed back; so it follows, as it
 * does with a fast-forward pull, if nothing of its user's is in the way. Nothing of the repository's configuration is run: a file that goes through a
 * filter is a reason not to follow.
 */
import { lstat, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { listedPaths } from '../domain/text/printable.js';
import { objectId } from './git-objects.js';
import { withoutFilters } from './git-settings.js';
import { findRepository } from './repository-place.js';
import { type Git, gitIn } from './run-git.js';

/** A step of a branch, by the ids of its commits. */
export interface Step {
  readonly from: string;
  readonly to: string;
}

/** Operations of git that stop half way leave one of these in the git folder of the work tree. */
const HALF_WAY: Readonly<Record<string, string>> = {
  MERGE_HEAD: 'a merge',
  CHERRY_PICK_HEAD: 'a cherry-pick',
  REVERT_HEAD: 'a revert',
  'rebase-merge': 'a rebase',
  'rebase-apply': 'a rebase',
  'index.lock': 'another git',
};

/** Paths of the work trees on the branch, the main one and linked ones; those that are gone are left out. `main`: where the main one is, if that is known. */
export async function workTreesOn(git: Git, branch: string, main: string | null): Promise<string[]> {
  const trees = (await git.read(['worktree', 'list', '--porcelain', '-z'])).toString('utf8').split('\0\0');
  return trees.flatMap((tree, i) => {
    const lines = tree.split('\0').filter((line) => line !== '');
    const isOn =
      lines.includes(`branch refs/heads/${branch}`) &&
      !lines.some((line) => line === 'bare' || line.startsWith('prunable'));
    return isOn && lines[0]!.startsWith('worktree ')
      ? [(i === 0 ? main : null) ?? lines[0]!.slice('worktree '.length)]
      : [];
  });
}

export class WorkTreeOfUser {
  private constructor(
    private readonly path: string,
    private readonly gitFolder: string,
    private readonly git: Git,
    /** Take every filter of the repository's configuration out of force. */
    private readonly noFilters: readonly string[],
  ) {}

  /** Throws GitUnavailable. */
  static async at(path: string): Promise<WorkTreeOfUser> {
    const { gitFolder } = await findRepository(path);
    const git = gitIn(gitFolder, { workingFolder: path, env: { GIT_WORK_TREE: path } });
    return new WorkTreeOfUser(path, gitFolder, git, withoutFilters(await filtersOf(git)));
  }

  /** What keeps the work tree from following its branch wherever it goes, as the end of a sentence about the work tree; null: nothing. */
  async unclean(): Promise<string | null> {
    // Files that a server writes for another user would be that user's no more.
    const { uid } = await stat(this.path);
    if (process.getuid !== undefined && process.getuid() !== uid) return 'belongs to another user than the server';
    for (const [name, what] of Object.entries(HALF_WAY)) {
      if (await stat(join(this.gitFolder, name)).catch(() => null)) return `is in the middle of ${what}`;
    }
    const args = ['status', '--porcelain', '-z', '--untracked-files=no', '--no-renames', '--ignore-submodules=all'];
    const changed = (await this.git.read([...this.noFilters, ...args])).toString('utf8').split('\0').filter(Boolean);
    return changed.length === 0
      ? null
      : `has changes that are not committed: ${listedPaths(changed.map((line) => line.slice(3)))}`;
  }

  /** The same for this very step: a file that git does not track would be overwritten, or one goes through a filter. */
  async obstacleTo(step: Step): Promise<string | null> {
    const fault = (await this.unclean()) ?? (await this.filtered(step));
    if (fault !== null) return fault;
    await this.refresh();
    const lost = await this.overwritten(step);
    if (lost.length > 0) return `has files that are not tracked and would be overwritten: ${listedPaths(lost)}`;
    const answer = await this.git.ask([...this.noFilters, 'read-tree', '--dry-run', ...twoTrees(step)]);
    return answer.exitCode === 0 ? null : 'git cannot switch';
  }

  /** Index and files go with the branch, which is at `to` already. Throws GitFailure; the index is as it was then. */
  async follow(step: Step): Promise<void> {
    await this.refresh();
    await this.git.read([...this.noFilters, 'read-tree', ...twoTrees(step)]);
  }

  /** Are index and files at this commit, unchanged? Then the process that moved the branch did not get to switching them. */
  async isAt(commit: string): Promise<boolean> {
    await this.refresh();
    const staged = await this.git.ask([...this.noFilters, 'diff-index', '--cached', '--quiet', objectId(commit), '--']);
    if (staged.exitCode !== 0) return false;
    return (
      (
        await this.git.ask([
          ...this.noFilters,
          'diff-index',
          '--quiet',
          '--ignore-submodules=all',
          objectId(commit),
          '--',
        ])
      ).exitCode === 0
    );
  }

  /** Files that were touched and not changed are no obstacle: plumbing asks the index alone. */
  private async refresh(): Promise<void> {
    await this.git.ask([...this.noFilters, 'update-index', '-q', '--refresh']);
  }

  /** Paths that the step adds and that stand there, untracked; git would overwrite those that are ignored. */
  private async overwritten(step: Step): Promise<string[]> {
    const added = (await this.changed(step, '--diff-filter=A')).toString('utf8').split('\0').filter(Boolean);
    const isPresent = await Promise.all(
      added.map(async (path) => (await lstat(join(this.path, path)).catch(() => null)) !== null),
    );
    return added.filter((_, i) => isPresent[i]);
  }

  private async filtered(step: Step): Promise<string | null> {
    const names = await this.changed(step);
    const answer = (await this.git.read(['check-attr', '-z', '--stdin', 'filter'], { input: names }))
      .toString('utf8')
      .split('\0');
    const paths: string[] = [];
    for (let at = 0; at + 2 < answer.length; at += 3)
      if (!/^(unspecified|unset)$/.test(answer[at + 2]!)) paths.push(answer[at]!);
    return paths.length === 0
      ? null
      : `holds files that go through a filter, which the server does not run: ${listedPaths(paths)}`;
  }

  private changed({ from, to }: Step, ...more: string[]): Promise<Buffer> {
    return this.git.read([
      'diff-tree',
      '-r',
      '-z',
      '--no-renames',
      '--name-only',
      ...more,
      objectId(from),
      objectId(to),
    ]);
  }
}

/** Names of the filters in the repository's configuration. */
async function filtersOf(git: Git): Promise<ReadonlySet<string>> {
  const { stdout } = await git.ask(['config', '-z', '--name-only', '--get-regexp', '^filter\\..*']);
  const names = stdout.toString('utf8').split('\0').filter(Boolean);
  return new Set(names.map((name) => name.slice('filter.'.length, name.lastIndexOf('.'))));
}

const twoTrees = ({ from, to }: Step): string[] => ['-m', '-u', objectId(from), objectId(to)];
