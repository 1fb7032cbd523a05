/**
 * Makes a git tree of what an agent left, in a git directory of our own. git lists what differs and stores the bytes; what each path is, is
 * decided here. Left out: what the base's ignore rules or those in the tree ignore, `.git` of nested repositories, and what no tree can hold.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { quoted, unquoted } from '../../git/quoted-path.js';
import { notIgnoredByBase } from './ignore-rules.js';
import type { OwnRepository } from './own-repository.js';
import { type PlacedIndex, putIndex } from './placed-index.js';
import { type PlacedNoise, withoutNoise } from './placed-noise.js';
import type { Products } from './products.js';
import { linesOf } from './run-git.js';
import {
  filledSubmodules,
  stagedSubmodules,
  SUBMODULE_MODE,
  type SubmoduleFiles,
  submodulesOf,
  touchedIn,
} from './submodules.js';
import { WorkTree } from './work-tree.js';
import { WorkspaceFault } from './workspace-fault.js';

/** Of what was changed, added or removed; what the base holds and the agent left alone counts nothing. */
export interface TreeLimits {
  readonly maxFiles: number;
  readonly maxUnpackedBytes: number;
}

export interface PlacedTree {
  /** The work tree. */
  readonly path: string;
  readonly base: string;
  /** Of `base`, as it was checked out at `path`. */
  readonly index: PlacedIndex;
  readonly noise: PlacedNoise;
  /** What the set-up left there. */
  readonly products: Products;
  readonly submoduleFiles: SubmoduleFiles;
}

export interface TreeOfWork {
  readonly tree: string;
  /** What was left out or changed on the way, in sentences for people. */
  readonly notes: readonly string[];
}

/** Nested repositories may hold further ones. */
const MAX_NESTING = 20;
const DISPLAYED = 5;

export async function treeOfWork(own: OwnRepository, placed: PlacedTree, limits: TreeLimits): Promise<TreeOfWork> {
  const { path, base, index, noise, products } = placed;
  const notes: string[] = [];
  await putIndex(own, index);
  await products.excludeIn(own);
  const submodules = await changedSubmodules(own, path, index);
  const tracked = await withoutNoise(await trulyChanged(own, path, limits), path, noise);
  const listed = await untrackedIn(own, path, products, submodules, notes);
  const untracked = await notIgnoredByBase(own, path, index, { untracked: listed, changed: tracked });
  const work = new WorkTree(path);
  const [removed, files, links, odd]: [Buffer[], Buffer[], Link[], Buffer[]] = [[], [], [], []];
  if (tracked.length + untracked.length > limits.maxFiles)
    throw tooLarge(`${tracked.length + untracked.length} files`, `${limits.maxFiles}`);
  let bytes = 0;
  for (const [name, isTracked] of [
    ...tracked.map((each) => [each, true] as const),
    ...untracked.map((each) => [each, false] as const),
  ]) {
    if (namesGit(name)) {
      odd.push(name);
      continue;
    }
    const found = await work.at(name);
    if (found.kind === 'file') {
      bytes += found.bytes;
      files.push(name);
    } else if (found.kind === 'link') {
      links.push({ name, target: found.target });
    } else {
      if (isTracked) removed.push(name);
      if (found.kind === 'other') odd.push(name);
    }
  }
  if (bytes > limits.maxUnpackedBytes) throw tooLarge(`${bytes} bytes`, `${limits.maxUnpackedBytes}`);
  if (odd.length > 0) notes.push(`Left out, because no patch can hold it: ${displayed(odd)}.`);
  const inside = await touchedIn(placed.submoduleFiles, path);
  if (inside.length > 0)
    notes.push(`Left out, because it is in a submodule, whose files no patch can change: ${displayed(inside)}.`);
  const none = '0'.repeat(base.length);
  const lines = [
    ...removed.map((name) => `0 ${none}\t${quoted(name)}`),
    ...submodules.map(({ name, id }) => (id === null ? `0 ${none}\t${name}` : `${SUBMODULE_MODE} ${id}\t${name}`)),
    ...(await storedLinks(own, links)),
  ];
  if (lines.length > 0)
    await own.git(['update-index', '--add', '--replace', '--index-info'], {
      stdin: lines.map((line) => `${line}\n`).join(''),
    });
  await addFiles(own, files, path);
  return { tree: (await own.git(['write-tree'])).out.trim(), notes };
}

/** A symbolic link. */
interface Link {
  readonly name: Buffer;
  readonly target: Buffer;
}

/**
 * Tracked files that differ or are gone, as `:mode mode id id letter<tab>name`; submodules are looked at by themselves. Nothing inside a submodule is read:
 * git would run a git there, under the agent's settings.
 */
export async function changedIn(own: OwnRepository, path: string): Promise<Buffer[]> {
  return (await differing(own, path)).flatMap(({ name, isSubmodule }) => (isSubmodule ? [] : [name]));
}

/**
 * git distinguishes a file that was only touched, or rewritten unchanged, from a changed one when it reads it. It does so where that could count: a set-up
 * that changes owners or modes, or an agent that checks everything out again, changed nothing.
 */
async function trulyChanged(
  own: OwnRepository,
  path: string,
  { maxFiles, maxUnpackedBytes }: TreeLimits,
): Promise<Buffer[]> {
  const names = await changedIn(own, path);
  const work = new WorkTree(path);
  let bytes = 0;
  for (const name of names.slice(0, maxFiles)) {
    const found = await work.at(name);
    if (found.kind === 'file') bytes += found.bytes;
  }
  if (names.length <= maxFiles && bytes <= maxUnpackedBytes) return names;
  const call = { cwd: path, workTree: path, accept: [1, 128] };
  await own.git(['update-index', '-q', '--ignore-submodules', '--refresh'], call);
  return changedIn(own, path);
}

async function differing(
  own: OwnRepository,
  path: string,
): Promise<{ name: Buffer; isSubmodule: boolean; isGone: boolean }[]> {
  const words = ['diff-files', '--raw', '--no-abbrev', '--no-renames', '--ignore-submodules=dirty'];
  const { out } = await own.git(words, { cwd: path, workTree: path });
  const seen = new Map<string, { name: Buffer; isSubmodule: boolean; isGone: boolean }>();
  for (const line of linesOf(out)) {
    const name = line.slice(line.indexOf('\t') + 1);
    const [before = '', after = ''] = line.split(' ');
    seen.set(name, {
      name: unquoted(name),
      isSubmodule: before === `:${SUBMODULE_MODE}`,
      isGone: after !== SUBMODULE_MODE,
    });
  }
  return [...seen.values()];
}

/** What the agent did to submodules, each with its new id, or null if it is none any more; names are quoted. What took their place is untracked then. */
async function changedSubmodules(
  own: OwnRepository,
  path: string,
  index: PlacedIndex,
): Promise<{ name: string; id: string | null }[]> {
  const before = await submodulesOf(own, index);
  const changed = new Map<string, string | null>(await stagedSubmodules(own, path, before));
  if (before.size > 0) {
    const found = (await differing(own, path)).filter(({ isSubmodule }) => isSubmodule);
    const gone = found.flatMap(({ name, isGone }) => (isGone ? [quoted(name)] : []));
    const moved = found.flatMap(({ name, isGone }) => (isGone ? [] : [quoted(name)]));
    const dropped = [...gone, ...(await filledSubmodules(path, before))];
    for (const name of dropped) changed.set(name, null);
    const stdin = (names: readonly string[]): string => names.map((name) => `${name}\n`).join('');
    if (dropped.length > 0)
      await own.git(['update-index', '--force-remove', '--stdin'], {
        cwd: path,
        workTree: path,
        stdin: stdin(dropped),
      });
    if (moved.length > 0) {
      await own.git(['update-index', '--stdin'], { cwd: path, workTree: path, stdin: stdin(moved), accept: [1, 128] });
      const after = await submodulesOf(own, index);
      for (const name of moved) changed.set(name, after.get(name) ?? null);
    }
  }
  return [...changed].map(([name, id]) => ({ name, id }));
}

/** Files that the base does not have and the tree's rules do not ignore. A repository below is opened: its files count, its `.git` does not. */
async function untrackedIn(
  own: OwnRepository,
  path: string,
  products: Products,
  submodules: readonly { readonly name: string; readonly id: string | null }[],
  notes: string[],
): Promise<Buffer[]> {
  const nested: Buffer[] = [];
  const added = new Set(submodules.flatMap(({ name, id }) => (id === null ? [] : [name])));
  const isAdded = (folder: Buffer): boolean =>
    added.has(quoted(folder.at(-1) === 0x2f ? folder.subarray(0, -1) : folder));
  for (let round = 0; ; round += 1) {
    const { out, err } = await own.git(['ls-files', '--others', '--exclude-standard'], { cwd: path, workTree: path });
    if (/could not open directory/.test(err))
      throw new WorkspaceFault('spoilt', 'There is a folder that cannot be opened.');
    const all = linesOf(out)
      .map(unquoted)
      .filter((name) => !isAdded(name));
    const names = all.filter((name) => !products.has(name));
    if (round === 0 && names.length < all.length) {
      const changed = await products.changed(path, all);
      if (changed.length > 0) notes.push(`Left out, because the set-up made it: ${displayed(changed)}.`);
    }
    const below = names.filter((name) => name.at(-1) === 0x2f);
    if (below.length === 0 || round === MAX_NESTING) {
      if (nested.length > 0)
        notes.push(`Repositories below the workspace were taken as plain folders: ${displayed(nested)}.`);
      return names.filter((name) => name.at(-1) !== 0x2f);
    }
    nested.push(...below);
    for (const folder of below)
      await rm(Buffer.concat([Buffer.from(`${path}/`), folder, Buffer.from('.git')]), { recursive: true, force: true });
  }
}

/** Links are stored as the bytes of their target; git reads these from files of ours. */
async function storedLinks(own: OwnRepository, links: readonly Link[]): Promise<string[]> {
  if (links.length === 0) return [];
  const folder = join(own.folder, 'links');
  await mkdir(folder);
  for (const [i, { target }] of links.entries()) await writeFile(join(folder, `${i}`), target);
  const stdin = links.map((_, i) => `links/${i}\n`).join('');
  const { out } = await own.git(['hash-object', '-w', '--no-filters', '--stdin-paths'], {
    cwd: own.folder,
    workTree: own.folder,
    stdin,
  });
  const ids = linesOf(out);
  return links.map(({ name }, i) => `120000 ${ids[i]}\t${quoted(name)}`);
}

/** What git says of a file that it cannot bring into the repository's form. */
const NOT_CONVERTED = /failed to encode|byte order mark|BOM is|working-tree-encoding/;

/** As `git add` in a clean clone does it, under the attributes that stand in the work tree (G8). */
async function addFiles(own: OwnRepository, names: readonly Buffer[], path: string): Promise<void> {
  if (names.length === 0) return;
  const stdin = names.map((name) => `${quoted(name)}\n`).join('');
  const call = { cwd: path, workTree: path, stdin };
  const { exitCode, err } = await own.git(['update-index', '--add', '--replace', '--stdin'], {
    ...call,
    accept: [128],
  });
  if (exitCode === 0) return;
  const stated = linesOf(err)
    .filter((line) => /^(fatal|error): /.test(line))
    .join(' ');
  if (!NOT_CONVERTED.test(err))
    throw new WorkspaceFault('git', `git update-index failed: ${stated.replaceAll(path, '…').slice(0, 500)}`);
  throw new WorkspaceFault(
    'spoilt',
    `git does not add a file that the agent left, as the attributes of the repository say: ${stated.slice(0, 500)}`,
  );
}

/** git holds no path with such a step; other spellings of it are for the gate to refuse. */
const namesGit = (name: Buffer): boolean => /(^|\/)\.git(\/|$)/i.test(name.toString('latin1'));

const displayed = (names: readonly Buffer[]): string => {
  const more = names.length - DISPLAYED;
  const some = names.slice(0, DISPLAYED).map((name) => JSON.stringify(name.toString('utf8')));
  return `${some.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

const tooLarge = (is: string, most: string): WorkspaceFault =>
  new WorkspaceFault('too-large', `The agent left changes of ${is}; at most ${most} are accepted.`);
