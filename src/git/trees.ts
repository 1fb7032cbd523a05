/** Trees as git stores them, read once each, and what one has that another has not. */
import { GitFailure } from './git-errors.js';
import type { ObjectSource } from './object-source.js';

export interface TreeEntry {
  /** As an octal number, without leading zeros. */
  readonly mode: string;
  readonly id: string;
}

/** Entries by their names, byte for byte as latin1: a name need not be UTF-8. */
export type Entries = ReadonlyMap<string, TreeEntry>;

const FOLDER = '40000';
const SUBMODULE = '160000';
const NONE: Entries = new Map();

export class Trees {
  private readonly known = new Map<string, Entries>();

  constructor(private readonly objects: ObjectSource) {}

  /** Throws GitFailure if it is not there. */
  async entries(id: string): Promise<Entries> {
    await this.readAll([id]);
    return this.known.get(id)!;
  }

  /** Of folders of a tree, by their paths, "" for itself; of one that is not there, nothing. Paths are latin1. */
  async folders(tree: string, paths: readonly string[]): Promise<ReadonlyMap<string, Entries>> {
    let at = new Map(paths.map((path) => [path, tree]));
    const found = new Map<string, Entries>();
    for (let depth = 0; at.size > 0; depth += 1) {
      await this.readAll([...at.values()]);
      const next = new Map<string, string>();
      for (const [path, id] of at) {
        const name = path.split('/')[depth];
        const entries = this.known.get(id)!;
        if (path === '' || name === undefined) {
          found.set(path, entries);
          continue;
        }
        const entry = entries.get(name);
        if (entry?.mode === FOLDER) next.set(path, entry.id);
      }
      at = next;
    }
    return found;
  }

  /**
   * Trees and contents that `tree` holds where it differs from `base`, and `base` does not hold there: all that a repository with `base` may lack of it.
   * Submodules are no objects.
   */
  async newIn(tree: string, base: string): Promise<readonly string[]> {
    const [added, before] = [new Set<string>(), new Set<string>()];
    await this.compare(base, tree, (_, was, is) => {
      if (was && was.mode !== SUBMODULE) before.add(was.id);
      if (is && is.mode !== SUBMODULE) added.add(is.id);
    });
    if (tree !== base) added.add(tree);
    return [...added].filter((id) => !before.has(id));
  }

  /** Paths of files, links and submodules that differ; a file that moved is two of them. They are latin1, as names are. */
  async changedPaths(base: string, tree: string): Promise<readonly string[]> {
    const paths = new Set<string>();
    await this.compare(base, tree, (path, was, is) => {
      if ((was && was.mode !== FOLDER) || (is && is.mode !== FOLDER)) paths.add(path);
    });
    return [...paths].sort();
  }

  /** Reports each entry that differs, in subfolders too. */
  private async compare(
    base: string,
    tree: string,
    report: (path: string, was: TreeEntry | undefined, is: TreeEntry | undefined) => void,
  ): Promise<void> {
    interface Pair {
      readonly path: string;
      readonly old: string | null;
      readonly next: string | null;
    }
    let level: Pair[] = tree === base ? [] : [{ path: '', old: base, next: tree }];
    while (level.length > 0) {
      await this.readAll(level.flatMap(({ old, next }) => [old, next].filter((id) => id !== null)));
      const below: Pair[] = [];
      for (const { path, old, next } of level) {
        const [had, has] = [this.of(old), this.of(next)];
        for (const name of new Set([...had.keys(), ...has.keys()])) {
          const [was, is] = [had.get(name), has.get(name)];
          if (was?.id === is?.id && was?.mode === is?.mode) continue;
          report(`${path}${name}`, was, is);
          if (was?.mode === FOLDER || is?.mode === FOLDER)
            below.push({ path: `${path}${name}/`, old: folderOf(was), next: folderOf(is) });
        }
      }
      level = below;
    }
  }

  private of(id: string | null): Entries {
    return id === null ? NONE : this.known.get(id)!;
  }

  private async readAll(ids: readonly string[]): Promise<void> {
    const unknown = ids.filter((id) => !this.known.has(id));
    if (unknown.length === 0) return;
    const found = await this.objects.contents(unknown);
    for (const id of unknown) {
      const tree = found.get(id);
      if (tree?.type !== 'tree') throw new GitFailure(`The tree ${id} is not in the repository.`);
      this.known.set(id, entriesOf(tree.content, id.length / 2));
    }
  }
}

const folderOf = (entry: TreeEntry | undefined): string | null => (entry?.mode === FOLDER ? entry.id : null);

/** An entry: mode, blank, name, NUL, id. */
function entriesOf(tree: Buffer, idBytes: number): Entries {
  const entries = new Map<string, TreeEntry>();
  for (let at = 0; at < tree.length;) {
    const blank = tree.indexOf(0x20, at);
    const end = tree.indexOf(0, blank);
    if (blank === -1 || end === -1) throw new GitFailure('A tree of the repository is damaged.');
    const mode = tree.subarray(at, blank).toString('latin1').replace(/^0+/, '');
    entries.set(tree.subarray(blank + 1, end).toString('latin1'), {
      mode,
      id: tree.subarray(end + 1, end + 1 + idBytes).toString('hex'),
    });
    at = end + 1 + idBytes;
  }
  return entries;
}
