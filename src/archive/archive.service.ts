/**
 * Archives runs that ended long ago, and deletes them (O10): the archive is written whole, made durable, read back and
 * proven before a row or a file goes. Killed between any two steps, the run is in the database, in the archive, or in
 * both, and the next call repeats what is left. Deletion is deleteRun's own.
 */
import { Injectable, Logger } from '@nestjs/common';

import { ArchiveDamaged } from '../artefacts/archive-file.js';
import { archivePath, ArchiveStore, NotArchivable } from '../artefacts/archive-store.js';
import { keptBecause } from '../domain/decisions/run/archive-run.js';
import type { Reason } from '../domain/model/reason.js';
import type { ArchiveOutcome } from '../domain/model/vocabulary.js';
import { FileLayoutRepository } from '../file-layout/runs/file-layout.repository.js';
import { PromotionFactsStore } from '../lifecycle/facts/promotion-facts.store.js';
import { RunLifecycleService } from '../lifecycle/runs/run-lifecycle.service.js';
import { ArchiveRepository, type Candidate, type Selection } from './archive.repository.js';
import { runMembers } from './run-members.js';

export interface Archived extends Candidate {
  readonly outcome: ArchiveOutcome;
  /** Why it was kept, or what failed; null: it was archived, or could be. */
  readonly reason: Reason | null;
  /** Relative to the runs root. */
  readonly path: string;
}

export interface ArchiveBatch {
  readonly runs: readonly Archived[];
  /** The last run that was looked at, if there may be more. */
  readonly last: Candidate | null;
}

export interface BatchOptions {
  /** The run behind which it goes on; null: from the begin. */
  readonly after: Pick<Candidate, 'runId' | 'completedAt'> | null;
  /** How many runs are looked at. */
  readonly first: number;
  readonly dryRun: boolean;
}

const reason = (code: string, message: string): Reason => ({ code, message, source: 'O10' });

@Injectable()
export class ArchiveService {
  private readonly log = new Logger('Archive');

  constructor(
    private readonly repository: ArchiveRepository,
    private readonly promotions: PromotionFactsStore,
    private readonly layout: FileLayoutRepository,
    private readonly store: ArchiveStore,
    private readonly lifecycle: RunLifecycleService,
  ) {}

  /** Looks at so many runs, and archives those that may go; with `dryRun` it only says which. */
  async batch(selection: Selection, { after, first, dryRun }: BatchOptions): Promise<ArchiveBatch> {
    const candidates = await this.repository.candidates(selection, after, first);
    const runs: Archived[] = [];
    for (const candidate of candidates) runs.push(await this.one(candidate, dryRun));
    return { runs, last: candidates.length < first ? null : candidates.at(-1)! };
  }

  private async one(candidate: Candidate, dryRun: boolean): Promise<Archived> {
    const answer = (outcome: ArchiveOutcome, why: Reason | null): Archived => ({
      ...candidate,
      ...{ outcome, reason: why, path: archivePath(candidate) },
    });
    try {
      if (dryRun) {
        const kept = await this.kept(candidate.runId);
        return answer(kept ? 'KEPT' : 'ARCHIVABLE', kept);
      }
      const kept = await this.repository.alone(`archive ${candidate.runId}`, async () => ({
        why: await this.archive(candidate.runId),
      }));
      if (!kept) return answer('KEPT', reason('archived_elsewhere', 'Another server archives it now.'));
      return answer(kept.why ? 'KEPT' : 'ARCHIVED', kept.why);
    } catch (error) {
      const why = error instanceof Error ? error.message : error;
      this.log.warn(
        { runId: candidate.runId, projectId: candidate.projectId },
        `Run ${candidate.runId} could not be archived: ${why}`,
      );
      return answer('FAILED', reason('archive_failed', failureMessage(error)));
    }
  }

  private async kept(runId: string): Promise<Reason | null> {
    const [own, ...behind] = await this.promotions.many([runId, ...(await this.repository.behind(runId))]);
    if (!own) return GONE;
    return keptBecause({ own, behind: behind.flatMap((rows) => rows ?? []) });
  }

  /** Null: it is in the archive and nowhere else. */
  private async archive(runId: string): Promise<Reason | null> {
    const kept = await this.kept(runId);
    if (kept) return kept;
    const mark = await this.repository.mark(runId);
    const rows = await this.layout.readWhole(runId);
    if (mark === null || !rows?.run.completedAt) return GONE;
    const { projectId, state, version, completedAt } = rows.run;
    const run = { runId, projectId, state, version, completedAt };
    const isWhole = async () => (await this.repository.mark(runId)) === mark;
    if (!(await this.store.write(run, runMembers(runId, rows, this.repository), isWhole))) return CHANGED;
    await this.store.verify(run);
    // It takes a while to write a long run: what it waits for may have come.
    const still = (await isWhole()) ? await this.kept(runId) : CHANGED;
    if (still) return still;
    const { errors } = await this.lifecycle.deleteRun({ runId, expectedRunVersion: version, key: null });
    const [refusal] = errors;
    return refusal ? reason('not_deleted', refusal.message) : null;
  }
}

const GONE = reason('run_gone', 'It was deleted meanwhile.');
const CHANGED = reason('run_changed', 'Something was added to it meanwhile; it is archived next time.');

/** What else fails has places of the machine, or statements, in its message (A4). */
const failureMessage = (error: unknown): string =>
  error instanceof NotArchivable || error instanceof ArchiveDamaged
    ? error.message
    : 'It could not be read, or its archive could not be written: see the log of the server.';
