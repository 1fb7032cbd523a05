/**
 * Paths of a new tree that a file system which ignores case, or how accents are composed, takes for one path (G2): such a branch cannot be checked
 * out on macOS and Windows. Looked at are only the folders on the way to what a patch adds, and what the base had already is nobody's fault now.
 */
import type { PatchChange, PathCollision } from '../domain/rules/gate/patch-facts.js';
import { sharedForm } from '../domain/rules/gate/path-forms.js';
import type { ObjectSource } from './object-source.js';
import { Trees } from './trees.js';

export async function pathCollisions(
  objects: ObjectSource,
  { from, to }: { readonly from: string; readonly to: string },
  changes: readonly Pick<PatchChange, 'path' | 'oldMode' | 'newMode'>[],
): Promise<readonly PathCollision[]> {
  const trees = new Trees(objects);
  /** Names that lie on the way to something new, by their folder. */
  const ways = new Map<string, Set<string>>();
  for (const { path, oldMode, newMode } of changes) {
    if (oldMode !== null || newMode === null) continue;
    let folder = '';
    for (const name of path.split('/')) {
      ways.set(folder, (ways.get(folder) ?? new Set()).add(name));
      folder += `${name}/`;
    }
  }
  const after = await namesIn(trees, to, [...ways.keys()]);
  const found: { readonly folder: string; readonly name: string; readonly other: string }[] = [];
  for (const [folder, names] of ways) {
    const byForm = new Map<string, string[]>();
    for (const name of after.get(folder) ?? [])
      byForm.set(sharedForm(name), [...(byForm.get(sharedForm(name)) ?? []), name]);
    for (const name of names) {
      for (const other of byForm.get(sharedForm(name)) ?? []) if (other !== name) found.push({ folder, name, other });
    }
  }
  if (found.length === 0) return [];
  const before = await namesIn(trees, from, [...new Set(found.map(({ folder }) => folder))]);
  const had = (folder: string, name: string) => before.get(folder)?.has(name) ?? false;
  const pairs = new Map<string, PathCollision>();
  for (const { folder, name, other } of found) {
    if (had(folder, name) && had(folder, other)) continue;
    pairs.set([folder, ...[name, other].sort()].join('\0'), [`${folder}${name}`, `${folder}${other}`]);
  }
  return [...pairs.values()];
}

/** The names in folders of a tree, each folder with a slash at its end; of a folder that is not there, none. */
async function namesIn(
  trees: Trees,
  tree: string,
  folders: readonly string[],
): Promise<Map<string, ReadonlySet<string>>> {
  const paths = new Map(folders.map((folder) => [Buffer.from(folder.replace(/\/$/, '')).toString('latin1'), folder]));
  const result = new Map<string, ReadonlySet<string>>();
  for (const [path, entries] of await trees.folders(tree, [...paths.keys()])) {
    const names = [...entries.keys()].map((name) => Buffer.from(name, 'latin1').toString('utf8'));
    result.set(paths.get(path)!, new Set(names));
  }
  return result;
}
