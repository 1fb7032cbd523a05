/**
 * Finds the report files that a step wrote. What stood there before the step, because it was committed or an earlier step wrote it, is not its
 * report: an agent could commit a green one. Nothing outside the checkout is read: no symlink is followed, and only plain files are opened.
 */
import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { firstBytes } from '../../processes/kept-output.js';

export interface FoundReport {
  readonly path: string;
  readonly bytes: number;
  readonly cut: boolean;
  readonly text: string;
}

/** What stood there: a stamp by path. */
export type ReportsBefore = ReadonlyMap<string, string>;

/** Folders that hold what others wrote; a glob that names one itself is followed into it. */
const NOT_ENTERED = new Set(['.git', 'node_modules']);
const MOST_ENTRIES = 300_000;

/** To be asked before the step. */
export async function reportsBefore(checkout: string, glob: string): Promise<ReportsBefore> {
  const stamps = new Map<string, string>();
  for (const path of await matching(checkout, glob)) stamps.set(path, await stampOf(join(checkout, path)));
  return stamps;
}

/** Reports that are new or were written again since, sorted by path; `left` counts those over `most`. */
export async function reportsSince(
  checkout: string,
  glob: string,
  before: ReportsBefore,
  { most, bytes }: { readonly most: number; readonly bytes: number },
): Promise<{ readonly found: readonly FoundReport[]; readonly left: number }> {
  const found: FoundReport[] = [];
  let left = 0;
  for (const path of await matching(checkout, glob)) {
    const stamp = await stampOf(join(checkout, path));
    if (stamp === before.get(path)) continue;
    if (found.length === most) left += 1;
    else found.push(...(await read(checkout, path, bytes)));
  }
  return { found, left };
}

/** Paths of plain files. The walk begins where the glob has its first wildcard. */
async function matching(checkout: string, glob: string): Promise<readonly string[]> {
  const isMatch = picomatch(glob.replace(/[()|+"$]/g, '\\$&'), { dot: true, noextglob: true, nonegate: true, windows: false });
  const segments = glob.split('/');
  const wild = segments.findIndex((segment) => /[*?[{]/.test(segment));
  const base = segments.slice(0, wild < 0 ? -1 : Math.min(wild, segments.length - 1));
  for (let depth = 1; depth <= base.length; depth += 1) if (!(await isFolder(join(checkout, ...base.slice(0, depth))))) return [];
  const paths: string[] = [];
  const open = [base.join('/')];
  let entries = 0;
  for (let folder = open.pop(); folder !== undefined && entries < MOST_ENTRIES; folder = open.pop()) {
    for (const entry of await readdir(join(checkout, folder), { withFileTypes: true }).catch(() => [])) {
      entries += 1;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile() && (path === glob || isMatch(path))) paths.push(path);
      else if (entry.isDirectory() && wild >= 0 && !NOT_ENTERED.has(entry.name)) open.push(path);
    }
  }
  return paths.sort();
}

async function isFolder(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null))?.isDirectory() ?? false;
}

/** Changes with every writing of a file, also of the same content; no program can set it. */
async function stampOf(path: string): Promise<string> {
  const stat = await lstat(path, { bigint: true }).catch(() => null);
  return stat === null ? 'gone' : `${stat.ino}.${stat.ctimeNs}.${stat.size}`;
}

/** One, or none if it cannot be read. */
async function read(checkout: string, path: string, mostBytes: number): Promise<FoundReport[]> {
  // Without waiting: a pipe that took its place would never answer.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(join(checkout, path), flags).catch(() => null);
  if (file === null) return [];
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return [];
    const buffer = Buffer.alloc(Math.min(stat.size, mostBytes + 1));
    let length = 0;
    for (let step = 1; step > 0 && length < buffer.length; length += step) {
      step = (await file.read(buffer, length, buffer.length - length, length)).bytesRead;
    }
    const bytes = firstBytes(buffer.subarray(0, length), mostBytes);
    return [{ path, bytes: stat.size, cut: stat.size > bytes.length, text: bytes.toString('utf8') }];
  } finally {
    await file.close();
  }
}
