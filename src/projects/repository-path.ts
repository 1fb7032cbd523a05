/** Which repositories the server may be pointed at (A5). */
import { isAbsolute } from 'node:path';

import { isWithinRoots, type RootSettings } from '../config/repository-roots.js';
import type { Refusal } from '../domain/model/refusal.js';

/** Why the path is not accepted; null if it is. */
export function repositoryPathRefusal(path: string, settings: RootSettings): Refusal | null {
  if (!isAbsolute(path)) return refusal('repositoryPath must be an absolute path on the server.');
  if (isWithinRoots(path, settings)) return null;
  return refusal(
    'repositoryPath is not below one of the folders that AUTOPACK_REPOSITORY_ROOTS names; add its folder there.',
  );
}

const refusal = (message: string): Refusal => ({
  kind: 'input',
  code: 'INVALID_INPUT',
  message,
  retryable: false,
  path: ['input', 'repositoryPath'],
});
