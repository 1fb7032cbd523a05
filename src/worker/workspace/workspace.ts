/**
 * A throw-away workspace for one attempt (A5): an ordinary clone of the base commit on a branch of its own, with its history, no remote and no object
 * shared with the real repository. What the agent changed is read from its files alone, by git directories of ours.
 */
import { lstat, mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { wholePatch } from '../../domain/rules/patch/whole-patch.js';
import { openFolders, removeFolder } from '../remove-folder.js';
import { type AgentClone, giveHistory, makeClone } from './agent-clone.js';
import { makeAttemptFolder } from './attempt-folder.js';
import type { Histories, LentHistory } from './histories.js';
import { EXCHANGE_FOLDER, type Objects, objectsOf, OwnRepository } from './own-repository.js';
import { packHistory } from './packed-history.js';
import { patchBetween } from './patch-text.js';
import { type PlacedIndex, putIndex, takeIndex } from './placed-index.js';
import { noiseOf, type PlacedNoise } from './placed-noise.js';
import { Products } from './products.js';
import { git } from './run-git.js';
import { type SubmoduleFiles, submoduleFiles } from './submodules.js';
import { changedIn, type PlacedTree, treeOfWork } from './tree-of-work.js';
import { WorkspaceFault } from './workspace-fault.js';

export interface WorkspaceOrder {
  readonly repositoryPath: string;
  readonly baseCommit: string;
  /** The worker's folder; the attempt gets one of its own below it. */
  readonly root: string;
  /** For an Auditor: what the Builder did, applied to the base and staged, not committed. */
  readonly patch?: string;
  /** Lends the history of the base commit; left out: the clone gets a copy of its own. */
  readonly histories?: Histories | undefined;
  readonly limits?: Partial<DiffLimits>;
  readonly signal?: AbortSignal;
  /** Prepares the clone of the base commit before anything else is placed in it (V7); answers the cached folders that it may hold. */
  prepare?(place: ClonePlace): Promise<readonly string[]>;
}

/** Where a clone is prepared; all of it is the attempt's own. */
export interface ClonePlace {
  readonly path: string;
  readonly checkout: string;
  readonly home: string;
  readonly temporary: string;
}

export interface DiffLimits {
  readonly maxPatchBytes: number;
  readonly maxUnpackedBytes: number;
  readonly maxFiles: number;
}

export interface WorkspaceDiff {
  /** From the base commit to what is there now, an Auditor's start included; empty if that is the same. */
  readonly patch: string;
  readonly files: readonly string[];
  /** Whether anything differs from what the agent was given. */
  readonly changed: boolean;
  /** What was left out, in sentences for people. */
  readonly notes: readonly string[];
}

export interface Workspace {
  readonly path: string;
  /** A place for the agent's result that every agent may write, and that is no part of its changes. */
  readonly resultFile: string;
  /** A folder of the attempt's own for temporary files, outside the work tree; removed with it. */
  readonly temporaryFolder: string;
  /** Call it when the agent has ended. Throws a WorkspaceFault. */
  diff(): Promise<WorkspaceDiff>;
  /** Throws if something of it stays. */
  remove(): Promise<void>;
}

/** More could not be sent: a request has 4 MiB (A3). The gate's own limits are lower and judged there (G2). */
const LIMITS: DiffLimits = { maxPatchBytes: 3_145_728, maxUnpackedBytes: 268_435_456, maxFiles: 10_000 };
const limitsOf = (order: WorkspaceOrder): DiffLimits => ({ ...LIMITS, ...order.limits });

/** Throws a WorkspaceFault and leaves nothing behind. */
export async function openWorkspace(order: WorkspaceOrder): Promise<Workspace> {
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(order.baseCommit))
    throw new WorkspaceFault('no-commit', 'The base commit is no commit id.');
  const folder = await makeAttemptFolder(order.root);
  try {
    const objects = await objectsOf(order.repositoryPath);
    const path = join(folder, 'tree');
    await mkdir(temporaryIn(folder));
    const start = await placed(order, objects, folder, path);
    return new AttemptWorkspace(order, objects, folder, path, start);
  } catch (error) {
    // Why it could not be applied is what counts; what stays is removed at the next start.
    await removeFolder(folder).catch(() => undefined);
    throw error;
  }
}

const temporaryIn = (folder: string): string => join(folder, 'tmp');

class AttemptWorkspace implements Workspace {
  readonly resultFile: string;
  readonly temporaryFolder: string;

  constructor(
    private readonly order: WorkspaceOrder,
    private readonly objects: Objects,
    private readonly folder: string,
    readonly path: string,
    private readonly start: Start,
  ) {
    this.resultFile = join(path, EXCHANGE_FOLDER, 'result.json');
    this.temporaryFolder = temporaryIn(folder);
  }

  async diff(): Promise<WorkspaceDiff> {
    if (!(await lstat(this.path).catch(() => null))?.isDirectory() || (await realpath(this.path)) !== this.path) {
      throw new WorkspaceFault('spoilt', 'The agent removed or replaced its workspace.');
    }
    try {
      return await this.compute();
    } catch (error) {
      const closed =
        (error instanceof WorkspaceFault && error.kind === 'spoilt') ||
        (error as NodeJS.ErrnoException).code === 'EACCES';
      if (!closed) throw error;
      await openFolders(this.path);
      return this.compute();
    }
  }

  async remove(): Promise<void> {
    await this.start.history?.giveBack();
    await removeFolder(this.folder);
  }

  private async compute(): Promise<WorkspaceDiff> {
    const { baseCommit: base } = this.order;
    const limits = limitsOf(this.order);
    const own = await OwnRepository.make(this.folder, this.objects);
    try {
      const { tree, notes } = await treeOfWork(own, { path: this.path, base, ...this.start }, limits);
      const { patch, files } = await patchBetween(own, base, tree, limits.maxPatchBytes);
      return { patch, files, changed: tree !== this.start.tree, notes };
    } finally {
      await own.remove();
    }
  }
}

/** What the agent was given. */
interface Start {
  readonly tree: string;
  readonly index: PlacedIndex;
  readonly noise: PlacedNoise;
  readonly products: Products;
  readonly submoduleFiles: SubmoduleFiles;
  readonly history: LentHistory | null;
}

const NO_FILES: SubmoduleFiles = new Map();

/** Makes the clone. */
async function placed(order: WorkspaceOrder, objects: Objects, folder: string, path: string): Promise<Start> {
  const own = await OwnRepository.make(folder, objects);
  let history: LentHistory | null = null;
  try {
    const { baseCommit: base, signal } = order;
    const [commit, baseTree, exchange] = await own.meanings([base, `${base}^{tree}`, `${base}:${EXCHANGE_FOLDER}`]);
    if (commit?.type !== 'commit' || !baseTree)
      throw new WorkspaceFault('no-commit', `The repository has no commit ${base}.`);
    if (exchange?.type === 'tree') {
      throw new WorkspaceFault(
        'git',
        `The repository has a folder ${EXCHANGE_FOLDER}, whose name agents and worker use between them.`,
      );
    }
    const clone = await makeClone(path, base, objects.format);
    // The files come from the repository itself, and not from a copy that an earlier agent might have reached.
    const checkout = own.git(['read-tree', '-m', '-u', base], { ...at(path, clone), ...(signal ? { signal } : {}) });
    const [given, files] = await Promise.allSettled([withHistory(own, order, clone), checkout]);
    if (given.status === 'rejected') throw given.reason;
    history = given.value;
    if (files.status === 'rejected') throw files.reason;
    await mkdir(join(path, EXCHANGE_FOLDER));
    const index = await takeIndex(path);
    await putIndex(own, index);
    const noise = await noiseOf(own, path, index, changedIn);
    // Whether the patch applies is known before the set-up costs time.
    if (isGiven(order.patch)) await checkPatch(own, order);
    const products = order.prepare ? await prepared(own, order.prepare, folder, path, index) : Products.NONE;
    const inside = order.prepare ? await submoduleFiles(own, path, index) : NO_FILES;
    const placedBase: PlacedTree = { path, base, index, noise, products, submoduleFiles: inside };
    return { ...placedBase, tree: (await withPatch(own, order, placedBase)) ?? baseTree.id, history };
  } catch (error) {
    await history?.giveBack();
    throw error;
  } finally {
    await own.remove();
  }
}

const at = (path: string, { index }: AgentClone) => ({ cwd: path, workTree: path, indexFile: index });

/** null: the clone has it in packs of its own. */
async function withHistory(own: OwnRepository, order: WorkspaceOrder, clone: AgentClone): Promise<LentHistory | null> {
  const { baseCommit: base, histories, signal } = order;
  if (!histories) {
    await giveHistory(clone, (await packHistory(own, base, clone.packs, signal)).shallow, null);
    return null;
  }
  const history = await histories.lend(own, base, signal);
  await giveHistory(clone, history.shallow, history.objects);
  return history;
}

async function prepared(
  own: OwnRepository,
  prepare: NonNullable<WorkspaceOrder['prepare']>,
  folder: string,
  path: string,
  index: PlacedIndex,
): Promise<Products> {
  const place: ClonePlace = {
    path: folder,
    checkout: path,
    home: join(folder, 'home'),
    temporary: temporaryIn(folder),
  };
  await mkdir(place.home);
  return Products.of(own, path, index, await prepare(place));
}

const APPLY = ['apply', '-p1', '--whitespace=nowarn', '--binary'];
const isGiven = (patch: string | undefined): patch is string => patch !== undefined && patch.trim() !== '';
const patchFile = (own: OwnRepository): string => join(own.folder, 'given.patch');

async function checkPatch(own: OwnRepository, { baseCommit, patch = '' }: WorkspaceOrder): Promise<void> {
  await writeFile(patchFile(own), wholePatch(patch));
  await own.git(['read-tree', baseCommit]);
  await own.git([...APPLY, '--check', '--cached', patchFile(own)], { fault: 'patch' });
}

/**
 * Applied to what git stores, not to the files: git finds those changed that stand against the attributes of the base, or that the set-up touched, and would
 * refuse them. `index` is a name for a file of ours.
 */
async function layPatch(cwd: string, patch: string, index: string): Promise<void> {
  await git(['read-tree', 'HEAD'], { cwd, indexFile: index });
  await git([...APPLY, '--cached', patch], { cwd, indexFile: index, fault: 'patch' });
  const { out } = await git(['write-tree'], { cwd, indexFile: index });
  await git(['read-tree', '--reset', '-u', out.trim()], { cwd });
}

/** Applies the Builder's patch and returns the resulting tree, as it would be read from an agent that does nothing; null: there is none. */
async function withPatch(own: OwnRepository, order: WorkspaceOrder, placedBase: PlacedTree): Promise<string | null> {
  if (!isGiven(order.patch)) return null;
  await layPatch(placedBase.path, patchFile(own), join(own.folder, 'index-with-patch'));
  return (await treeOfWork(own, placedBase, limitsOf(order))).tree;
}
