/** The files of a run as the API shows them: documents that are rendered from rows, and attachments of attempts (F1). */
import { join } from 'node:path';

import { Inject, Injectable } from '@nestjs/common';

import { ArtefactStore } from '../artefacts/artefact-store.js';
import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings.token.js';
import type { IncidentView } from '../domain/documents/incident/incident-view.js';
import { isAttachmentPath } from '../domain/documents/parts/file-names.js';
import { toCommandError } from '../graphql/errors/command-error.model.js';
import { RunLifecycleService } from '../lifecycle/runs/run-lifecycle.service.js';
import { targetOf } from '../runs/run-target.js';
import { RunsRepository } from '../runs/runs.repository.js';
import { ArtefactModel } from './artefact.model.js';
import type { RebuildFileLayoutInput } from './file-layout.inputs.js';
import { FileLayoutModel } from './file-layout.model.js';
import type { FileLayoutPayload } from './file-layout.payloads.js';
import { FileLayoutService } from './file-layout.service.js';
import { FileLayoutRepository } from './runs/file-layout.repository.js';

@Injectable()
export class ArtefactsService {
  constructor(
    private readonly layouts: FileLayoutService,
    private readonly repository: FileLayoutRepository,
    private readonly runs: RunsRepository,
    private readonly store: ArtefactStore,
    private readonly lifecycle: RunLifecycleService,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'runsDir'>,
  ) {}

  layout(runId: string): FileLayoutModel {
    return new FileLayoutModel(runId, join(this.settings.runsDir, runId));
  }

  /** One file; null if there is none at this path. */
  async one(runId: string, path: string): Promise<ArtefactModel | null> {
    if (isAttachmentPath(path)) {
      const attachment = await this.repository.attachment(runId, path);
      return attachment && ArtefactModel.ofAttachment(attachment, this.store);
    }
    const document = await this.layouts.artefact(runId, path);
    return document && new ArtefactModel(document);
  }

  /** The documents of a run; none if there is no such run. */
  async all(runId: string): Promise<ArtefactModel[]> {
    return ((await this.layouts.layout(runId)) ?? []).map((document) => new ArtefactModel(document));
  }

  /** The documents of an incident pack, its index first, then the attachments that it names. */
  incident(view: IncidentView): ArtefactModel[] {
    const { runId } = view.run;
    const attachments = view.work.files.map((file) => ArtefactModel.ofAttachment({ ...file, runId }, this.store));
    return [...this.layouts.incident(view).map((document) => new ArtefactModel(document)), ...attachments];
  }

  async rebuild(input: RebuildFileLayoutInput): Promise<FileLayoutPayload> {
    const { errors, go } = await this.lifecycle.guard('rebuildFileLayout', targetOf('rebuildFileLayout', input));
    if (go) await this.layouts.rebuild(input.runId);
    const [run] = await this.runs.byId.load([input.runId]);
    return { fileLayout: run ? this.layout(input.runId) : null, errors: errors.map(toCommandError) };
  }
}
