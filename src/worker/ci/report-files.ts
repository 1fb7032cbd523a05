/**
 * Finds the report files that a step wrote. What stood there before the step, because it was committed or an earlier step wrote it, is not its
 * report: an agent could commit a green one. What matches and cannot be taken is reported by its path and the reason (V8): nothing is left out silently.
 */
import { constants } from 'node:fs';
import { lstat, open, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { CondensedParts } from '../../domain/rules/ci/reports/condensed-parts.js';
import { reportText } from '../../domain/rules/ci/reports/report-text.js';
import { firstBytes } from '../../processes/kept-output.js';
import { condenseFile } from './condense-file.js';
import { type ReportWalk, walkFor } from './report-walk.js';

export interface FoundReport {
  readonly path: string;
  /** As it is on the disk. */
  readonly bytes: number;
  readonly cut: boolean;
  /** What it says, whole or up to the limit; or in short, if that was possible and it is too long to be sent. */
  readonly text: string | CondensedParts;
  /** Why it could not be condensed, as the end of a sentence that begins with its path; null: it could, or need not. */
  readonly fault: string | null;
}

/** What stood there: a stamp by path, and the folders that could not be read. */
export interface ReportsBefore {
  readonly stamps: ReadonlyMap<string, string>;
  readonly closed: ReadonlySet<string>;
}

export interface ReportBounds {
  /** Of one report; more is cut off. */
  readonly bytes: number;
  /** Files and folders that are looked at. */
  readonly entries: number;
}

export interface ReportTaker {
  /** Of the next report, at most so many bytes are of use as they are; a longer one is condensed. */
  readonly room: () => number;
  /** Takes out of a value what must not leave the machine (A4); nothing else does so for a condensed report. */
  readonly change: (value: string) => string;
  /** Answers why it does not take the report, as the end of a sentence that begins with its path, or null. */
  readonly take: (report: FoundReport) => string | null;
}

export interface LeftOut {
  readonly path: string;
  /** The end of a sentence that begins with the path. */
  readonly why: string;
}

export interface ReportsSince {
  readonly leftOut: readonly LeftOut[];
  /** Why there is nothing at all, as a sentence; null: there is something. */
  readonly hint: string | null;
}

/** Entries that a second look into folders of packages may cost. */
const MOST_SECOND_LOOK = 20_000;
const MOST_DISPLAYED = 3;

/** To be asked before the step. */
export async function reportsBefore(checkout: string, glob: string, { entries }: ReportBounds): Promise<ReportsBefore> {
  const walk = await walkFor(checkout, glob, entries);
  const stamps = new Map<string, string>();
  for (const path of [...walk.files, ...walk.others.keys()]) stamps.set(path, await stampOf(checkout, path));
  return { stamps, closed: new Set(walk.closed) };
}

/** Gives reports that are new or were written again since to the taker, sorted by path. */
export async function reportsSince(
  checkout: string,
  glob: string,
  before: ReportsBefore,
  bounds: ReportBounds,
  taker: ReportTaker,
): Promise<ReportsSince> {
  const walk = await walkFor(checkout, glob, bounds.entries);
  const leftOut: LeftOut[] = [];
  const stale: string[] = [];
  let taken = 0;
  for (const path of walk.files) {
    if ((await stampOf(checkout, path)) === before.stamps.get(path)) {
      stale.push(path);
      continue;
    }
    const report = await read(checkout, path, bounds.bytes, taker);
    const why = typeof report === 'string' ? report : taker.take(report);
    if (why === null) taken += 1;
    else leftOut.push({ path, why });
  }
  for (const [path, why] of walk.others) {
    if ((await stampOf(checkout, path)) !== before.stamps.get(path)) leftOut.push({ path, why });
  }
  for (const path of walk.closed)
    if (!before.closed.has(path)) leftOut.push({ path, why: 'is a folder that cannot be read' });
  if (walk.ended)
    leftOut.push({
      path: glob,
      why: `was looked for in the first ${bounds.entries} files and folders only; a longer path before the wildcard helps`,
    });
  const isNone = taken === 0 && leftOut.length === 0;
  return { leftOut, hint: isNone ? await whyNone(checkout, glob, walk, stale) : null };
}

async function whyNone(checkout: string, glob: string, walk: ReportWalk, stale: readonly string[]): Promise<string> {
  const { blocked, folders, linked, passedBy } = walk;
  if (blocked !== null) return `The report glob "${glob}" ${blocked}`;
  if (stale.length > 0)
    return `${listed(stale)} existed before the step and ${stale.length === 1 ? 'was' : 'were'} not written again`;
  if (folders[0] !== undefined) return `${folders[0]} is a folder; for its files write "${folders[0]}/**"`;
  const none = `no file matches the report glob "${glob}"`;
  const hidden = passedBy.length === 0 ? [] : (await walkFor(checkout, glob, MOST_SECOND_LOOK, passedBy)).files;
  if (hidden.length > 0)
    return `${none} outside of node_modules and .git, which are searched only if the glob names them: ${listed(hidden)}`;
  if (linked.length > 0) return `${none}; symlinks are not followed: ${listed(linked)}`;
  return none;
}

function listed(paths: readonly string[]): string {
  const more = paths.length > MOST_DISPLAYED ? ` and ${paths.length - MOST_DISPLAYED} more` : '';
  return paths.slice(0, MOST_DISPLAYED).join(', ') + more;
}

/** Changes with every writing of a file, also of the same content and through a symlink; no program can set it. */
async function stampOf(checkout: string, path: string): Promise<string> {
  const own = await lstat(join(checkout, path), { bigint: true }).catch(() => null);
  if (own === null) return 'gone';
  const target = own.isSymbolicLink() ? await stat(join(checkout, path), { bigint: true }).catch(() => null) : null;
  return [own, target].map((each) => (each === null ? '' : `${each.ino}.${each.ctimeNs}.${each.size}`)).join(' ');
}

/** The report, or why it cannot be read, as the end of a sentence that begins with its path. */
async function read(
  checkout: string,
  path: string,
  mostBytes: number,
  { room, change }: ReportTaker,
): Promise<FoundReport | string> {
  // Without waiting: a pipe that took its place would never answer.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(join(checkout, path), flags).catch((error: NodeJS.ErrnoException) => error);
  if (file instanceof Error)
    return file.code === 'ENOENT' ? 'vanished before it was read' : `cannot be read (${file.code})`;
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return 'is no plain file';
    const isLong = stats.size > Math.min(mostBytes, room());
    const short = isLong ? await condenseFile(file, change) : null;
    if (short !== null && !('fault' in short)) return { path, bytes: stats.size, cut: false, text: short, fault: null };
    const buffer = Buffer.alloc(Math.min(stats.size, mostBytes + 1));
    let length = 0;
    for (let step = 1; step > 0 && length < buffer.length; length += step) {
      step = (await file.read(buffer, length, buffer.length - length, length)).bytesRead;
    }
    const isCut = stats.size > mostBytes;
    const bytes = isCut ? firstBytes(buffer.subarray(0, length), mostBytes) : buffer.subarray(0, length);
    return { path, bytes: stats.size, cut: isCut, text: reportText(bytes, { isCut }), fault: short?.fault ?? null };
  } catch (error) {
    return `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`;
  } finally {
    await file.close();
  }
}
