/** Bodies of attempts as artefacts of the API: their row says what they are, the text is read from the disk only if it is asked for. */
import type { ArtefactStore } from '../artefacts/artefact-store.js';
import { ArtefactModel } from '../file-layout/file-layout.models.js';
import type { AttemptArtefact } from '../domain/work/attempt.js';

/** Larger contents are not handed out. */
const CONTENT_LIMIT_BYTES = 1_048_576;

/** Null where the text is too large, gone, or not the bytes that the row proves. */
export function bodyModel(row: AttemptArtefact, store: ArtefactStore): ArtefactModel {
  const { runId, path, kind, sizeBytes, sha256, runVersion, at } = row;
  const model = new ArtefactModel({ runId, path, kind, sizeBytes, sha256, runVersion, updatedAt: at, content: null });
  const content = async () => (sizeBytes <= CONTENT_LIMIT_BYTES ? store.readBody(runId, path, sha256) : null);
  // GraphQL waits for a promise, and asks only for fields that are selected: the disk is read for them alone.
  Object.defineProperty(model, 'content', { get: content });
  return model;
}
