/**
 * Renders the files of runs from their rows (F1 to F4), after commits at the pace of RenderPace. Only the command that
 * ends a run waits here until its files are in place. Runs that arrive meanwhile share the next batch. A batch takes
 * one statement for the locks of all its runs, one for the changes in the outbox (a second if issues changed), the
 * files, and one that settles the outbox. Nothing here fails a command: a file that could not be written remains in the
 * outbox, is visible (LayoutFailures) and is tried again (LayoutRepair).
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';

import { ArtefactStore } from '../../artefacts/artefact-store.js';
import { Database } from '../../database/database.js';
import { INCIDENT_FOLDER, ISSUES_FOLDER } from '../../domain/documents/parts/file-names.js';
import {
  type Document,
  documentsOf,
  holdsAllIssueFiles,
  type LayoutView,
  renderDocuments,
  viewOf,
} from '../../domain/documents/run/documents.js';
import { isRunTerminal } from '../../domain/model/run-state.js';
import { type CommitHook, CommitHooks, type CommittedRun } from '../../lifecycle/pipeline/commit-hooks.js';
import { ProjectProjector } from '../projects/project-projector.js';
import { LayoutFailures } from '../rendering/layout-failures.js';
import { RENDER_EVERY_MS, RenderPace } from '../rendering/render-pace.js';
import { RunQueue } from '../rendering/run-queue.js';
import { FileLayoutRepository, type LockedRuns } from './file-layout.repository.js';
import type { ChangedRun, OutboxEntry, WholeRun } from './layout-rows.js';

const BATCH_SIZE = 64;
/** Runs of a batch whose files are written at the same time: a few more than Node's threads for file operations. */
const RUNS_AT_ONCE = 8;
const LOCK_PATIENCE_MS = 5_000;
const LOCK_PAUSE_MS = 20;

export interface Rebuilt {
  readonly run: WholeRun;
  readonly documents: readonly Document[];
  /** Why the files are not all in place; null if they are. */
  readonly failure: Error | null;
}

@Injectable()
export class Projector implements OnModuleInit, OnApplicationShutdown, CommitHook {
  private readonly queue = new RunQueue({
    batchSize: BATCH_SIZE,
    patienceMs: LOCK_PATIENCE_MS,
    work: (runIds) => this.renderBatch(runIds),
    gaveUp: (runId) => this.failures.failed(runId, lockTaken(runId)),
  });
  private readonly pace = new RenderPace({ everyMs: RENDER_EVERY_MS, render: (runId) => this.refresh(runId) });
  /**
   * Runs whose files are being written, or were when the connection with their lock was lost. Another server may then
   * have taken the lock, settled the outbox, and been overwritten with an older file of this server. They are rendered
   * completely.
   */
  private readonly doubtful = new Set<string>();
  /** Runs that a batch found ended, and the pending rendering of their project's backlog (F2). */
  private readonly endings = new Map<string, Promise<void>>();

  constructor(
    private readonly hooks: CommitHooks,
    private readonly repository: FileLayoutRepository,
    private readonly store: ArtefactStore,
    private readonly failures: LayoutFailures,
    private readonly database: Database,
    private readonly projects: ProjectProjector,
  ) {}

  onModuleInit(): void {
    this.hooks.add(this);
  }

  /** No command commits any more, and the database is still connected. */
  async onApplicationShutdown(): Promise<void> {
    await this.flush();
    await Promise.all(this.endings.values());
  }

  /**
   * The files follow. Of a run that has ended it resolves when they show that, or when they could not be written (F2).
   */
  async committed(runId: string, run?: CommittedRun): Promise<void> {
    if (run?.completedAt) await this.refresh(runId);
    else this.pace.follow(runId);
  }

  async deleted(runId: string): Promise<void> {
    try {
      await this.remove(runId);
    } catch (error) {
      this.failures.failed(runId, error);
    }
  }

  /** Renders the changes in the outbox, and the project's backlog if they have ended the run. Never rejects. */
  async refresh(runId: string): Promise<void> {
    await this.queue.ask(runId);
    await this.endings.get(runId);
  }

  /** Ends when the files show what was committed before, or when they could not be written. */
  async flush(): Promise<void> {
    await this.pace.flush();
  }

  /** Renders every document of a run and removes files that do not belong to it (F1); null if there is no such run. */
  async rebuild(runId: string): Promise<Rebuilt | null> {
    return this.withLock(runId, async (locked) => {
      const run = await locked.readWhole(runId);
      if (!run) return null;
      const documents = documentsOf(run);
      try {
        await this.store.write(runId, documents.toReversed());
        await this.store.sweep(runId, new Set(documents.map((document) => document.path)));
      } catch (error) {
        this.failures.failed(runId, error);
        return { run, documents, failure: error instanceof Error ? error : new Error(String(error)) };
      }
      this.inPlace(locked, runId, run.entries);
      return { run, documents, failure: null };
    });
  }

  /** Removes the directory of a deleted run, then records that it is removed. */
  async remove(runId: string): Promise<void> {
    await this.withLock(runId, async () => this.store.remove(runId));
    await this.repository.markRemoved(runId);
    this.doubtful.delete(runId);
    this.failures.forget(runId);
  }

  /** Runs that are to be rendered again although their outbox may be empty. */
  get doubtfulRuns(): readonly string[] {
    return [...this.doubtful];
  }

  /** Renders a batch; answers which runs another server holds. */
  private async renderBatch(runIds: readonly string[]): Promise<ReadonlySet<string>> {
    this.pace.begun(runIds);
    try {
      const { rendered, settled } = await this.database.retryWhileAway(() =>
        this.repository.withLocks(runIds, async (locked) => ({
          rendered: locked.runIds,
          settled: locked.runIds.length > 0 ? await this.renderLocked(locked) : [],
        })),
      );
      for (const { runId, endedIn } of settled) {
        this.doubtful.delete(runId);
        if (endedIn !== null) this.showEnding(runId, endedIn);
      }
      const held = new Set(runIds);
      for (const runId of rendered) held.delete(runId);
      return held;
    } catch (error) {
      for (const runId of runIds) this.failures.failed(runId, error);
      return new Set();
    }
  }

  /** Outside of the batch: only the callers that requested the run wait for this. */
  private showEnding(runId: string, projectId: string): void {
    const rendered = this.projects.refresh(projectId).finally(() => {
      if (this.endings.get(runId) === rendered) this.endings.delete(runId);
    });
    this.endings.set(runId, rendered);
  }

  /** Answers the runs about which there is no doubt once the connection that holds the locks has settled them. */
  private async renderLocked(locked: LockedRuns): Promise<Settled[]> {
    const doubtful = locked.runIds.filter((runId) => this.doubtful.has(runId));
    const changed = (await locked.readChanged()).filter((run) => !this.doubtful.has(run.runId));
    for (const { runId } of changed) this.doubtful.add(runId);
    await eachOf(changed, (run) => this.guarded(run.runId, () => this.writeChanged(locked, run)));
    const settled = changed.map(({ runId, view }) => settledRun(runId, view));
    await eachOf(doubtful, (runId) =>
      this.guarded(runId, async () => {
        const view = await this.writeWhole(locked, runId);
        settled.push(view ? settledRun(runId, view) : { runId, endedIn: null });
      }),
    );
    return settled;
  }

  private async writeChanged(locked: LockedRuns, { runId, view, whole, entries }: ChangedRun): Promise<void> {
    const { madeFolders } = await this.store.write(runId, renderDocuments(view));
    // The folder was removed by another program: its other files are not among the changes. Only the folders of issues
    // and of the incident pack may be new.
    const isNew = (folder: string) =>
      (folder === ISSUES_FOLDER && holdsAllIssueFiles(view)) || (folder === INCIDENT_FOLDER && view.incident !== null);
    if (!whole && !madeFolders.every(isNew)) await this.writeWhole(locked, runId);
    else this.inPlace(locked, runId, entries);
  }

  private async writeWhole(locked: LockedRuns, runId: string): Promise<LayoutView | null> {
    const run = await locked.readWhole(runId);
    if (!run) return null;
    const view = viewOf(run);
    await this.store.write(runId, renderDocuments(view));
    this.inPlace(locked, runId, run.entries);
    return view;
  }

  private inPlace(locked: LockedRuns, runId: string, entries: readonly OutboxEntry[]): void {
    locked.rendered(entries);
    this.failures.healed(runId);
  }

  private async guarded(runId: string, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.failures.failed(runId, error);
    }
  }

  private async withLock<Result>(runId: string, work: (locked: LockedRuns) => Promise<Result>): Promise<Result> {
    for (const began = performance.now(); performance.now() - began < LOCK_PATIENCE_MS; await sleep(LOCK_PAUSE_MS)) {
      const answer = await this.repository.withLocks([runId], async (locked) =>
        locked.runIds.length > 0 ? { result: await work(locked) } : null,
      );
      if (answer) return answer.result;
    }
    throw lockTaken(runId);
  }
}

interface Settled {
  readonly runId: string;
  /** The project, if the run has ended. */
  readonly endedIn: string | null;
}

const settledRun = (runId: string, { run: { run } }: LayoutView): Settled => ({
  runId,
  endedIn: isRunTerminal(run.state) ? run.projectId : null,
});

const lockTaken = (runId: string): Error => new Error(`Another server is writing the files of run ${runId}`);

/** Does something for each entry, for some at the same time. */
async function eachOf<Entry>(entries: readonly Entry[], work: (entry: Entry) => Promise<void>): Promise<void> {
  const rest = entries.values();
  const lane = async (): Promise<void> => {
    for (const entry of rest) await work(entry);
  };
  await Promise.all(Array.from({ length: Math.min(RUNS_AT_ONCE, entries.length) }, lane));
}
