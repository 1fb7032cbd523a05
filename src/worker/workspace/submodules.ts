/**
 * What an agent did to submodules (G8). The base's stand in its workspace as empty folders. One that was moved, added, removed or filled with files is
 * part of the changes, so that the gate can refuse it by name: left out, it would vanish without a word. Only ids are read, never what is inside.
 */
import { lstat, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LaidIndex } from './laid-index.js';
import type { OwnRepository } from './own-repository.js';
import { quoted, unquoted } from './quoted-path.js';
import { linesOf } from './run-git.js';
import { WorkTree } from './work-tree.js';

export const SUBMODULE_MODE = '160000';
/** The mode of a submodule as an index holds it. */
const MODE_BYTES = Buffer.from([0, 0, 0xe0, 0]);
const MOST_INDEX_BYTES = 268_435_456;

/** Ids of submodules by their quoted paths. */
export type Submodules = ReadonlyMap<string, string>;

/** Those that the base has. */
export async function submodulesOf(own: OwnRepository, index: LaidIndex): Promise<Submodules> {
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
    if (mode === SUBMODULE_MODE && id !== undefined) found.set(quoted(unquoted(line.slice(line.indexOf('\t') + 1))), id);
  }
  return found;
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
