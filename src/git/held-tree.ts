/** A tree that git made in a quarantine: it becomes a commit of the repository, or is thrown away. */
import { GitFailure } from './git-errors.js';
import { commitContent, readCommit, type CommitOrder } from './git-objects.js';
import { bring } from './held-objects.js';
import { packed } from './lone-object.js';
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
    /** What the tree was made from: the commit's parents, first the one that it goes on top of. */
    readonly parents: readonly string[],
    private readonly scratch: ScratchRepository,
    private readonly target: Git,
    /** Brings what the tree needs besides git's own objects. */
    private readonly bringRest: () => Promise<void> = () => Promise.resolve(),
  ) {}

  /**
   * Makes the commit and brings it with all its objects into the repository; no ref moves. A repeat gives the same commit. Held for a run, it stays
   * until it is released (G9); else until somebody prunes.
   */
  async commit(order: Pick<CommitOrder, 'message' | 'at' | 'identity'>, { heldFor = null }: Holding = {}): Promise<string> {
    await this.bringRest();
    const content = commitContent({ ...order, tree: this.tree, parents: this.parents });
    const commit = await this.scratch.own.write('commit', content);
    const [parent, ...others] = this.parents;
    // What a merge brings may stand in either parent, and git looks.
    if (parent === undefined || others.length > 0) await this.scratch.bring(commit, this.parents, this.target, heldFor);
    else await bring(this.target, this.scratch.place.objects, { pack: await this.packed(commit, parent), tip: commit }, heldFor);
    return commit;
  }

  /** Must be called in the end, after a commit too; nothing is left behind then. */
  discard(): Promise<void> {
    return this.scratch.discard();
  }

  /**
   * The commit and all that its parent's tree does not have where they differ, also what the repository has already: of that, a prune may take what no ref
   * leads to.
   */
  private async packed(commit: string, parent: string): Promise<Buffer> {
    const { objects, place } = this.scratch;
    const { tree: base } = await readCommit(objects, parent);
    const ids = [commit, ...(await new Trees(objects).newIn(this.tree, base))];
    const found = await objects.contents(ids);
    const missing = ids.find((id) => !found.has(id));
    if (missing !== undefined) throw new GitFailure(`The object ${missing} is in neither the quarantine nor the repository.`);
    return packed(found.values(), place.objectFormat);
  }
}
