/** A tree that git made in a quarantine: it becomes a commit of the repository, or is thrown away. */
import { commitContent, type CommitOrder, readCommit } from './git-objects.js';
import { bring } from './held-objects.js';
import { packed } from './lone-object.js';
import { MOST_AT_ONCE, sizes } from './object-source.js';
import type { Git } from './run-git.js';
import type { ScratchRepository } from './scratch-repository.js';
import { Trees } from './trees.js';

/** `heldFor`: the run whose ref the object waits for; default: none. */
export interface Holding {
  readonly heldFor?: string | null;
}

export class HeldTree {
  constructor(
    readonly tree: string,
    /** What the tree was made from: the commit's parents, first the one that it is based on. */
    readonly parents: readonly string[],
    private readonly scratch: ScratchRepository,
    private readonly target: Git,
    /** Imports what the tree needs besides git's own objects. */
    private readonly bringRest: () => Promise<void> = () => Promise.resolve(),
  ) {}

  /**
   * Makes the commit and imports it with all its objects into the repository; no ref moves. A repeat gives the same commit. Held for a run, it stays
   * until it is released (G9); else until somebody prunes.
   */
  async commit(
    order: Pick<CommitOrder, 'message' | 'at' | 'identity'>,
    { heldFor = null }: Holding = {},
  ): Promise<string> {
    await this.bringRest();
    const content = commitContent({ ...order, tree: this.tree, parents: this.parents });
    const commit = await this.scratch.own.write('commit', content);
    const [parent, ...others] = this.parents;
    // The objects of a merge may be in either parent; git looks for them.
    if (parent === undefined || others.length > 0) await this.scratch.bring(commit, this.parents, this.target, heldFor);
    else await this.bringNew(commit, parent, heldFor);
    return commit;
  }

  /** Must be called in the end, after a commit too; nothing is left behind then. */
  discard(): Promise<void> {
    return this.scratch.discard();
  }

  /**
   * Imports the commit and all that its parent's tree does not have where they differ, also what the repository has already: of that, a prune may take what no
   * ref leads to. What is too much for the memory of this process, git packs.
   */
  private async bringNew(commit: string, parent: string, heldFor: string | null): Promise<void> {
    const { objects, place } = this.scratch;
    const { tree: base } = await readCommit(objects, parent);
    const ids = [commit, ...(await new Trees(objects).newIn(this.tree, base))];
    const bytes = [...(await sizes(objects, ids)).values()].reduce((sum, size) => sum + size, 0);
    if (bytes > MOST_AT_ONCE) return this.scratch.bringThese(ids, commit, this.target, heldFor);
    const found = await objects.contents(ids);
    const pack = await packed(found.values(), place.objectFormat);
    await bring(this.target, place, { pack, tip: commit }, heldFor);
  }
}
