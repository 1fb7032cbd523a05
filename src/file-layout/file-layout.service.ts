/**
 * Operations of the file layout for the API and the CLI: documents rendered from rows, whether the disk has them, and
 * the rebuild (F1).
 */
import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { ArtefactStore } from '../artefacts/artefact-store.js';
import { type Place, projectPlace } from '../artefacts/places.js';
import type { IncidentView } from '../domain/documents/incident/incident-view.js';
import { documentPart } from '../domain/documents/parts/file-names.js';
import { type Document, documentsOf, incidentDocuments, renderDocuments } from '../domain/documents/run/documents.js';
import { type ArtefactFacts, CONTENT_LIMIT_BYTES } from './artefact.model.js';
import { ProjectFilesRepository } from './projects/project-files.repository.js';
import { ProjectProjector } from './projects/project-projector.js';
import { FileLayoutRepository } from './runs/file-layout.repository.js';
import { Projector } from './runs/projector.js';

const PAGE = 100;
/** How often a comparison is repeated if a change was in flight. */
const COMPARISONS = 3;

export interface RebuildTotals {
  readonly rebuilt: number;
  readonly failed: number;
}

@Injectable()
export class FileLayoutService {
  constructor(
    private readonly repository: FileLayoutRepository,
    private readonly store: ArtefactStore,
    private readonly projector: Projector,
    private readonly projectFiles: ProjectFilesRepository,
    private readonly projects: ProjectProjector,
  ) {}

  /** The documents of a run rendered from its rows, the run's own first; null if there is no such run. */
  async layout(runId: string): Promise<ArtefactFacts[] | null> {
    const rows = await this.repository.readWhole(runId);
    return rows && documentsOf(rows).map((document) => artefact(runId, document));
  }

  /** One document; null if the run or the document does not exist. */
  async artefact(runId: string, path: string): Promise<ArtefactFacts | null> {
    const part = documentPart(path);
    const view = part && (await this.repository.readPart(runId, part));
    const [document] = view ? renderDocuments(view, (other) => other === path) : [];
    return document ? artefact(runId, document) : null;
  }

  /** The documents of an incident pack, its index first. */
  incident(view: IncidentView): ArtefactFacts[] {
    return incidentDocuments(view).map((document) => artefact(view.run.runId, document));
  }

  /** True if no rendering is pending and every file has exactly the bytes rendered from the rows (F2). */
  async isUpToDate(runId: string): Promise<boolean> {
    let seen = -1;
    for (let comparison = 0; comparison < COMPARISONS; comparison += 1) {
      const rows = await this.repository.readWhole(runId);
      if (!rows || rows.run.version === seen) return false;
      seen = rows.run.version;
      if (rows.entries.length === 0 && (await this.store.matches(runId, documentsOf(rows)))) return true;
    }
    return false;
  }

  /**
   * Rebuilds the files of a run and of its project; answers the run's documents, null if there is no such run. A disk
   * that fails shows in `isUpToDate`.
   */
  async rebuild(runId: string): Promise<ArtefactFacts[] | null> {
    const rebuilt = await this.projector.rebuild(runId);
    if (rebuilt) await this.projects.rebuild(rebuilt.run.run.projectId);
    return rebuilt && rebuilt.documents.map((document) => artefact(runId, document));
  }

  /** Rebuilds the files of a project: backlog and rulesets. Answers why they are not all in place; null if they are. */
  async rebuildProject(projectId: string): Promise<Error | null> {
    return this.projects.rebuild(projectId);
  }

  /**
   * Rebuilds the files of every run and of every project, by id, and reports each place: a run's id, or
   * `_projects/{id}`.
   */
  async rebuildAll(report: (place: Place, failure: Error | null) => void = () => undefined): Promise<RebuildTotals> {
    const totals = { rebuilt: 0, failed: 0 };
    const reported = (place: Place, failure: Error | null) => {
      totals[failure ? 'failed' : 'rebuilt'] += 1;
      report(place, failure);
    };
    for await (const runId of paged((after) => this.repository.runIds(PAGE, after)))
      reported(runId, await this.rebuildOne(runId));
    for await (const projectId of paged((after) => this.projectFiles.projectIds(PAGE, after))) {
      reported(projectPlace(projectId), await this.projects.rebuild(projectId));
    }
    return totals;
  }

  private async rebuildOne(runId: string): Promise<Error | null> {
    try {
      return (await this.projector.rebuild(runId))?.failure ?? null;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}

async function* paged(read: (after: string) => Promise<string[]>): AsyncGenerator<string> {
  for (let page = await read(''); page.length > 0; page = await read(page.at(-1)!)) yield* page;
}

function artefact(runId: string, { path, kind, content, runVersion, changedAt }: Document): ArtefactFacts {
  const bytes = Buffer.from(content);
  return {
    runId,
    path,
    kind,
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    runVersion,
    updatedAt: changedAt,
    content: bytes.length <= CONTENT_LIMIT_BYTES ? content : null,
  };
}
