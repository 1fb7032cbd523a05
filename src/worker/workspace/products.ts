/**
 * What the set-up left in a clone before the agent began (V7). None of it is the agent's work: cached folders and files that git does not know stay out of
 * the patch and of its limits, and files that git knows are put back.
 */
import { appendFile, lstat } from 'node:fs/promises';
import { join } from 'node:path';

import { quoted, unquoted } from '../../git/quoted-path.js';
import type { OwnRepository } from './own-repository.js';
import { type PlacedIndex, putIndex } from './placed-index.js';
import { git, linesOf } from './run-git.js';

const SLASH = 0x2f;
/** An agent's own git needs no more entries. */
const REPORTED_TO_CLONE = 1_000;

export class Products {
  static readonly NONE = new Products([], new Map());

  private constructor(
    /** Cached folders below the work tree. */
    private readonly folders: readonly string[],
    /** Stamps by path, as bytes; a path that ends in "/" is a repository of its own. */
    private readonly files: ReadonlyMap<string, string>,
  ) {}

  /** Call it when the set-up has ended and nobody else has been there; puts back what git knows. */
  static async of(own: OwnRepository, path: string, index: PlacedIndex, folders: readonly string[]): Promise<Products> {
    const known = new Products(folders, new Map());
    await putIndex(own, index);
    await putBack(own, path);
    await known.excludeIn(own);
    const { out } = await own.git(['ls-files', '--others', '--exclude-standard'], { cwd: path, workTree: path });
    const files = new Map<string, string>();
    for (const name of linesOf(out).map(unquoted))
      if (!known.has(name)) files.set(latin(name), await stampOf(path, name));
    const lines = [...known.patterns(), ...[...files.keys()].slice(0, REPORTED_TO_CLONE).flatMap(patternOf)];
    await appendFile(join(path, '.git/info/exclude'), lines.map((line) => `${line}\n`).join(''));
    return new Products(folders, files);
  }

  /** So that git does not even look into them. */
  async excludeIn(own: OwnRepository): Promise<void> {
    if (this.folders.length > 0)
      await appendFile(
        join(own.gitDir, 'info/exclude'),
        this.patterns()
          .map((line) => `${line}\n`)
          .join(''),
      );
  }

  /** A file that git does not know, or a folder of such with "/" behind it. */
  has(name: Buffer): boolean {
    const path = latin(name);
    if (
      this.files.has(path) ||
      this.folders.some(
        (folder) => path === latin(Buffer.from(folder)) || path.startsWith(`${latin(Buffer.from(folder))}/`),
      )
    ) {
      return true;
    }
    for (let end = name.indexOf(SLASH); end >= 0; end = name.indexOf(SLASH, end + 1))
      if (this.files.has(path.slice(0, end + 1))) return true;
    return false;
  }

  /** Of files that the set-up made: those that look otherwise now. */
  async changed(path: string, names: readonly Buffer[]): Promise<Buffer[]> {
    const changed: Buffer[] = [];
    for (const name of names) {
      const stamp = this.files.get(latin(name));
      if (stamp !== undefined && stamp !== (await stampOf(path, name))) changed.push(name);
    }
    return changed;
  }

  private patterns(): string[] {
    return this.folders.map((folder) => `/${folder}`);
  }
}

/** Files that git knows and the set-up changed or removed: a lock file that an installer wrote anew is no work of the agent's. */
async function putBack(own: OwnRepository, path: string): Promise<void> {
  const { out } = await own.git(['diff-files', '--name-only', '--no-renames', '--ignore-submodules'], {
    cwd: path,
    workTree: path,
  });
  if (out === '') return;
  const stdin = linesOf(out)
    .map((line) => `${quoted(unquoted(line))}\n`)
    .join('');
  await own.git(['checkout-index', '--force', '--quiet', '--stdin'], { cwd: path, workTree: path, stdin });
  // The clone's own index must know the new times, or an Auditor's patch could not be applied to it.
  await git(['update-index', '-q', '--refresh'], { cwd: path, accept: [1] });
}

const latin = (name: Buffer): string => name.toString('latin1');

async function stampOf(path: string, name: Buffer): Promise<string> {
  const stat = await lstat(Buffer.concat([Buffer.from(`${path}/`), name])).catch(() => null);
  return stat === null ? '' : `${stat.ctimeMs} ${stat.size} ${stat.mode}`;
}

/** Names that a line of an ignore file can hold as they are. */
const patternOf = (path: string): string[] => (/^[\w@+=,./-]+$/.test(path) ? [`/${path}`] : []);
