/**
 * A repository under supervision, through git's plumbing. Its configuration is never written, and no work tree or index but those that follow a
 * promotion: patches are applied in a quarantine, objects are added, and refs move by compare-and-swap. Every method can be repeated.
 */
import { GitFailure } from './git-errors.js';
import { isCommit, objectId, readCommit, taggedCommit, tagObject, type TagOrder } from './git-objects.js';
import { bring, type HeldObject, heldObjects, release, releaseAll } from './held-objects.js';
import type { Holding } from './held-tree.js';
import { type Lack, lackAt } from './missing-objects.js';
import { inspectPatch, type PatchInspection, type PatchRequest } from './patch-inspection.js';
import { addsNothing, isAncestor, mergeForPromotion, type PromotionMerge } from './promotion-merge.js';
import {
  fixedBranch,
  headBranch,
  type LockInTheWay,
  lockOfPackedRefs,
  moveRef,
  readRef,
  type RefMove,
} from './refs.js';
import { findRepository, mainTreeOf, type RepositoryPlace } from './repository-place.js';
import { type Git, gitIn } from './run-git.js';
import { Trees } from './trees.js';
import { type Step, WorkTreeOfUser, workTreesOn } from './work-trees.js';

export class GitRepository {
  private constructor(
    private readonly place: RepositoryPlace,
    private readonly git: Git,
  ) {}

  /**
   * The top folder of a work tree, a linked one too, or a bare repository. Quarantines are made in `scratchFolder`, which must be outside of
   * every work tree; default: the machine's temporary folder. Throws GitUnavailable.
   */
  static async open(path: string, { scratchFolder }: { readonly scratchFolder?: string } = {}): Promise<GitRepository> {
    const place = await findRepository(path, scratchFolder);
    return new GitRepository(place, gitIn(place.gitFolder));
  }

  /** The configured branch, else the one that HEAD names; null while it has no commit. */
  async defaultBranch(configured: string | null): Promise<{ readonly branch: string; readonly commit: string } | null> {
    const branch = configured ?? (await headBranch(this.git));
    const commit = branch === null ? null : await this.readRef(`refs/heads/${branch}`);
    return branch === null || commit === null ? null : { branch, commit };
  }

  /** By its full name; of an annotated tag, the tag's own object. Null: there is none. */
  readRef(fullName: string): Promise<string | null> {
    return readRef(this.git, fullName);
  }

  /** Full names of the refs below a folder of refs, which ends in a slash. */
  async refsBelow(folder: string): Promise<ReadonlySet<string>> {
    return new Set(
      (await this.git.text(['for-each-ref', '--format=%(refname)', folder])).split('\n').filter((ref) => ref !== ''),
    );
  }

  commitExists(id: string): Promise<boolean> {
    return isCommit(this.git, id);
  }

  /** True for a commit and itself. Throws GitFailure if one of them is missing. */
  async isAncestor(older: string, newer: string): Promise<boolean> {
    return (await this.isParent(older, newer)) || isAncestor(this.git, older, newer);
  }

  /** Is the content of `older` in `newer`, as its history or by a squash merge (M1)? */
  hasContent(older: string, newer: string): Promise<boolean> {
    return addsNothing(this.place, this.git, { source: older, target: newer });
  }

  /** What keeps a run from starting at a commit: objects of its tree that are not here, in a sentence that says what to do; null: all are. */
  lackAt(commit: string, branch: string | null): Promise<Lack | null> {
    return lackAt(this.git, commit, branch);
  }

  /** What the patch would do to the base commit (G2). Changes nothing. */
  inspectPatch(request: PatchRequest): Promise<PatchInspection> {
    return inspectPatch(this.place, this.git, request);
  }

  /** Paths that differ between two commits, as git names them; a file that moved is two of them. */
  async changedPaths(older: string, newer: string): Promise<readonly string[]> {
    const { reader } = this.place;
    const [base, tree] = [(await readCommit(reader, older)).tree, (await readCommit(reader, newer)).tree];
    const paths = await new Trees(reader).changedPaths(base, tree);
    return paths.map((path) => Buffer.from(path, 'latin1').toString('utf8'));
  }

  /** The object of an annotated tag (G4); the ref to it moves by moveRef. The same order gives the same id. */
  async makeTagObject(order: TagOrder, { heldFor = null }: Holding = {}): Promise<string> {
    const { id, pack } = tagObject(order, this.place.objectFormat);
    await bring(this.git, this.place, { pack, tip: id, isStrict: true }, heldFor);
    return id;
  }

  /** What waits for its ref, for one run or for all (G9). */
  heldObjects(runId: string | null): Promise<readonly HeldObject[]> {
    return heldObjects(this.git, runId);
  }

  release(held: readonly HeldObject[]): Promise<void> {
    return release(this.git, held);
  }

  /**
   * The refs of these objects have moved, or never will. Most were held by nobody. What cannot be released now is found by a sweep; answers the lock that is
   * in the way of it, if that is one.
   */
  async releaseMoved(runId: string, ids: readonly (string | null)[]): Promise<LockInTheWay | null> {
    try {
      return await releaseAll(this.git, this.place.commonFolder, runId, [...new Set(ids.filter((id) => id !== null))]);
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error;
      return null;
    }
  }

  /** What keeps refs from being taken away now; null: nothing. */
  lockOfPackedRefs(): Promise<LockInTheWay | null> {
    return lockOfPackedRefs(this.place.commonFolder);
  }

  /** The commit that an annotated tag's object names; null: there is no such tag. */
  taggedCommit(id: string): Promise<string | null> {
    return taggedCommit(this.git, id);
  }

  /** Compare-and-swap (G3). Throws RefLocked, and GitFailure for a ref that a run may not move (C3). */
  moveRef(move: RefMove): Promise<'moved' | 'elsewhere'> {
    return moveRef(this.git, this.place, move);
  }

  /** How `source` comes onto `target`, both ids of commits (M2). Changes nothing. */
  mergeForPromotion(commits: { readonly source: string; readonly target: string }): Promise<PromotionMerge> {
    return mergeForPromotion(this.place, this.git, commits);
  }

  /** What keeps a work tree on the branch from following it, as a sentence; null: nothing, or there is no work tree (M2). */
  async workTreeObstacle(branch: string, step: Step | null = null): Promise<string | null> {
    for (const tree of await this.workTreesOn(branch)) {
      const fault = step === null ? await tree.unclean() : await tree.obstacleTo(step);
      if (fault !== null) return `"${branch}" is checked out in a work tree that ${fault}.`;
    }
    return null;
  }

  /**
   * Moves a branch on promotion; work trees on it follow (M2). If one of them cannot, the branch goes back and GitFailure says why. A crash between
   * leaves work trees at `from`; `followBranch` moves them afterwards.
   */
  async moveBranch(branch: string, { from, to }: Step, note: string): Promise<'moved' | 'elsewhere'> {
    const move = { ref: `refs/heads/${branch}`, allow: 'promotion', note } as const;
    const obstacle = await this.workTreeObstacle(branch, { from, to });
    if (obstacle !== null) throw new GitFailure(obstacle);
    const trees = await this.workTreesOn(branch);
    if ((await this.moveRef({ ...move, old: from, next: to })) === 'elsewhere') return 'elsewhere';
    const followed: WorkTreeOfUser[] = [];
    try {
      for (const tree of trees) {
        await tree.follow({ from, to });
        followed.push(tree);
      }
    } catch (error) {
      await this.moveRef({ ...move, old: to, next: from });
      for (const tree of followed) await tree.follow({ from: to, to: from });
      throw error;
    }
    return 'moved';
  }

  /** Switches work trees that stand at `from`, unchanged, while their branch is at `to` already. */
  async followBranch(branch: string, step: Step): Promise<void> {
    if ((await this.readRef(`refs/heads/${branch}`)) !== step.to) return;
    for (const tree of await this.workTreesOn(branch)) if (await tree.isAt(step.from)) await tree.follow(step);
  }

  /** The branch that runs start from, where nobody names one: HEAD's, else the remote's default, else main or master. Null: none of them is there. */
  fixedBranch(): Promise<string | null> {
    return fixedBranch(this.git);
  }

  /** As commits of runs stand on each other. False: not that is known. */
  private async isParent(older: string, newer: string): Promise<boolean> {
    const found = await this.place.reader.contents([objectId(newer)]);
    return found.get(newer)?.type === 'commit' && (await readCommit(this.place.reader, newer)).parents.includes(older);
  }

  private async workTreesOn(branch: string): Promise<WorkTreeOfUser[]> {
    return Promise.all(
      (await workTreesOn(this.git, branch, mainTreeOf(this.place))).map((path) => WorkTreeOfUser.at(path)),
    );
  }
}
