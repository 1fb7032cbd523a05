/**
 * Attachments of attempts as artefacts of the API: their rows describe them; the text is read from the disk only if it
 * is requested.
 */
import type { ArtefactStore } from '../artefacts/artefact-store.js';
import type { AttemptArtefact } from '../domain/model/attempt.js';
import { ArtefactModel } from './file-layout.model.js';
import { CONTENT_LIMIT_BYTES } from './file-layout.service.js';

type Attachment = Pick<AttemptArtefact, 'runId' | 'path' | 'kind' | 'sizeBytes' | 'sha256' | 'runVersion' | 'at'>;

/** Its content is null if the text is too large, missing, or not the bytes that the row proves. */
export function attachmentModel(
  { runId, path, kind, sizeBytes, sha256, runVersion, at }: Attachment,
  store: ArtefactStore,
): ArtefactModel {
  const document = { runId, path, kind, sizeBytes, sha256, runVersion, updatedAt: at, content: null };
  return new ArtefactModel(document, async () =>
    sizeBytes <= CONTENT_LIMIT_BYTES ? store.readBody(runId, path, sha256) : null,
  );
}
