/** Which repositories the server may be pointed at (A5). */
import { isAbsolute, relative, resolve } from 'node:path';

import { isLoopbackAddress, type Settings } from '../config/settings.js';
import type { Refusal } from '../domain/model/refusal.js';

/** Why the path is not accepted; null if it is. A server that others can reach takes only what lies below its roots. */
export function repositoryPathRefusal(
  path: string,
  settings: Pick<Settings, 'host' | 'repositoryRoots'>,
): Refusal | null {
  if (!isAbsolute(path)) return refusal('repositoryPath must be an absolute path on the server.');
  const open = isLoopbackAddress(settings.host) && settings.repositoryRoots.length === 0;
  if (open || settings.repositoryRoots.some((root) => isBelow(path, root))) return null;
  return refusal(
    'repositoryPath is not below one of the folders that AUTOPACK_REPOSITORY_ROOTS names; add its folder there.',
  );
}

function isBelow(path: string, root: string): boolean {
  const way = relative(resolve(root), resolve(path));
  return way !== '' && way !== '..' && !way.startsWith('../') && !isAbsolute(way);
}

const refusal = (message: string): Refusal => ({
  kind: 'input',
  code: 'INVALID_INPUT',
  message,
  retryable: false,
  path: ['input', 'repositoryPath'],
});
