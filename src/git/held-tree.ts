/** A tree that git made in a quarantine: it becomes a commit of the repository, or is thrown away. */
import { makeCommit, type CommitOrder } from './git-objects.js';
import type { Git } from './run-git.js';
import type { ScratchRepository } from './scratch-repository.js';

export class HeldTree {
  constructor(
    readonly tree: string,
    /** What the tree was made from: the commit's parents, first the one that it goes on top of. */
    readonly parents: readonly string[],
    private readonly scratch: ScratchRepository,
    private readonly target: Git,
  ) {}

  /** Makes the commit and brings it with all its objects into the repository; no ref moves. A repeat gives the same commit. */
  async commit(order: Pick<CommitOrder, 'message' | 'at' | 'author'>): Promise<string> {
    const commit = await makeCommit(this.scratch.git, { ...order, tree: this.tree, parents: this.parents });
    await this.scratch.bring([commit], this.parents, this.target);
    return commit;
  }

  /** Must be called in the end, after a commit too; nothing is left behind then. */
  discard(): Promise<void> {
    return this.scratch.discard();
  }
}
