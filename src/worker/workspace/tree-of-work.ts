/**
 * Makes a git tree of what an agent left, in a git directory of our own. git lists what differs and stores the bytes; what each path is, is
 * decided here. Left out: what the base's ignore rules or those in the tree ignore, `.git` of nested repositories, and what no tree can hold.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { putIndex, type LaidIndex } from './laid-index.js';
import type { OwnRepository } from './own-repository.js';
import type { Products } from './products.js';
import { quoted, unquoted } from './quoted-path.js';
import { linesOf } from './run-git.js';
import { WorkTree } from './work-tree.js';
import { WorkspaceFault } from './workspace-fault.js';

/** Of what was changed, added or removed; what the base holds and the agent left alone counts nothing. */
export interface TreeLimits {
  readonly maxFiles: number;
  readonly maxUnpackedBytes: number;
}

export interface LaidTree {
  /** The work tree. */
  readonly path: string;
  readonly base: string;
  /** Of `base`, as it was laid at `path`. */
  readonly index: LaidIndex;
  /** What the set-up left there. */
  readonly products: Products;
}

export interface TreeOfWork {
  readonly tree: string;
  /** What was left out or changed on the way, in sentences for people. */
  readonly notes: readonly string[];
}

/** Nested repositories may hold further ones. */
const MAX_NESTING = 20;
const SHOWN = 5;

export async function treeOfWork(own: OwnRepository, { path, base, index, products }: LaidTree, limits: TreeLimits): Promise<TreeOfWork> {
  const notes: string[] = [];
  await putIndex(own, index);
  await products.excludeIn(own);
  const untracked = await notIgnoredByBase(own, await untrackedIn(own, path, products, notes));
  const tracked = await changedIn(own, path);
  const work = new WorkTree(path);
  const [removed, files, links, odd]: [Buffer[], Entry[], Entry[], Buffer[]] = [[], [], [], []];
  if (tracked.length + untracked.length > limits.maxFiles)
    throw tooLarge(`${tracked.length + untracked.length} files`, `${limits.maxFiles}`);
  let bytes = 0;
  for (const [name, isTracked] of [...tracked.map((each) => [each, true] as const), ...untracked.map((each) => [each, false] as const)]) {
    if (namesGit(name)) {
      odd.push(name);
      continue;
    }
    const found = await work.at(name);
    if (found.kind === 'file') {
      bytes += found.bytes;
      files.push({ name, mode: found.mode });
    } else if (found.kind === 'link') {
      links.push({ name, mode: '120000', target: found.target });
    } else {
      if (isTracked) removed.push(name);
      if (found.kind === 'other') odd.push(name);
    }
  }
  if (bytes > limits.maxUnpackedBytes) throw tooLarge(`${bytes} bytes`, `${limits.maxUnpackedBytes}`);
  if (odd.length > 0) notes.push(`Left out, because no patch can hold it: ${shown(odd)}.`);
  const none = '0'.repeat(base.length);
  const lines = [
    ...removed.map((name) => `0 ${none}\t${quoted(name)}`),
    ...(await stored(own, files, path)),
    ...(await stored(own, await linkFiles(own, links), own.folder)),
  ];
  await own.git(['update-index', '--add', '--replace', '--index-info'], { stdin: lines.map((line) => `${line}\n`).join('') });
  return { tree: (await own.git(['write-tree'])).out.trim(), notes };
}

interface Entry {
  readonly name: Buffer;
  readonly mode: string;
  /** Of a link. */
  readonly target?: Buffer;
  /** Where its bytes stand, if not at its name. */
  readonly file?: Buffer;
}

/** Tracked files that differ or are gone, as `:mode mode id id letter<tab>name`. A submodule stays as it is: nothing was fetched for it. */
async function changedIn(own: OwnRepository, path: string): Promise<Buffer[]> {
  const { out } = await own.git(['diff-files', '--raw', '--no-abbrev', '--no-renames'], { cwd: path, workTree: path });
  const names = linesOf(out).flatMap((line) => (line.startsWith(':160000 ') ? [] : [line.slice(line.indexOf('\t') + 1)]));
  return [...new Set(names)].map(unquoted);
}

/** Files that the base does not have and the tree's rules do not ignore. A repository below is opened: its files count, its `.git` does not. */
async function untrackedIn(own: OwnRepository, path: string, products: Products, notes: string[]): Promise<Buffer[]> {
  const nested: Buffer[] = [];
  for (let round = 0; ; round += 1) {
    const { out, err } = await own.git(['ls-files', '--others', '--exclude-standard'], { cwd: path, workTree: path });
    if (/could not open directory/.test(err)) throw new WorkspaceFault('spoilt', 'There is a folder that cannot be opened.');
    const all = linesOf(out).map(unquoted);
    const names = all.filter((name) => !products.has(name));
    if (round === 0 && names.length < all.length) {
      const changed = await products.changed(path, all);
      if (changed.length > 0) notes.push(`Left out, because the set-up made it: ${shown(changed)}.`);
    }
    const below = names.filter((name) => name.at(-1) === 0x2f);
    if (below.length === 0 || round === MAX_NESTING) {
      if (nested.length > 0) notes.push(`Repositories below the workspace were taken as plain folders: ${shown(nested)}.`);
      return names.filter((name) => name.at(-1) !== 0x2f);
    }
    nested.push(...below);
    for (const folder of below)
      await rm(Buffer.concat([Buffer.from(`${path}/`), folder, Buffer.from('.git')]), { recursive: true, force: true });
  }
}

/** What the base's own rules ignore stays out, also if the agent changed or removed the rules: no .env leaves because of a lost line. */
async function notIgnoredByBase(own: OwnRepository, names: readonly Buffer[]): Promise<readonly Buffer[]> {
  if (names.length === 0) return names;
  const { out } = await own.git(['ls-files', '--', ':(glob)**/.gitignore']);
  if (out === '') return names;
  const rules = join(own.folder, 'rules');
  await mkdir(rules);
  await own.git(['checkout-index', '--stdin', `--prefix=${rules}/`], { cwd: rules, workTree: rules, stdin: out });
  const stdin = names.map((name) => `${quoted(name)}\n`).join('');
  const ignored = await own.git(['check-ignore', '--no-index', '--stdin'], { cwd: rules, workTree: rules, stdin, accept: [1] });
  const left = new Set(linesOf(ignored.out).map((line) => unquoted(line).toString('latin1')));
  return names.filter((name) => !left.has(name.toString('latin1')));
}

/** Links are stored as the bytes of their target; git reads these from files of ours. */
async function linkFiles(own: OwnRepository, links: readonly Entry[]): Promise<Entry[]> {
  const folder = join(own.folder, 'links');
  await mkdir(folder);
  const entries: Entry[] = [];
  for (const [i, link] of links.entries()) {
    await writeFile(join(folder, `${i}`), link.target ?? '');
    entries.push({ ...link, file: Buffer.from(`links/${i}`) });
  }
  return entries;
}

async function stored(own: OwnRepository, entries: readonly Entry[], cwd: string): Promise<string[]> {
  if (entries.length === 0) return [];
  const stdin = entries.map(({ file, name }) => `${quoted(file ?? name)}\n`).join('');
  const { out } = await own.git(['hash-object', '-w', '--no-filters', '--stdin-paths'], { cwd, workTree: cwd, stdin });
  const ids = linesOf(out);
  return entries.map(({ name, mode }, i) => `${mode} ${ids[i]}\t${quoted(name)}`);
}

/** git holds no path with such a step; other spellings of it are for the gate to refuse. */
const namesGit = (name: Buffer): boolean => /(^|\/)\.git(\/|$)/i.test(name.toString('latin1'));

const shown = (names: readonly Buffer[]): string => {
  const more = names.length - SHOWN;
  const some = names.slice(0, SHOWN).map((name) => JSON.stringify(name.toString('utf8')));
  return `${some.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

const tooLarge = (is: string, most: string): WorkspaceFault =>
  new WorkspaceFault('too-large', `The agent left changes of ${is}; at most ${most} are handed on.`);
