/**
 * Prepares the checkout of a CI order (V7). Nothing of it is judged: where it fails, the surroundings failed, unless the phase itself touched what the step
 * reads.
 *
 * Whose code filled a kept folder matters: the code of a phase that is not accepted yet runs in its set-up, and could leave something for everybody who
 * comes after. So what serves all checkouts is filled on the base commit alone, in a checkout of its own.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { readBy } from '../../domain/rules/ci/setup-reads.js';
import { lastBytes } from '../../processes/kept-output.js';
import { type KeyedFolder, keyedFolders } from '../prepare/cache-keys.js';
import { NO_PREPARATION, type SetupStep } from '../prepare/preparation.js';
import { ACCEPTED, holdsFiles, scopeOf, setUp, type SetUpEnd } from '../prepare/set-up.js';
import type { StepRun } from '../prepare/step-run.js';
import { bringSubmodules, type SubmoduleFault } from '../prepare/submodules.js';
import { touchedBetween, type TrackedFile, trackedFiles } from '../prepare/tracked-files.js';
import { removeWhatCanBe } from '../remove-folder.js';
import { checkOut } from './checkout.js';
import type { CiFolder } from './ci-folder.js';
import type { CiHooks, CiLimits, CiOrder, CiOutcome } from './ci-order.js';
import { runStep } from './run-step.js';

export interface CiAtWork {
  readonly order: CiOrder;
  readonly limits: CiLimits;
  readonly folder: CiFolder;
  readonly hooks: CiHooks;
  /** Takes out of output what must not leave the machine (A4). */
  readonly clean: (text: string) => string;
}

/** Of the log: a step with its output, or a sentence alone. */
export interface Reported {
  readonly head: string | null;
  readonly output: string;
  readonly end: string;
}

export interface PreparedCheckout {
  /** Why nothing can be judged; null: the steps may run. Not redacted. */
  readonly fault: Pick<CiOutcome, 'verdict' | 'summary' | 'aborted'> | null;
  readonly remarks: readonly Reported[];
}

type Fault = NonNullable<PreparedCheckout['fault']>;

const DISPLAYED_BYTES = 1_000;
const DISPLAYED_PATHS = 3;

/** Call it when the commit is in the checkout and nothing has run there. Throws what git says. */
export async function prepareCheckout(work: CiAtWork): Promise<PreparedCheckout> {
  const { order, folder } = work;
  const { preparation = NO_PREPARATION } = order;
  if (preparation.setup.length === 0 && !preparation.submodules) return { fault: null, remarks: [] };
  return new Preparing(work, await trackedFiles(folder.checkout, order.commit)).run();
}

class Preparing {
  private readonly remarks: Reported[] = [];
  private readonly preparation;
  private readonly base: string | null;

  constructor(
    private readonly work: CiAtWork,
    private readonly files: readonly TrackedFile[],
  ) {
    const { preparation = NO_PREPARATION, baseCommit = null } = work.order;
    this.preparation = preparation;
    this.base = baseCommit;
  }

  async run(): Promise<PreparedCheckout> {
    const { folder, order } = this.work;
    const isBase = order.commit === this.base;
    if (!isBase) await this.fillFromBase();
    const unfetched = await this.submodules(folder, this.files);
    if (unfetched)
      return {
        fault: await this.blamed(unfetched.summary, '', unfetched.aborted ? null : isOf(unfetched)),
        remarks: this.remarks,
      };
    const scopes = isBase ? [ACCEPTED] : [scopeOf(order.commit), ACCEPTED];
    const end = await this.setUp(folder, this.files, scopes, 'set-up');
    for (const sentence of end.remarks) this.remarks.push({ head: null, output: '', end: sentence });
    return { fault: end.failed && (await this.faultOf(end.failed.step, end.failed.run)), remarks: this.remarks };
  }

  private setUp(
    folder: CiFolder,
    files: readonly TrackedFile[],
    scopes: readonly string[],
    word: string,
  ): Promise<SetUpEnd> {
    const { order, limits, hooks } = this.work;
    const signal = hooks.signal ? { signal: hooks.signal } : {};
    return setUp({
      preparation: this.preparation,
      place: folder,
      files,
      cache: order.cache ?? null,
      scopes,
      ...signal,
      run: async (step) => {
        const run = await runStep(order, limits, folder, step, signal);
        const summary = run.summary.replace(/^Step/, 'Set-up');
        this.remarks.push({ head: `${word}: ${step.name}`, output: run.output, end: summary });
        return { ...run, summary };
      },
    });
  }

  /** What the phase did not change the key of is filled on its base. Where that fails, only the commit's own set-up runs. */
  private async fillFromBase(): Promise<void> {
    const { order, limits, folder, hooks } = this.work;
    if (this.base === null || !order.cache || hooks.signal?.aborted) return;
    const missing: KeyedFolder[] = [];
    for (const each of keyedFolders(this.preparation, this.files)) {
      if (holdsFiles(this.files, each.path) || order.cache.isFutile(each.key)) continue;
      const kept =
        (await order.cache.find(each.key, scopeOf(order.commit))) ?? (await order.cache.find(each.key, ACCEPTED));
      if (kept === null) missing.push(each);
    }
    if (missing.length === 0) return;
    const files = await trackedFiles(order.repositoryPath, this.base).catch(() => null);
    if (files === null) return;
    const ofBase = new Set(keyedFolders(this.preparation, files).map(({ key }) => key));
    const keys = missing.map(({ key }) => key).filter((key) => ofBase.has(key));
    if (keys.length === 0) return;
    const path = join(folder.path, 'base');
    const place: CiFolder = {
      path,
      checkout: join(path, 'checkout'),
      home: join(path, 'home'),
      temporary: join(path, 'tmp'),
    };
    try {
      for (const each of [path, place.checkout, place.home, place.temporary]) await mkdir(each);
      const fault = await checkOut({ ...order, commit: this.base }, place, limits.checkoutSeconds, hooks.signal);
      if (fault !== null || (await this.submodules(place, files)) !== null) return;
      const { failed } = await this.setUp(place, files, [ACCEPTED], 'set-up on the base commit, for the cache');
      if (failed !== null) return;
      for (const key of keys) if ((await order.cache.find(key, ACCEPTED)) === null) order.cache.noteFutile(key);
    } finally {
      await removeWhatCanBe(path);
    }
  }

  private async submodules(place: CiFolder, files: readonly TrackedFile[]): Promise<SubmoduleFault | null> {
    const { order, hooks } = this.work;
    if (!this.preparation.submodules) return null;
    const { repositoryPath, owner, passEnvironment = [] } = order;
    return bringSubmodules({ ...place, files, repositoryPath, owner, passEnvironment, signal: hooks.signal });
  }

  private faultOf(step: SetupStep, { meaning, summary, output }: StepRun): Promise<Fault> {
    const keys = this.preparation.cache.flatMap(({ key }) => key);
    const isRead = meaning === 'failed' ? readBy(step, keys) : meaning === 'aborted' ? null : () => false;
    return this.blamed(summary, output, isRead);
  }

  /** Whose fault it is. `isRead`: what it depends on; null: it was stopped. */
  private async blamed(summary: string, output: string, isRead: ((path: string) => boolean) | null): Promise<Fault> {
    if (isRead === null) return { verdict: 'ENVIRONMENT', summary, aborted: true };
    // Redacted before it is cut: a part of a secret is not known for one.
    const stated = lastBytes(this.work.clean(output).trim(), DISPLAYED_BYTES);
    const end = stated === '' ? '' : `\n${stated}`;
    const touched = (await this.touched()).filter(isRead);
    if (touched.length === 0) return { verdict: 'ENVIRONMENT', summary: `${summary}${end}`, aborted: false };
    const more = touched.length > DISPLAYED_PATHS ? ` and ${touched.length - DISPLAYED_PATHS} more` : '';
    const blame = `The phase changed what it reads: ${touched.slice(0, DISPLAYED_PATHS).join(', ')}${more}.`;
    return { verdict: 'RED', summary: `${summary} ${blame}${end}`, aborted: false };
  }

  private async touched(): Promise<readonly string[]> {
    const { repositoryPath, commit } = this.work.order;
    if (this.base === null || this.base === commit) return [];
    return touchedBetween(repositoryPath, this.base, commit).catch(() => []);
  }
}

const isOf =
  ({ path }: SubmoduleFault) =>
  (touched: string): boolean =>
    touched === path || touched === '.gitmodules';
