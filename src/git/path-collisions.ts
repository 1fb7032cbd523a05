/**
 * Paths of a new tree that a file system which ignores case, or how accents are composed, takes for one path (G2): such a branch cannot be checked
 * out on macOS and Windows. Looked at are only the folders on the way to what a patch adds, and what the base had already is nobody's fault now.
 */
import type { PatchChange, PathCollision } from '../domain/gate/patch-facts.js';
import { sharedForm } from '../domain/gate/path-forms.js';
import type { Git } from './run-git.js';

export async function pathCollisions(
  git: Git,
  { from, to }: { readonly from: string; readonly to: string },
  changes: readonly Pick<PatchChange, 'path' | 'oldMode' | 'newMode'>[],
): Promise<readonly PathCollision[]> {
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
  const after = await namesIn(git, to, [...ways.keys()]);
  const found: { readonly folder: string; readonly name: string; readonly other: string }[] = [];
  for (const [folder, names] of ways) {
    const byForm = new Map<string, string[]>();
    for (const name of after.get(folder) ?? []) byForm.set(sharedForm(name), [...(byForm.get(sharedForm(name)) ?? []), name]);
    for (const name of names) {
      for (const other of byForm.get(sharedForm(name)) ?? []) if (other !== name) found.push({ folder, name, other });
    }
  }
  if (found.length === 0) return [];
  const before = await namesIn(git, from, [...new Set(found.map(({ folder }) => folder))]);
  const had = (folder: string, name: string) => before.get(folder)?.has(name) ?? false;
  const pairs = new Map<string, PathCollision>();
  for (const { folder, name, other } of found) {
    if (had(folder, name) && had(folder, other)) continue;
    pairs.set([folder, ...[name, other].sort()].join('\0'), [`${folder}${name}`, `${folder}${other}`]);
  }
  return [...pairs.values()];
}

/** The names in folders of a tree, each folder with a slash at its end; of a folder that is not there, none. */
async function namesIn(git: Git, tree: string, folders: readonly string[]): Promise<Map<string, ReadonlySet<string>>> {
  const result = new Map<string, ReadonlySet<string>>();
  if (folders.length === 0) return result;
  const input = folders.map((folder) => `${tree}:${folder}\n`).join('');
  const output = await git.read(['cat-file', '--batch=%(objecttype) %(objectsize)'], { input });
  const idBytes = tree.length / 2;
  let at = 0;
  for (const folder of folders) {
    const lineEnd = output.indexOf(0x0a, at);
    const line = output.subarray(at, lineEnd).toString('utf8');
    at = lineEnd + 1;
    const size = /^tree (\d+)$/.exec(line)?.[1];
    if (size === undefined) continue;
    result.set(folder, entryNames(output.subarray(at, at + Number(size)), idBytes));
    at += Number(size) + 1;
  }
  return result;
}

/** A tree's entries: mode, blank, name, NUL, id. */
function entryNames(tree: Buffer, idBytes: number): ReadonlySet<string> {
  const names = new Set<string>();
  for (let at = 0; at < tree.length;) {
    const blank = tree.indexOf(0x20, at);
    const end = tree.indexOf(0, blank);
    names.add(tree.subarray(blank + 1, end).toString('utf8'));
    at = end + 1 + idBytes;
  }
  return names;
}
