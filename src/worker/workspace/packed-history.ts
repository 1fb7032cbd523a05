/**
 * The history of a commit as a pack, written in one step from the objects of the real repository: nothing is unpacked, hashed or compressed again.
 * All of it where that is quick; of a large repository the latest commits, as a shallow clone has them.
 */
import { open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { OwnRepository } from './own-repository.js';
import { type GitCall, linesOf } from './run-git.js';
import { WorkspaceFault } from './workspace-fault.js';

/** What a repository of the packed objects needs besides. */
export interface PackedHistory {
  /** The lines of its file `shallow`; none: the history is whole. */
  readonly shallow: readonly string[];
}

/** Whole histories of more objects would be waited for. */
const MOST_OBJECTS = 300_000;
/** Loose objects and those of alternates are not counted: then the time says that there are too many. */
const WHOLE_MS = 5_000;
/** Commits of a history that is cut: enough to see how the project writes its own. */
const LATEST = 200;

/** Puts a pack of the base commit and its history into `folder`. What is missing in the history, as in a partial clone, cuts it. */
export async function packHistory(
  own: OwnRepository,
  base: string,
  folder: string,
  signal?: AbortSignal,
): Promise<PackedHistory> {
  const before = await readShallow(own);
  const lengths = (await objectsIn(own.objects.folder)) > MOST_OBJECTS ? [LATEST, 1] : [null, LATEST, 1];
  const stop = signal === undefined ? {} : { signal };
  for (;;) {
    const length = lengths.shift()!;
    const shallow = length === null ? before : await endsOf(own, base, length, before);
    await writeShallow(own, shallow);
    try {
      await writePack(own, folder, [base], { ...stop, ...(length === null ? { timeoutMs: WHOLE_MS } : {}) });
      return { shallow };
    } catch (error) {
      if (lengths.length === 0 || (error instanceof WorkspaceFault && error.kind === 'stopped')) throw error;
      await writeShallow(own, before);
    }
  }
}

/** Puts a pack of what `base` has and `tips` have not into `folder`; nothing, if there is nothing. `shallow` is that of the history that has the tips. */
export async function packFurther(
  own: OwnRepository,
  base: string,
  { tips, shallow }: { readonly tips: readonly string[] } & PackedHistory,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  await writeShallow(own, shallow);
  await writePack(own, folder, [base, ...tips.map((tip) => `^${tip}`)], signal === undefined ? {} : { signal });
}

/** Puts a pack of the commit alone, without its history, into `folder`. */
export async function packCommit(
  own: OwnRepository,
  commit: string,
  folder: string,
  call: Partial<GitCall>,
): Promise<PackedHistory> {
  const shallow = [commit];
  await writeShallow(own, shallow);
  await writePack(own, folder, [commit], call);
  return { shallow };
}

/** Does `base` continue from `tip` in one line of at most `most` commits? Then it needs nothing that lies behind the end of a history that is cut. */
export async function isFurther(own: OwnRepository, base: string, tip: string, most: number): Promise<boolean> {
  const { out } = await own.git(['rev-list', '--parents', `--max-count=${most}`, base, `^${tip}`], { accept: [128] });
  const commits = linesOf(out).map((line) => line.split(' '));
  return commits.length > 0 && commits.every((ids) => ids.length === 2) && commits.at(-1)![1] === tip;
}

async function writePack(
  own: OwnRepository,
  folder: string,
  revisions: readonly string[],
  call: Partial<GitCall>,
): Promise<void> {
  const words = [
    'pack-objects',
    '--revs',
    '--non-empty',
    '--delta-base-offset',
    '--window=0',
    '-q',
    join(folder, 'pack'),
  ];
  await own.git(words, { ...call, stdin: `${revisions.join('\n')}\n` });
}

/** The latest commits, of which those whose parents are not among them are the ends. */
async function endsOf(
  own: OwnRepository,
  base: string,
  length: number,
  before: readonly string[],
): Promise<readonly string[]> {
  await writeShallow(own, before);
  const { out } = await own.git(['rev-list', '--topo-order', '--parents', `--max-count=${length}`, base]);
  const commits = linesOf(out).map((line) => line.split(' '));
  const known = new Set(commits.map(([id]) => id!));
  const cut = commits.filter(([, ...parents]) => parents.some((parent) => !known.has(parent))).map(([id]) => id!);
  return [...before.filter((id) => known.has(id)), ...cut];
}

/** How many the packs of a folder hold, as the tables of their indexes end. */
async function objectsIn(objects: string): Promise<number> {
  let count = 0;
  const folder = join(objects, 'pack');
  for (const name of await readdir(folder).catch(() => []))
    if (name.endsWith('.idx')) count += await countIn(join(folder, name));
  return count;
}

const TABLE_BYTES = 256 * 4;
const MAGIC = 0xff744f63;

async function countIn(index: string): Promise<number> {
  const file = await open(index).catch(() => null);
  if (file === null) return 0;
  try {
    const head = Buffer.alloc(8 + TABLE_BYTES);
    await file.read(head, 0, head.length, 0);
    return head.readUInt32BE(head.readUInt32BE(0) === MAGIC ? head.length - 4 : TABLE_BYTES - 4);
  } finally {
    await file.close();
  }
}

async function readShallow(own: OwnRepository): Promise<readonly string[]> {
  return linesOf(await readFile(join(own.gitDir, 'shallow'), 'utf8').catch(() => ''));
}

/** An empty file would make a repository shallow, too. */
export async function writeShallow({ gitDir }: Pick<OwnRepository, 'gitDir'>, lines: readonly string[]): Promise<void> {
  const file = join(gitDir, 'shallow');
  if (lines.length === 0) await rm(file, { force: true });
  else await writeFile(file, lines.map((line) => `${line}\n`).join(''));
}
