/**
 * Keeps the files of projects up to date: `project_outbox` rows older than a minute are rendered (F2), failed
 * renderings are tried again, and every project is rendered once after the start, because files may have been removed
 * meanwhile (F3). It is part of LayoutRepair's pass.
 */
import { Injectable } from '@nestjs/common';

import { projectPlace } from '../../artefacts/places.js';
import { LayoutFailures } from '../rendering/layout-failures.js';
import { ProjectFilesRepository, type StaleProject } from './project-files.repository.js';
import { ProjectProjector } from './project-projector.js';

/** A backlog is written at most this often as long as none of the project's runs ends. */
const STALE_AFTER_MS = 60_000;
const PAGE = 16;
/** A pass begins no further page after this time: the files of runs are waiting for theirs. */
const PASS_MS = 5_000;

@Injectable()
export class ProjectRepair {
  private stopped = false;
  private passEnds = 0;
  private staleBehind: StaleProject | null = null;
  /** The last project that was rendered since the start; null when all were. */
  private startedBehind: string | null = '';

  constructor(
    private readonly repository: ProjectFilesRepository,
    private readonly projector: ProjectProjector,
    private readonly failures: LayoutFailures,
  ) {}

  /** No further project is begun. */
  stop(): void {
    this.stopped = true;
  }

  /** One pass. */
  async tick(): Promise<void> {
    this.passEnds = performance.now() + PASS_MS;
    await this.refresh(this.projector.failingProjects);
    await this.renderStale();
    await this.renderAllOnce();
  }

  /** Page by page; after a page with a failure, the next pass continues after that page. */
  private async renderStale(): Promise<void> {
    while (this.hasTime()) {
      const page = await this.repository.staleProjects(STALE_AFTER_MS, PAGE, this.staleBehind);
      await this.refresh(page.map(({ projectId }) => projectId));
      this.staleBehind = page.length < PAGE ? null : page.at(-1)!;
      if (page.length < PAGE || page.some(({ projectId }) => this.failures.isFailing(projectPlace(projectId)))) return;
    }
  }

  private async renderAllOnce(): Promise<void> {
    while (this.hasTime() && this.startedBehind !== null) {
      const page = await this.repository.projectIds(PAGE, this.startedBehind);
      await this.refresh(page);
      this.startedBehind = page.at(-1) ?? null;
    }
  }

  private async refresh(projectIds: readonly string[]): Promise<void> {
    for (const projectId of projectIds) if (!this.stopped) await this.projector.refresh(projectId);
  }

  private hasTime(): boolean {
    return !this.stopped && performance.now() < this.passEnds;
  }
}
