/**
 * Folders that are kept between checkouts (V7), below a folder of the worker's own that several workers of the machine may share. A kept folder is never
 * changed: it comes into being by a rename when all of it is there, goes away by a rename, and what is used is a copy that shares no file with it. So no
 * running step can write into it or into another checkout, and a worker that dies leaves nothing that another one could take for a whole.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { cleanEnvironment } from '../../processes/clean-environment.js';
import { ourselves } from '../../processes/kill-orphans.js';
import { runProcess } from '../../processes/run-process.js';
import { hasRoom } from '../free-room.js';
import { removeWhatCanBe } from '../remove-folder.js';
import { type FolderPrint, printOf } from './folder-print.js';
import { type Mentions, mentionsIn, renameMentions } from './moved-paths.js';
import { ENTRY_FILE, makingName, trim } from './trim-cache.js';

export interface CacheSettings {
  /** Absolute. Made when something is kept. */
  readonly root: string;
  /** Of all kept folders of all projects; what was used least recently goes first. 0: nothing is kept. */
  readonly limitBytes: number;
}

/** What is known of a kept folder besides its content. */
export interface KeptFacts {
  /** Names of set-up steps that left nothing outside of cached folders when they filled it: with it they need not run again. */
  readonly covered: readonly string[];
  /** The other steps, and what each of them left elsewhere, as a sentence without its subject and end: these run every time. */
  readonly left: readonly LeftElsewhere[];
}

export interface LeftElsewhere {
  readonly step: string;
  readonly what: string;
}

export interface KeptFolder extends KeptFacts {
  readonly place: string;
  readonly print: FolderPrint;
  readonly mentions: Mentions;
}

/** A folder and the checkout that it lies in. */
export interface FolderPlace {
  readonly checkout: string;
  /** From the root of the checkout. */
  readonly path: string;
}

const COPY_MS = 600_000;
const COPY_OUTPUT_BYTES = 1_048_576;
const FILES = 'files';
/** With less room on the disk nothing is kept. */
const FREE_BYTES = 268_435_456;

/** So long is a set-up that left nothing to keep not tried again for the sake of the cache. */
const FUTILE_MS = 3_600_000;
/** Of each worker: when a key was found to be futile. */
const futile = new WeakMap<CacheSettings, Map<string, number>>();

export class FolderCache {
  private readonly folder: string;

  constructor(
    private readonly settings: CacheSettings,
    projectId: string,
    private readonly owner: string,
  ) {
    this.folder = join(settings.root, `project-${short(projectId)}`);
  }

  /** `key` and `scope` name it; null: there is none. One that does not say what it is is removed. Never rejects. */
  async find(key: string, scope: string): Promise<KeptFolder | null> {
    const place = this.placeOf(key, scope);
    const text = await readFile(join(place, ENTRY_FILE), 'utf8').catch(() => null);
    const { covered, left, print, mentions } = parsed(text) ?? {};
    if (Array.isArray(covered) && typeof print?.digest === 'string' && typeof mentions?.origin === 'string') {
      return { place, print, covered, left: Array.isArray(left) ? left : [], mentions };
    }
    await this.drop(place);
    return null;
  }

  /**
   * Puts a copy into the checkout, where nothing may be at its path. False: what is kept is damaged or has gone meanwhile, and nothing is there.
   * Damaged folders are removed.
   */
  async restore(
    { place, print, mentions }: KeptFolder,
    { checkout, path }: FolderPlace,
    signal?: AbortSignal,
  ): Promise<boolean> {
    const target = join(checkout, path);
    const now = new Date();
    await utimes(place, now, now).catch(() => undefined);
    await mkdir(dirname(target), { recursive: true });
    const copied = await this.copy(join(place, FILES), target, signal);
    const isWhole = copied && (await printOf(target).catch(() => null))?.digest === print.digest;
    if (isWhole && (await renameMentions(target, mentions, checkout).then(isDone, isNot))) return true;
    await removeWhatCanBe(target);
    if (!signal?.aborted) await this.drop(place);
    return false;
  }

  /** Keeps a copy of the folder; answers whether it is kept now. Never rejects: without a cache the work continues, only slower. */
  async keep(
    { key, scope }: { readonly key: string; readonly scope: string },
    { checkout, path }: FolderPlace,
    facts: KeptFacts,
    signal?: AbortSignal,
  ): Promise<boolean> {
    const source = join(checkout, path);
    try {
      const before = await printOf(source);
      if (before.bytes > this.settings.limitBytes) return false;
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      if (!(await hasRoom(this.folder, before.bytes + FREE_BYTES))) return false;
      const making = join(this.folder, makingName(ourselves(this.owner), randomBytes(4).toString('hex')));
      try {
        await mkdir(making, { mode: 0o700 });
        if (!(await this.copy(source, join(making, FILES), signal))) return false;
        const print = await printOf(join(making, FILES));
        const mentions = await mentionsIn(join(making, FILES), checkout);
        if (print.digest !== before.digest) return false;
        await writeFile(join(making, ENTRY_FILE), JSON.stringify({ ...facts, print, mentions }));
        await rename(making, this.placeOf(key, scope)).catch(unlessThere);
      } finally {
        await removeWhatCanBe(making);
      }
      await trim(this.settings.root, this.settings.limitBytes);
      return true;
    } catch {
      return false;
    }
  }

  /** Whether a set-up that was run to fill this key has left nothing that could be kept: no such folder, or one that is too large. */
  isFutile(key: string): boolean {
    const at = futile.get(this.settings)?.get(key);
    return at !== undefined && Date.now() - at < FUTILE_MS;
  }

  noteFutile(key: string): void {
    const known = futile.get(this.settings) ?? new Map<string, number>();
    futile.set(this.settings, known.set(key, Date.now()));
  }

  /** Renamed first: nobody begins to read what is being removed. */
  private async drop(place: string): Promise<void> {
    const going = join(this.folder, makingName(ourselves(this.owner), randomBytes(4).toString('hex')));
    if (await rename(place, going).then(isDone, isNot)) await removeWhatCanBe(going);
  }

  /** Links are copied as links, times and modes as they are; blocks are shared only where the file system copies them when one side is written. */
  private async copy(from: string, to: string, signal?: AbortSignal): Promise<boolean> {
    const { end, exitCode } = await runProcess({
      argv: ['cp', '-a', '--', from, to],
      cwd: dirname(to),
      env: cleanEnvironment([], { LC_ALL: 'C' }),
      owner: this.owner,
      timeoutMs: COPY_MS,
      maxOutputBytes: COPY_OUTPUT_BYTES,
      ...(signal ? { signal } : {}),
    });
    return end === 'exited' && exitCode === 0;
  }

  private placeOf(key: string, scope: string): string {
    return join(this.folder, `${key}-${short(scope)}`);
  }
}

const isDone = (): boolean => true;
const isNot = (): boolean => false;

const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

function parsed(text: string | null): Partial<KeptFolder> | null {
  try {
    return text === null ? null : (JSON.parse(text) as object);
  } catch {
    return null;
  }
}

/** Another worker was faster: one is as good as the other. */
function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST' && error.code !== 'ENOTEMPTY') throw error;
}
