/** Bounds what is kept: the folders that were used least recently go first, and what dead workers were making goes too. */
import { randomBytes } from 'node:crypto';
import { lstat, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

import { ourselves } from '../../processes/kill-orphans.js';
import type { Starter } from '../../processes/process-mark.js';
import { stillRuns } from '../../processes/process-table.js';
import { removeWhatCanBe } from '../remove-folder.js';
import type { FolderPrint } from './folder-print.js';

export const ENTRY_FILE = 'entry.json';
const PROJECT = /^project-[0-9a-f]{16}$/;
const KEPT = /^[0-9a-f]{64}-[0-9a-f]{16}$/;
const MAKING = /^making-(\d+)-(\d+)-[0-9a-f]+$/;
/** A worker of another machine may be at work where several share the folder; none takes longer. */
const MAKING_MS = 3_600_000;

/** The name of what is being made or removed, with who does it. */
export const makingName = ({ pid, began }: Pick<Starter, 'pid' | 'began'>, word: string): string =>
  `making-${pid}-${began}-${word}`;

interface Kept {
  readonly place: string;
  readonly bytes: number;
  readonly usedMs: number;
}

/** Never rejects. Several may trim at once. */
export async function trim(root: string, limitBytes: number): Promise<void> {
  const kept: Kept[] = [];
  for (const project of (await namesIn(root)).filter((name) => PROJECT.test(name))) {
    for (const name of await namesIn(join(root, project))) {
      const place = join(root, project, name);
      if (KEPT.test(name)) kept.push(await keptAt(place));
      else if (await isLeft(name, place)) await removeWhatCanBe(place);
    }
  }
  let bytes = kept.reduce((sum, each) => sum + each.bytes, 0);
  for (const each of kept.sort((a, b) => a.usedMs - b.usedMs)) {
    if (bytes <= limitBytes) return;
    const going = join(each.place, '..', makingName(ourselves('cache'), randomBytes(4).toString('hex')));
    if (
      await rename(each.place, going).then(
        () => true,
        () => false,
      )
    )
      await removeWhatCanBe(going);
    bytes -= each.bytes;
  }
}

/** What cannot be read takes the place of the oldest. */
async function keptAt(place: string): Promise<Kept> {
  const stat = await lstat(place).catch(() => null);
  const text = await readFile(join(place, ENTRY_FILE), 'utf8').catch(() => '{}');
  try {
    const { print } = JSON.parse(text) as { readonly print?: Partial<FolderPrint> };
    if (typeof print?.bytes === 'number') return { place, bytes: print.bytes, usedMs: stat?.mtimeMs ?? 0 };
  } catch {
    // Damaged.
  }
  return { place, bytes: 0, usedMs: 0 };
}

async function isLeft(name: string, place: string): Promise<boolean> {
  const [, pid, began] = MAKING.exec(name) ?? [];
  if (pid === undefined || stillRuns({ pid: Number(pid), began: Number(began) })) return false;
  const stat = await lstat(place).catch(() => null);
  return stat !== null && Date.now() - stat.mtimeMs > MAKING_MS;
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
