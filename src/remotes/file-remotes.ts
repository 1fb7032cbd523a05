/** A remote that is a path of the server lies where repositories may lie (A5, M3): to push there is to write there. */
import { fileURLToPath } from 'node:url';

import { isWithinRoots, type RootSettings } from '../config/repository-roots.js';

/** What is wrong with the address, as the end of a sentence; null: nothing, or it names no path. */
export function fileRemoteFault(url: string, settings: RootSettings): string | null {
  if (!url.startsWith('file://')) return null;
  const path = pathOf(url);
  if (path === null) return 'must name a path without encoded slashes';
  return isWithinRoots(path, settings)
    ? null
    : 'is not below one of the folders that AUTOPACK_REPOSITORY_ROOTS names; add its folder there';
}

/** The path that git takes from the address. Null: an encoded slash, which git decodes and addresses do not count as one. */
function pathOf(url: string): string | null {
  try {
    return fileURLToPath(url);
  } catch {
    return null;
  }
}
