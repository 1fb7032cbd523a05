/**
 * git's indexes of trees that patches led to, so that the next patch, which is made upon one of them, needs no `read-tree`: that reads every folder of a large
 * repository. An index says nothing that its tree does not say, and has the checksum that git asks for. Kept in memory, a few, and no large ones.
 */
export class KnownIndexes {
  private readonly byTree = new Map<string, Buffer>();
  private bytes = 0;

  constructor(
    private readonly mostBytes = 64 * 1_048_576,
    private readonly mostEach = 16 * 1_048_576,
  ) {}

  of(tree: string): Buffer | null {
    const index = this.byTree.get(tree);
    if (index === undefined) return null;
    // The least recently used one is evicted first.
    this.byTree.delete(tree);
    this.byTree.set(tree, index);
    return index;
  }

  keep(tree: string, index: Buffer): void {
    this.drop(tree);
    if (index.length > this.mostEach) return;
    this.byTree.set(tree, index);
    this.bytes += index.length;
    for (const old of this.byTree.keys()) {
      if (this.bytes <= this.mostBytes) return;
      this.drop(old);
    }
  }

  private drop(tree: string): void {
    this.bytes -= this.byTree.get(tree)?.length ?? 0;
    this.byTree.delete(tree);
  }
}

/** Of all repositories: the same tree is the same files, wherever it is. */
export const knownIndexes = new KnownIndexes();
