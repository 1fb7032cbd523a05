/**
 * Renders the files of projects: the backlog and the rulesets. The backlog contains every issue ever seen, so it is not
 * written with every recording but when a run ends, when the project itself changes, by a rebuild, and otherwise by
 * ProjectRepair from `project_outbox` (F2). One project at a time, because a rendering may be large. Nothing here fails
 * a command.
 */
import { setImmediate as others, setTimeout as sleep } from 'node:timers/promises';

import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';

import { ArtefactStore } from '../../artefacts/artefact-store.js';
import { projectPlace } from '../../artefacts/places.js';
import { Database } from '../../database/database.js';
import { BACKLOG_PATH, rulesetPath } from '../../domain/documents/parts/file-names.js';
import { backlogPieces } from '../../domain/documents/run/issue-documents.js';
import { type ProjectDocument, rulesetFile, type StoredRuleset } from '../../domain/documents/run/project-documents.js';
import { backlogAging } from '../../domain/rules/issue/backlog-status.js';
import type { Ruleset } from '../../domain/rules/ruleset/ruleset.js';
import { storedRules } from '../../domain/rules/ruleset/stored-rules.js';
import { type CommitHook, CommitHooks } from '../../lifecycle/pipeline/commit-hooks.js';
import { LayoutFailures } from '../rendering/layout-failures.js';
import { RENDER_EVERY_MS, RenderPace } from '../rendering/render-pace.js';
import { RunQueue } from '../rendering/run-queue.js';
import { type LockedProject, ProjectFilesRepository } from './project-files.repository.js';

const BATCH_SIZE = 16;
const LOCK_PATIENCE_MS = 10_000;
const LOCK_PAUSE_MS = 20;
/** Rulesets that are read at a time. */
const PAGE = 20;

@Injectable()
export class ProjectProjector implements OnModuleInit, OnApplicationShutdown, CommitHook {
  private readonly queue = new RunQueue({
    batchSize: BATCH_SIZE,
    patienceMs: LOCK_PATIENCE_MS,
    work: (projectIds) => this.renderBatch(projectIds),
    gaveUp: (projectId) => void this.failed(projectId, lockTaken(projectId)),
  });
  private readonly pace = new RenderPace({ everyMs: RENDER_EVERY_MS, render: (projectId) => this.refresh(projectId) });
  /** Projects whose last rendering failed: every pass of the repair renders them again. */
  private readonly behind = new Set<string>();

  constructor(
    private readonly hooks: CommitHooks,
    private readonly repository: ProjectFilesRepository,
    private readonly store: ArtefactStore,
    private readonly failures: LayoutFailures,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.hooks.add(this);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  /** The project's files follow (F2). */
  projectChanged(projectId: string): void {
    this.pace.follow(projectId);
  }

  /** Ends when the files show what was published before, or when they could not be written. */
  async flush(): Promise<void> {
    await this.pace.flush();
  }

  /** Writes the backlog, and rulesets that are missing. Waiting calls share one rendering. Never rejects. */
  async refresh(projectId: string): Promise<void> {
    await this.queue.ask(projectId);
  }

  get failingProjects(): readonly string[] {
    return [...this.behind];
  }

  /**
   * Writes every file of a project and removes files that do not belong to it (F1). Returns why the files are not all
   * in place; null if they are, or if there is no such project.
   */
  async rebuild(projectId: string): Promise<Error | null> {
    try {
      for (const began = performance.now(); performance.now() - began < LOCK_PATIENCE_MS; await sleep(LOCK_PAUSE_MS)) {
        if (await this.repository.withLock(projectId, (locked) => this.write(projectId, locked, 'all')))
          return this.inPlace(projectId);
      }
      throw lockTaken(projectId);
    } catch (error) {
      return this.failed(projectId, error);
    }
  }

  /** Answers which projects another server holds. */
  private async renderBatch(projectIds: readonly string[]): Promise<ReadonlySet<string>> {
    const held = new Set<string>();
    for (const projectId of projectIds) {
      this.pace.begun([projectId]);
      try {
        const done = await this.database.retryWhileAway(() =>
          this.repository.withLock(projectId, (locked) => this.write(projectId, locked, 'missing')),
        );
        if (done) this.inPlace(projectId);
        else held.add(projectId);
      } catch (error) {
        this.failed(projectId, error);
      }
    }
    return held;
  }

  private async write(projectId: string, locked: LockedProject, which: 'missing' | 'all'): Promise<void> {
    const place = projectPlace(projectId);
    const newest = await locked.readNewest();
    if (!newest) return;
    const keep = new Set<string>();
    const write = async (file: ProjectDocument): Promise<void> => {
      await this.store.write(place, [file]);
      keep.add(file.path);
    };
    // Rulesets first: a reader of a status finds the rules that it is based on.
    const known = which === 'all' ? new Set<string>() : await this.store.list(place);
    const wanted = versionsUpTo(newest.rulesetVersion).filter((version) => !known.has(rulesetPath(version)));
    for (let from = 0; from < wanted.length; from += PAGE) {
      for (const ruleset of await locked.readRulesets(wanted.slice(from, from + PAGE)))
        await write(rulesetFile(ruleset));
    }
    const { resolvedAfterRuns, ...thresholds } = backlogAging(rulesOf(projectId, newest.ruleset));
    const entries = await locked.readBacklog(resolvedAfterRuns);
    await write({ path: BACKLOG_PATH, content: await gathered(backlogPieces({ projectId, thresholds, entries })) });
    if (which === 'all') await this.store.sweep(place, keep);
  }

  private failed(projectId: string, error: unknown): Error {
    this.behind.add(projectId);
    this.failures.failed(projectPlace(projectId), error);
    return error instanceof Error ? error : new Error(String(error));
  }

  private inPlace(projectId: string): null {
    this.behind.delete(projectId);
    this.failures.healed(projectPlace(projectId));
    return null;
  }
}

/** Lets others have their turn between the pieces: a large backlog takes a second in all. */
async function gathered(pieces: Iterable<string>): Promise<string> {
  const parts: string[] = [];
  for (const piece of pieces) {
    parts.push(piece);
    await others();
  }
  return parts.join('');
}

const versionsUpTo = (newest: number): number[] => Array.from({ length: newest }, (_, i) => i + 1);

const rulesOf = (projectId: string, ruleset: StoredRuleset | null): Ruleset | null =>
  ruleset && storedRules(projectId, ruleset.version, JSON.parse(ruleset.document));

const lockTaken = (projectId: string): Error =>
  new Error(`Another server is writing the files of project ${projectId}`);
