/**
 * The set-up of one checkout (V7): folders out of the cache, then the steps, then what they filled into the cache. Only steps of the set-up on a commit as
 * it is recorded ever fill it: neither an agent nor a judged step has run in the checkout before.
 */
import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { type KeyedFolder, keyedFolders } from './cache-keys.js';
import type { FolderCache, KeptFacts, KeptFolder, LeftElsewhere } from './folder-cache.js';
import { difference, type Looked, outside } from './outside.js';
import type { Preparation, SetupStep } from './preparation.js';
import type { StepRun } from './step-run.js';
import type { TrackedFile } from './tracked-files.js';

export interface SetUpOrder {
  readonly preparation: Preparation;
  readonly place: Looked;
  /** Of the commit that is checked out. */
  readonly files: readonly TrackedFile[];
  /** null: nothing is kept. */
  readonly cache: FolderCache | null;
  /** What may be used; the first one that has it. What is filled here goes to the first one. */
  readonly scopes: readonly string[];
  readonly signal?: AbortSignal;
  run(step: SetupStep): Promise<StepRun>;
}

export interface SetUpEnd {
  /** The step that did not pass; null: the checkout is prepared. */
  readonly failed: { readonly step: SetupStep; readonly run: StepRun } | null;
  /** Sentences for people about what was used, left out and kept. */
  readonly remarks: readonly string[];
  /** Cached folders that this checkout may hold. */
  readonly folders: readonly string[];
}

/** A commit that the run has accepted: what its set-up fills serves every checkout of the project. */
export const ACCEPTED = 'accepted';
/** A commit that is still to be judged: what its set-up fills serves further tries of it alone. Nobody has looked at what its code does yet. */
export const scopeOf = (commit: string): string => `commit ${commit}`;

/** Whether a commit has files in a folder, or something else at its path. */
export const holdsFiles = (files: readonly TrackedFile[], path: string): boolean =>
  files.some((file) => file.path === path || file.path.startsWith(`${path}/`));

/** Never rejects, but with what `run` says. */
export async function setUp(order: SetUpOrder): Promise<SetUpEnd> {
  return new SetUp(order).run();
}

class SetUp {
  private readonly remarks: string[] = [];
  private readonly kept = new Map<string, KeptFolder>();

  constructor(private readonly order: SetUpOrder) {}

  async run(): Promise<SetUpEnd> {
    const { preparation, place } = this.order;
    const folders = await this.usable();
    const paths = folders.map(({ path }) => path);
    for (const folder of folders) await this.restore(folder);
    const missing = folders.filter(({ path }) => !this.kept.has(path));
    const isWhole = folders.length > 0 && missing.length === 0 && folders.length === preparation.cache.length;
    const toKeep = this.order.cache === null ? [] : missing;
    const covered: string[] = [];
    const elsewhere: LeftElsewhere[] = [];
    let before = toKeep.length > 0 ? await outside(place, paths) : null;
    for (const step of preparation.setup) {
      if (isWhole && [...this.kept.values()].every((each) => each.covered.includes(step.name))) {
        this.remarks.push(`Set-up "${step.name}" was left out: all that it makes came from the cache.`);
        continue;
      }
      if (isWhole) this.sayWhyAgain(step);
      const run = await this.order.run(step);
      if (run.meaning !== 'passed') return { failed: { step, run }, remarks: this.remarks, folders: paths };
      if (toKeep.length === 0) continue;
      const after = await outside(place, paths);
      const left = difference(before, after);
      if (left === null) covered.push(step.name);
      else {
        elsewhere.push({ step: step.name, what: left });
        this.remarks.push(`Set-up "${step.name}" runs every time, whatever comes from the cache: ${left}.`);
      }
      before = after;
    }
    for (const folder of toKeep) await this.keep(folder, { covered, left: elsewhere });
    return { failed: null, remarks: this.remarks, folders: paths };
  }

  /** A folder that holds committed files, those of a submodule too, or to which a link leads, is the commit's own: it is neither put there nor kept. */
  private async usable(): Promise<KeyedFolder[]> {
    const { preparation, files, place } = this.order;
    const usable: KeyedFolder[] = [];
    for (const folder of keyedFolders(preparation, files)) {
      const { path } = folder;
      const holds = holdsFiles(files, path);
      const leads = !holds && !(await isFree(place.checkout, path));
      if (holds || leads)
        this.remarks.push(
          `Folder ${path} is not cached: the commit ${holds ? 'holds files of it' : 'has something else there'}.`,
        );
      else usable.push(folder);
    }
    return usable;
  }

  private async restore({ path, key }: KeyedFolder): Promise<void> {
    const { cache, scopes, signal, place } = this.order;
    const began = performance.now();
    for (const scope of scopes) {
      const found = (await cache?.find(key, scope)) ?? null;
      if (found === null || !(await cache!.restore(found, { checkout: place.checkout, path }, signal))) continue;
      this.kept.set(path, found);
      this.remarks.push(`Folder ${path} came from the cache in ${secondsSince(began)} s.`);
      return;
    }
  }

  /** The checkout in which the folders were filled may be one whose log nobody can read any more. */
  private sayWhyAgain({ name }: SetupStep): void {
    for (const { left } of this.kept.values()) {
      const found = left.find(({ step }) => step === name);
      if (!found) continue;
      this.remarks.push(
        `Set-up "${name}" runs every time, whatever comes from the cache: when that was filled, ${found.what}.`,
      );
      return;
    }
  }

  private async keep({ path, key }: KeyedFolder, facts: KeptFacts): Promise<void> {
    const { cache, scopes, signal, place } = this.order;
    const source = join(place.checkout, path);
    const isFolder =
      (await isOurs(place.checkout, dirname(path))) && (await lstat(source).catch(() => null))?.isDirectory() === true;
    const [scope] = scopes;
    if (!isFolder || scope === undefined)
      return void this.remarks.push(`Folder ${path} is not kept: the set-up made no such folder.`);
    const began = performance.now();
    const isKept = await cache!.keep({ key, scope }, { checkout: place.checkout, path }, facts, signal);
    this.remarks.push(
      isKept
        ? `Folder ${path} was put into the cache in ${secondsSince(began)} s.`
        : `Folder ${path} could not be kept: it is too large, changed while it was copied, holds a name that is no text, or the disk is nearly full.`,
    );
  }
}

const secondsSince = (began: number): string => ((performance.now() - began) / 1000).toFixed(1);

/** Whether nothing is there yet, and each step on the way is a true folder or nothing at all. */
async function isFree(checkout: string, path: string): Promise<boolean> {
  return (await lstat(join(checkout, path)).catch(() => null)) === null && (await isOurs(checkout, dirname(path)));
}

/** Whether each step on the way, and what is at its end, is a true folder or nothing at all. */
async function isOurs(checkout: string, path: string): Promise<boolean> {
  if (path === '.') return true;
  const names = path.split('/');
  for (let depth = 1; depth <= names.length; depth += 1) {
    const stat = await lstat(join(checkout, ...names.slice(0, depth))).catch(() => null);
    if (stat === null) return true;
    if (!stat.isDirectory()) return false;
  }
  return true;
}
