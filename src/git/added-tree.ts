/**
 * The tree as `git add` in a clean clone would have made it (G8). A patch is applied to what the repository stores, byte by byte; its author
 * may have had other line ends, an encoding of the working tree, an expanded `$Id$` or the content of a large file before him. So what it leads to is
 * checked out in the quarantine and added again, by git, under the attributes of the new tree. Files that the patch does not name stay as they are.
 */
import { isUtf8 } from 'node:buffer';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { AddFault } from '../domain/rules/gate/patch-facts.js';
import { MODE } from '../domain/rules/gate/patch-facts.js';
import { type Conversion, conversions } from './attributes.js';
import { readable } from './git-errors.js';
import { withLargeFiles } from './git-settings.js';
import { hasLargeFiles, isPointer } from './large-files.js';
import { machineFailure } from './machine-failure.js';
import { eachContent, type ObjectSource } from './object-source.js';
import { type Git, gitIn } from './run-git.js';
import { type RawChange, rawChanges } from './tree-changes.js';

export interface AddOrder {
  /** A quarantine whose index holds `tree`. */
  readonly git: Git;
  readonly objects: ObjectSource;
  readonly folder: string;
  readonly base: string;
  /** As the patch leads to it, byte by byte. */
  readonly tree: string;
  readonly paths: readonly string[];
  /** May files under Git LFS be stored? */
  readonly lfs: boolean;
}

export interface AddedTree {
  readonly tree: string;
  /** Why git would not have added it; then `tree` is the one that was given. */
  readonly fault: AddFault | null;
  /** Store of the large files that the tree points to; null: there are none. */
  readonly largeFiles: string | null;
}

export async function addedTree(order: AddOrder): Promise<AddedTree> {
  const { git, base, tree, paths, folder } = order;
  const asItIs: AddedTree = { tree, fault: null, largeFiles: null };
  const converted = await conversions(git, paths);
  if (converted.size === 0) return asItIs;
  const changes = await rawChanges(git, base, tree);
  const files = changes.filter(
    ({ newMode, path }) => (newMode === MODE.file || newMode === MODE.executable) && converted.has(path),
  );
  const { again, large } = await toBeAdded(order.objects, files, converted);
  if (again.length === 0) return asItIs;
  if (large.length > 0 && !order.lfs)
    return { ...asItIs, fault: { kind: 'large-files', why: 'not-allowed', paths: large } };
  if (large.length > 0 && !(await hasLargeFiles()))
    return { ...asItIs, fault: { kind: 'large-files', why: 'no-program', paths: large } };
  const largeFiles = large.length > 0 ? join(folder, 'lfs') : null;
  const added = await addedAgain(order, changes, again, largeFiles);
  return typeof added === 'string'
    ? { tree: added, fault: null, largeFiles }
    : { ...asItIs, fault: { kind: 'attributes', message: added.message } };
}

/** A file that git would store in another form than its present one. */
interface Again {
  readonly path: string;
  readonly id: string;
  /** The mode for writing its bytes, if they have the form of the working tree already, such as UTF-16; null: git converts the stored bytes. */
  readonly placedMode: number | null;
}

/** What is to be added, and which of it are large files. Contents are looked at and let go, since a patch of a few lines may name many large files. */
async function toBeAdded(
  objects: ObjectSource,
  files: readonly RawChange[],
  converted: ReadonlyMap<string, Conversion>,
): Promise<{ again: Again[]; large: string[] }> {
  const again: Again[] = [];
  const large: string[] = [];
  const filesOf = byId(files, ({ newId }) => newId);
  for await (const [id, { content }] of eachContent(objects, [...filesOf.keys()])) {
    for (const { path, newMode } of filesOf.get(id)!) {
      const { lineEnds, ident, encoding, filter } = converted.get(path)!;
      const isLarge = filter === 'lfs' && !isPointer(content);
      if (isLarge) large.push(path);
      const isPlaced = encoding && (!isUtf8(content) || content.includes(0));
      if (isLarge || encoding || (lineEnds && content.includes(0x0d)) || (ident && content.includes('$Id:')))
        again.push({ path, id, placedMode: isPlaced ? (newMode === MODE.executable ? 0o755 : 0o644) : null });
    }
  }
  return { again, large };
}

function byId<Each>(all: readonly Each[], idOf: (each: Each) => string): ReadonlyMap<string, readonly Each[]> {
  const found = new Map<string, Each[]>();
  for (const each of all) {
    const same = found.get(idOf(each));
    if (same) same.push(each);
    else found.set(idOf(each), [each]);
  }
  return found;
}

/** The new tree's id; or why git would not add a file, as a sentence. */
async function addedAgain(
  { git, objects, folder, base }: AddOrder,
  changes: readonly RawChange[],
  again: readonly Again[],
  largeFiles: string | null,
): Promise<string | { readonly message: string }> {
  const workTree = join(folder, 'work');
  await mkdir(workTree);
  const at = (index: string) =>
    gitIn(folder, {
      use: 'quarantine',
      workingFolder: workTree,
      env: { GIT_INDEX_FILE: join(folder, index), GIT_WORK_TREE: workTree },
    });
  const placedOut = byId(
    again.filter(({ placedMode }) => placedMode !== null),
    ({ id }) => id,
  );
  for await (const [id, { content }] of eachContent(objects, [...placedOut.keys()])) {
    for (const { path, placedMode } of placedOut.get(id)!) {
      await mkdir(dirname(join(workTree, path)), { recursive: true });
      await writeFile(join(workTree, path), content, { mode: placedMode! });
    }
  }
  const listed = (each: readonly Again[]) => each.map(({ path }) => `${path}\0`).join('');
  const input = listed(again.filter(({ placedMode }) => placedMode === null));
  await at('index').read(['checkout-index', '-q', '-z', '--stdin'], { input });
  const next = at('index-added');
  await next.read(['read-tree', base]);
  // Whether git leaves line ends alone depends on what it stores for the file now: of those that are added the base's entries stay until then.
  const added = new Set(again.map(({ path }) => path));
  const rest = changes
    .filter(({ path }) => !added.has(path))
    .map(({ path, newMode, newId }) => `${newMode ?? '0'} ${newId}\t${path}\0`);
  await next.read(['update-index', '-z', '--add', '--replace', '--index-info'], { input: rest.join('') });
  const args = [
    ...(largeFiles === null ? [] : withLargeFiles(largeFiles)),
    'update-index',
    '-z',
    '--add',
    '--replace',
    '--stdin',
  ];
  const answer = await next.ask(args, { input: listed(again) });
  if (answer.exitCode !== 0) {
    const failure = machineFailure(['update-index'], answer, next);
    if (failure !== null) throw failure;
    const words = answer.stderr.split('\n').filter((line) => !/^warning: /.test(line));
    return { message: readable(words.join('\n'), [...git.folders, ...next.folders]) };
  }
  return next.text(['write-tree']);
}
