/**
 * Builds the brief of a claim (W7) from the facts of the claim and from the files of earlier attempts; a missing file
 * is reported in the brief, never an error.
 */
import { Injectable } from '@nestjs/common';

import { ArtefactStore } from '../artefacts/artefact-store.js';
import { outputRedactor } from '../common/redact-output.js';
import { type Brief, briefOf, PREVIOUS_PATCH_BYTES } from '../domain/documents/brief/brief.js';
import { PATCH_HEAD_BYTES, wantedOf } from '../domain/documents/brief/brief-history.js';
import type { AttachmentFacts, LeaseFacts } from '../domain/model/attempt.js';
import type { BriefSeen } from '../lifecycle/facts/brief-facts.store.js';
import { WorkRepository } from './work.repository.js';

/** A larger attachment is not read: no result can be so large. */
const MOST_BYTES = 16_777_216;
/** More than the brief shows, so that no secret is cut in two before it is redacted. */
const LOOKED_AT = 4;

const redact = outputRedactor([]);

@Injectable()
export class BriefsService {
  constructor(
    private readonly repository: WorkRepository,
    private readonly store: ArtefactStore,
  ) {}

  async briefOf({ facts, claimed, ...seen }: BriefSeen, lease: LeaseFacts): Promise<Brief> {
    const { candidate } = facts.phase.work;
    const wanted = lease.role === 'CI' ? { patch: null, log: null } : wantedOf(seen.history);
    const [patch, log, audited] = await Promise.all([
      this.textOf(wanted.patch),
      this.textOf(wanted.log),
      lease.role === 'AUDITOR' && candidate ? this.patchOf(lease.runId, lease.phaseId, candidate.attempt) : null,
    ]);
    // Only what has the form of a secret is redacted from a patch, so that code remains unchanged.
    const texts = {
      patch: patch && redact.document(bounded(patch)),
      log: log && redact.text(log.slice(-PATCH_HEAD_BYTES)),
    };
    return briefOf(facts, lease, claimed, { ...seen, patch: audited, texts });
  }

  /** The text of a patch that an attempt submitted; null: it submitted none, or the file is missing. */
  async patchOf(runId: string, phaseId: string, attempt: number): Promise<string | null> {
    return this.textOf(await this.repository.patchOf(runId, phaseId, attempt));
  }

  private async textOf(file: AttachmentFacts | null): Promise<string | null> {
    return file && file.sizeBytes <= MOST_BYTES ? this.store.readAttachment(file.runId, file.path, file.sha256) : null;
  }
}

/** A patch that is too large to be included is read only as far as its head. */
const bounded = (patch: string): string =>
  Buffer.byteLength(patch) <= PREVIOUS_PATCH_BYTES
    ? patch
    : patch.slice(0, LOOKED_AT * PATCH_HEAD_BYTES).toWellFormed();
