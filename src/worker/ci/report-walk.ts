/**
 * Walks the checkout for what a report glob matches, and remembers what it passed by: symlinks, folders that it may not read, folders of others. Nothing
 * outside the checkout is read, and no symlink is followed; of a symlink's target only its kind and its times are looked at.
 */
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

import picomatch from 'picomatch';

export interface ReportWalk {
  /** Plain files that match, sorted. */
  readonly files: readonly string[];
  /** Matches that are no plain files, with what they are, as the end of a sentence: symlinks to files, pipes, sockets. */
  readonly others: ReadonlyMap<string, string>;
  /** Folders that match. */
  readonly folders: readonly string[];
  /** Folders that are symlinks. */
  readonly linked: readonly string[];
  /** Folders that could not be read. */
  readonly closed: readonly string[];
  /** Folders of packages that were not entered. */
  readonly passedBy: readonly string[];
  /** Where the path of the glob before its first wildcard ends too early, as the end of a sentence that begins with the glob. */
  readonly blocked: string | null;
  /** There were more entries than may be looked at. */
  readonly ended: boolean;
}

/** Folders that hold what others wrote; a glob that names one itself is followed into it. */
const NOT_ENTERED = ['.git', 'node_modules'];
const MOST_KEPT = 20;

/** The walk begins where the glob has its first wildcard. `within`: folders to look into instead, whatever their names. */
export async function walkFor(
  checkout: string,
  glob: string,
  entries: number,
  within?: readonly string[],
): Promise<ReportWalk> {
  const isMatch = matcher(glob);
  const segments = glob.split('/');
  const wild = segments.findIndex((segment) => /[*?[{]/.test(segment));
  const base = segments.slice(0, wild < 0 ? -1 : Math.min(wild, segments.length - 1));
  const closedTo = new Set(within ? [] : NOT_ENTERED.filter((name) => !segments.includes(name)));
  const blocked = within ? null : await whyBlocked(checkout, base);
  const [files, folders, linked, closed, passedBy]: [string[], string[], string[], string[], string[]] = [
    [],
    [],
    [],
    [],
    [],
  ];
  const links: string[] = [];
  const others = new Map<string, string>();
  const open = blocked === null ? [...(within ?? [base.join('/')])] : [];
  let seen = 0;
  for (let folder = open.pop(); folder !== undefined && seen < entries; folder = open.pop()) {
    const found = await readdir(join(checkout, folder), { withFileTypes: true }).catch(
      (error: NodeJS.ErrnoException) => error,
    );
    if (found instanceof Error) {
      if (found.code !== 'ENOENT') closed.push(folder === '' ? '.' : folder);
      continue;
    }
    for (const entry of found) {
      seen += 1;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const matches = path === glob || isMatch(path);
      if (entry.isDirectory()) {
        if (matches && wild < 0) folders.push(path);
        if (wild < 0) continue;
        if (closedTo.has(entry.name)) keep(passedBy, path);
        else open.push(path);
      } else if (entry.isSymbolicLink()) {
        const isFolder = (await stat(join(checkout, path)).catch(() => null))?.isDirectory() ?? false;
        if (isFolder) keep(linked, path);
        else if (matches) links.push(path);
      } else if (matches && entry.isFile()) files.push(path);
      else if (matches) others.set(path, 'is no plain file');
    }
  }
  const plain = new Set(files);
  for (const path of links)
    if (await leadsElsewhere(checkout, path, plain)) others.set(path, 'is a symlink, which is not followed');
  return {
    files: files.sort(),
    others,
    folders,
    linked,
    closed,
    passedBy,
    blocked,
    ended: open.length > 0 || seen >= entries,
  };
}

const matcher = (glob: string): ((path: string) => boolean) =>
  picomatch(glob.replace(/[()|+"$]/g, '\\$&'), { dot: true, noextglob: true, nonegate: true, windows: false });

function keep(list: string[], path: string): void {
  if (list.length < MOST_KEPT) list.push(path);
}

async function whyBlocked(checkout: string, base: readonly string[]): Promise<string | null> {
  for (let depth = 1; depth <= base.length; depth += 1) {
    const path = base.slice(0, depth).join('/');
    const found = await lstat(join(checkout, path)).catch(() => null);
    if (found === null) return `leads into the folder ${path}, which is not there`;
    if (found.isSymbolicLink()) return `leads through the symlink ${path}, which is not followed`;
    if (!found.isDirectory()) return `leads through ${path}, which is no folder`;
  }
  return null;
}

/** A link to a file that matches by itself leaves nothing out; nor does one that leads nowhere. */
async function leadsElsewhere(checkout: string, path: string, plain: ReadonlySet<string>): Promise<boolean> {
  const target = await realpath(join(checkout, path)).catch(() => null);
  if (target === null) return false;
  const inside = relative(await realpath(checkout), target)
    .split(sep)
    .join('/');
  return !plain.has(inside);
}
