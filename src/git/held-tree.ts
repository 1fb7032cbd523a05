/** A tree that git made in a quarantine: it becomes a commit of the repository, or is thrown away. */
import { makeCommit, type CommitOrder } from './git-objects.js';
import type { Git } from './run-git.js';
import type { ScratchRepository } from './scratch-repository.js';

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
    const commit = await makeCommit(this.scratch.git, { ...order, tree: this.tree, parents: this.parents });
    await this.scratch.bring(commit, this.parents, this.target, heldFor);
    return commit;
  }

  /** Must be called in the end, after a commit too; nothing is left behind then. */
  discard(): Promise<void> {
    return this.scratch.discard();
  }
}
