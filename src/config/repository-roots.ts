/** Which folders of the server hold repositories that it may be pointed at (A5). */
import { isAbsolute, relative, resolve } from 'node:path';

import { isLoopbackAddress } from '../common/addresses.js';
import type { Settings } from './settings.js';

export type RootSettings = Pick<Settings, 'host' | 'repositoryRoots'>;

/** A server that others can reach takes only what lies below its roots; on loopback without roots every path is taken. */
export function isWithinRoots(path: string, { host, repositoryRoots }: RootSettings): boolean {
  const isOpen = isLoopbackAddress(host) && repositoryRoots.length === 0;
  return isOpen || repositoryRoots.some((root) => isBelow(path, root));
}

function isBelow(path: string, root: string): boolean {
  const way = relative(resolve(root), resolve(path));
  return way !== '' && way !== '..' && !way.startsWith('../') && !isAbsolute(way);
}
