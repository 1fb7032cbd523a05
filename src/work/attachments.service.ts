/** The attachments of attempts, CI runs and late results: what their rows say, and their texts if they are requested. */
import { Injectable } from '@nestjs/common';

import { ArtefactStore } from '../artefacts/artefact-store.js';
import type { AttachmentFacts } from '../domain/model/attempt.js';
import { ArtefactModel } from '../file-layout/artefact.model.js';
import type { OperationContext } from '../graphql/request/operation-context.js';
import type { PhaseKey } from '../phases/phases.repository.js';
import { WorkRepository } from './work.repository.js';

@Injectable()
export class AttachmentsService {
  constructor(
    private readonly repository: WorkRepository,
    private readonly store: ArtefactStore,
  ) {}

  /** Those of a phase that fit, by path; rows of one operation are read together. */
  async of(
    phase: PhaseKey,
    context: OperationContext,
    fits: (row: AttachmentFacts) => boolean,
  ): Promise<ArtefactModel[]> {
    const rows = await context.loader(this.repository.attachments).load(phase);
    return rows.filter(fits).map((row) => ArtefactModel.ofAttachment(row, this.store));
  }
}
