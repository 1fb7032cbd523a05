/**
 * What an agent did to submodules (G8). The base's stand in its workspace as empty folders. One that was moved, added, removed or filled with files is
 * part of the changes, so that the gate can refuse it by name: left out, it would vanish without a word. Only ids are read, never what is inside.
 */
import { lstat, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { quoted, unquoted } from '../../git/quoted-path.js';
import type { OwnRepository } from './own-repository.js';
import type { PlacedIndex } from './placed-index.js';
import { git, linesOf } from './run-git.js';
import { WorkTree } from './work-tree.js';

export const SUBMODULE_MODE = '160000';
/** The mode of a submodule as an index holds it. */
const MODE_BYTES = Buffer.from([0, 0, 0xe0, 0]);
const MOST_INDEX_BYTES = 268_435_456;

/** Ids of submodules by their quoted paths. */
export type Submodules = ReadonlyMap<string, string>;

/** Those that the base has. */
export async function submodulesOf(own: OwnRepository, index: PlacedIndex): Promise<Submodules> {
  return index.bytes.includes(MODE_BYTES) ? listed(own, join(own.gitDir, 'index')) : new Map<string, string>();
}

/**
 * Those of the agent's own index that the base has not, or elsewhere: it ran `git submodule add`, or staged another commit. The index is read from a copy,
 * and a damaged one says nothing.
 */
export async function stagedSubmodules(own: OwnRepository, path: string, base: Submodules): Promise<Submodules> {
  const none = new Map<string, string>();
  const place = join(path, '.git', 'index');
  const stat = await lstat(place).catch(() => null);
  if (!stat?.isFile() || stat.size > MOST_INDEX_BYTES) return none;
  const bytes = await readFile(place).catch(() => null);
  if (bytes === null || !bytes.includes(MODE_BYTES)) return none;
  const copy = join(own.folder, 'index-of-agent');
  await writeFile(copy, bytes);
  return new Map([...(await listed(own, copy))].filter(([name, id]) => base.get(name) !== id));
}

async function listed(own: OwnRepository, indexFile: string): Promise<Map<string, string>> {
  const { exitCode, out } = await own.git(['ls-files', '--stage'], { indexFile, accept: [1, 128] });
  const found = new Map<string, string>();
  if (exitCode !== 0) return found;
  for (const line of linesOf(out)) {
    const [mode, id] = line.slice(0, line.indexOf('\t')).split(' ');
    if (mode === SUBMODULE_MODE && id !== undefined)
      found.set(quoted(unquoted(line.slice(line.indexOf('\t') + 1))), id);
  }
  return found;
}

/** Files that submodules track, by their quoted paths from the root, with stamps of how they looked. */
export type SubmoduleFiles = ReadonlyMap<string, string>;

/** Call it when submodules have been fetched and the set-up has ended, before anybody else has been there: git reads settings below `path`. */
export async function submoduleFiles(own: OwnRepository, path: string, index: PlacedIndex): Promise<SubmoduleFiles> {
  const submodules = [...(await submodulesOf(own, index)).keys()].map((name) => unquoted(name).toString());
  if (submodules.length === 0) return new Map();
  const words = ['--literal-pathspecs', 'ls-files', '--recurse-submodules', '--', ...submodules];
  const { exitCode, out } = await git(words, { cwd: path, accept: [1, 128] });
  const names = exitCode === 0 ? linesOf(out).map(unquoted) : [];
  const stamps = await Promise.all(names.map(async (name) => [quoted(name), await stampOf(path, name)] as const));
  return new Map(stamps.filter(([, stamp]) => stamp !== FOLDER));
}

/** Those that look otherwise now. No patch can hold what was done to them. */
export async function touchedIn(files: SubmoduleFiles, path: string): Promise<Buffer[]> {
  const stamps = await Promise.all(
    [...files].map(async ([name, stamp]) => stamp !== (await stampOf(path, unquoted(name)))),
  );
  return [...files.keys()].filter((_, i) => stamps[i]).map(unquoted);
}

const FOLDER = 'folder';

async function stampOf(path: string, name: Buffer): Promise<string> {
  const stat = await lstat(Buffer.concat([Buffer.from(`${path}/`), name])).catch(() => null);
  if (stat === null) return '';
  return stat.isDirectory() ? FOLDER : `${stat.mtimeMs} ${stat.size} ${stat.mode}`;
}

/** Those in whose folder files stand, and no repository: git would not look into it. */
export async function filledSubmodules(path: string, base: Submodules): Promise<string[]> {
  const work = new WorkTree(path);
  const filled: string[] = [];
  for (const name of base.keys()) {
    const bytes = unquoted(name);
    if ((await work.at(bytes)).kind !== 'folder') continue;
    const inside = await readdir(work.whole(bytes)).catch((): string[] => []);
    if (inside.length > 0 && !inside.includes('.git')) filled.push(name);
  }
  return filled;
}
