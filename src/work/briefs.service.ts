/** Makes the brief of a claim (W7) from what the claim saw and from the files that earlier attempts left; a file that is gone is told, never an error. */
import { Injectable } from '@nestjs/common';

import { ArtefactStore } from '../artefacts/artefact-store.js';
import { outputRedactor } from '../common/redact-output.js';
import { type Brief, briefOf, PREVIOUS_PATCH_BYTES } from '../domain/documents/brief/brief.js';
import { PATCH_HEAD_BYTES, wantedOf } from '../domain/documents/brief/brief-history.js';
import type { AttemptArtefact, LeaseFacts } from '../domain/model/attempt.js';
import type { BriefSeen } from '../lifecycle/facts/brief-facts.store.js';
import { WorkRepository } from './work.repository.js';

/** Of a body that is larger nothing is read: no result can be so large. */
const MOST_BYTES = 16_777_216;
/** Enough for what is shown, so that no secret is cut in two before it is taken out. */
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
      this.bodyOf(wanted.patch),
      this.bodyOf(wanted.log),
      lease.role === 'AUDITOR' && candidate ? this.patchOf(lease.runId, lease.phaseId, candidate.attempt) : null,
    ]);
    // Code stays code: only what has the form of a secret is taken out of a patch.
    const texts = { patch: patch && redact.document(bounded(patch)), log: log && redact.text(log.slice(-PATCH_HEAD_BYTES)) };
    return briefOf(facts, lease, claimed, { ...seen, patch: audited, texts });
  }

  /** The text of a patch that an attempt brought; null: it brought none, or its body is gone. */
  async patchOf(runId: string, phaseId: string, attempt: number): Promise<string | null> {
    return this.bodyOf(await this.repository.patchOf(runId, phaseId, attempt));
  }

  private async bodyOf(file: AttemptArtefact | null): Promise<string | null> {
    return file && file.sizeBytes <= MOST_BYTES ? this.store.readBody(file.runId, file.path, file.sha256) : null;
  }
}

/** A patch that is too large to be told whole is looked at as far as its head goes. */
const bounded = (patch: string): string =>
  Buffer.byteLength(patch) <= PREVIOUS_PATCH_BYTES ? patch : patch.slice(0, LOOKED_AT * PATCH_HEAD_BYTES).toWellFormed();
