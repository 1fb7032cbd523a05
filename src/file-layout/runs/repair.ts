/**
 * Updates files that are outdated after a crash, a full disk or a lost connection (F2, F3), and removes the directories
 * of deleted runs. It works in the background, from the outbox: readiness never waits for it.
 */
import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';

import { ArtefactStore, STRAY_AFTER_MS } from '../../artefacts/artefact-store.js';
import { outageOf } from '../../common/outages.js';
import { Sweep } from '../../common/sweep.js';
import { ProjectRepair } from '../projects/project-repair.js';
import { LayoutFailures } from '../rendering/layout-failures.js';
import { FileLayoutRepository, type StaleRun } from './file-layout.repository.js';
import { Projector } from './projector.js';

const EVERY_MS = 2_000;
/** Younger writes are being rendered by the server that made them. */
const STALE_AFTER_MS = 1_000;
const PAGE = 64;

@Injectable()
export class LayoutRepair implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('FileLayout');
  private readonly sweep = new Sweep(
    EVERY_MS,
    () => this.tick(),
    (error) => (outageOf(error) ? this.logger.debug(error) : this.logger.error(error)),
  );
  private stopped = false;
  /** Until a pass has reached the end of the outbox, its rows were left by a crash: partial files may exist. */
  private afterStart = true;
  private staleBehind: StaleRun | null = null;
  private removeBehind = '';
  private readonly startedAt = performance.now();
  private strayPasses = 0;

  constructor(
    private readonly repository: FileLayoutRepository,
    private readonly projector: Projector,
    private readonly failures: LayoutFailures,
    private readonly projects: ProjectRepair,
    private readonly store: ArtefactStore,
  ) {}

  onApplicationBootstrap(): void {
    this.sweep.start();
  }

  /** Ends after the work in flight. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.projects.stop();
    await this.sweep.stop();
  }

  /** One pass. */
  async tick(): Promise<void> {
    await this.renderStale();
    await this.removeDeleted();
    await Promise.all(this.projector.doubtfulRuns.map((runId) => this.projector.refresh(runId)));
    await this.projects.tick();
    await this.removeStrays();
  }

  /**
   * Twice after a start: at once, and again when the partial files of a server that crashed just now are old enough.
   */
  private async removeStrays(): Promise<void> {
    const age = performance.now() - this.startedAt;
    if (this.strayPasses === 0 || (this.strayPasses === 1 && age > STRAY_AFTER_MS)) {
      this.strayPasses += 1;
      await this.store.sweepStrays(STRAY_AFTER_MS);
    }
  }

  /**
   * Page by page; after a page with a failure the rest waits for the next pass, which continues after it, so that many
   * runs that cannot be written do not starve others.
   */
  private async renderStale(): Promise<void> {
    while (!this.stopped) {
      const page = await this.repository.staleRuns(STALE_AFTER_MS, PAGE, this.staleBehind);
      await Promise.all(
        page.map(({ runId }) => (this.afterStart ? this.rebuild(runId) : this.projector.refresh(runId))),
      );
      this.staleBehind = page.length < PAGE ? null : page.at(-1)!;
      if (page.length < PAGE) this.afterStart = false;
      if (page.length < PAGE || page.some(({ runId }) => this.failures.isFailing(runId))) return;
    }
  }

  private async removeDeleted(): Promise<void> {
    while (!this.stopped) {
      const page = await this.repository.runsToRemove(PAGE, this.removeBehind);
      for (const runId of page) await this.projector.deleted(runId);
      this.removeBehind = page.length < PAGE ? '' : page.at(-1)!;
      if (page.length < PAGE || page.some((runId) => this.failures.isFailing(runId))) return;
    }
  }

  private async rebuild(runId: string): Promise<void> {
    try {
      await this.projector.rebuild(runId);
    } catch (error) {
      this.failures.failed(runId, error);
    }
  }
}
