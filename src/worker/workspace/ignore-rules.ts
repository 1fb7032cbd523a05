/**
 * The base's own rules of what to ignore: what they ignore stays out, also if the agent changed or removed them, so that no .env leaves because of a lost line.
 * Where the rules that stand on the way to a file are the base's, git has followed them already when it listed the file, and is not called again.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { quoted, unquoted } from '../../git/quoted-path.js';
import type { OwnRepository } from './own-repository.js';
import type { PlacedIndex } from './placed-index.js';
import { linesOf } from './run-git.js';
import { WorkTree } from './work-tree.js';

const RULES = '.gitignore';
const SLASH = 0x2f;

export interface ListedFiles {
  /** Not known to git, and not ignored by what is in the work tree. */
  readonly untracked: readonly Buffer[];
  /** Known to git, and changed or gone. */
  readonly changed: readonly Buffer[];
}

/** Of the untracked files those that the base's rules do not ignore. `index`: the base's. */
export async function notIgnoredByBase(
  own: OwnRepository,
  path: string,
  index: PlacedIndex,
  { untracked, changed }: ListedFiles,
): Promise<readonly Buffer[]> {
  if (untracked.length === 0 || !index.bytes.includes(RULES)) return untracked;
  if (await areTheBases(own, path, index, untracked, changed)) return untracked;
  const { out } = await own.git(['ls-files', '--', `:(glob)**/${RULES}`]);
  if (out === '') return untracked;
  const rules = join(own.folder, 'rules');
  await mkdir(rules);
  await own.git(['checkout-index', '--stdin', `--prefix=${rules}/`], { cwd: rules, workTree: rules, stdin: out });
  const stdin = untracked.map((name) => `${quoted(name)}\n`).join('');
  const ignored = await own.git(['check-ignore', '--no-index', '--stdin'], {
    cwd: rules,
    workTree: rules,
    stdin,
    accept: [1],
  });
  const left = new Set(linesOf(ignored.out).map((line) => unquoted(line).toString('latin1')));
  return untracked.filter((name) => !left.has(name.toString('latin1')));
}

/** Did the agent leave all rules of the base as they were, and add none on the way to the files? */
async function areTheBases(
  own: OwnRepository,
  path: string,
  index: PlacedIndex,
  files: readonly Buffer[],
  changed: readonly Buffer[],
): Promise<boolean> {
  if (changed.some((name) => isRules(name.toString('latin1')))) return false;
  const known = namesIn(index.bytes, own.objects.format === 'sha256' ? 32 : 20);
  if (known === null) return false;
  const work = new WorkTree(path);
  for (const folder of foldersOn(files)) {
    const name = `${folder}${RULES}`;
    if (!known.has(name) && (await work.at(Buffer.from(name, 'latin1'))).kind !== 'nothing') return false;
  }
  return true;
}

const isRules = (name: string): boolean => name === RULES || name.endsWith(`/${RULES}`);

/** As latin1, each with a slash at its end; the root is "". */
function foldersOn(names: readonly Buffer[]): ReadonlySet<string> {
  const folders = new Set(['']);
  for (const name of names)
    for (let end = name.indexOf(SLASH); end >= 0; end = name.indexOf(SLASH, end + 1))
      folders.add(name.toString('latin1', 0, end + 1));
  return folders;
}

const HEAD_BYTES = 12;
/** Times, device, inode, mode, owner and size of an entry. */
const STAT_BYTES = 40;
const EXTENDED = 0x4000;
const LONG_NAME = 0xfff;

/** Names of files with rules in an index, as latin1; null: it has a form that is not read here. */
export function namesIn(index: Buffer, idBytes: number): ReadonlySet<string> | null {
  const version = index.readUInt32BE(4);
  if (index.toString('latin1', 0, 4) !== 'DIRC' || version > 3) return null;
  const names = new Set<string>();
  let at = HEAD_BYTES;
  for (let left = index.readUInt32BE(8); left > 0; left -= 1) {
    const flags = index.readUInt16BE(at + STAT_BYTES + idBytes);
    const start = at + STAT_BYTES + idBytes + ((flags & EXTENDED) === 0 ? 2 : 4);
    const length = flags & LONG_NAME;
    const end = length < LONG_NAME ? start + length : index.indexOf(0, start);
    const name = index.toString('latin1', start, end);
    if (isRules(name)) names.add(name);
    // Filled up to eight bytes, with one zero at least.
    at += (Math.floor((end - at) / 8) + 1) * 8;
  }
  return names;
}
