/**
 * Texts of results become files below the run's directory (F1): secrets are redacted from logs, and each file has a
 * proof of hash and size.
 */
import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { ArtefactStore } from '../../artefacts/artefact-store.js';
import { attachmentPath } from '../../domain/documents/parts/file-names.js';
import type { AttachmentFacts, AttachmentKind } from '../../domain/model/attempt.js';
import type { PhaseFacts, RunFacts } from '../../domain/model/facts.js';

/** A text to keep. `what` becomes part of its name. */
export interface Attachment {
  readonly kind: AttachmentKind;
  readonly what: string;
  readonly extension: 'patch' | 'log' | 'json' | 'xml' | 'txt';
  readonly content: string;
}

export interface AttachmentPlace {
  readonly run: Pick<RunFacts, 'runId' | 'version'>;
  readonly phase: Pick<PhaseFacts, 'phaseId' | 'phaseIndex'>;
  readonly attempt: number;
  readonly tryNumber: number | null;
  readonly lateResultId: string | null;
  readonly at: Date;
}

@Injectable()
export class AttemptAttachments {
  constructor(private readonly store: ArtefactStore) {}

  /** Writes the texts, and answers their rows. Written again, they are the same files. */
  async keep(attachments: readonly Attachment[], place: AttachmentPlace): Promise<AttachmentFacts[]> {
    const rows: AttachmentFacts[] = [];
    for (const { kind, what, extension, content } of attachments) {
      const bytes = Buffer.from(content);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const late = place.lateResultId === null ? '' : '_late';
      const path = attachmentPath(
        place.phase,
        `${String(place.attempt).padStart(2, '0')}_${what}${late}`,
        sha256,
        extension,
      );
      await this.store.keepAttachment(place.run.runId, { path, content });
      rows.push({
        runId: place.run.runId,
        phaseId: place.phase.phaseId,
        attempt: place.attempt,
        tryNumber: place.tryNumber,
        lateResultId: place.lateResultId,
        path,
        kind,
        sizeBytes: bytes.length,
        sha256,
        runVersion: place.run.version,
        at: place.at,
      });
    }
    return rows;
  }
}
