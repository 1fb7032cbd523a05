/** Quarantines of servers that were killed: taken away at the next start. One that may still be in use stays. */
import { readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { scratchOwner } from './scratch-owner.js';

/** Of a maker that cannot be looked up: no git of ours works longer on one patch. */
const YOUNG_MS = 10 * 60_000;

/** Answers how many were taken away. */
export async function removeScratchLeftovers(folder = tmpdir(), youngMs = YOUNG_MS): Promise<number> {
  let removed = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    const owner = scratchOwner(name);
    if (owner === 'none' || owner === 'lives') continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (!found || (owner === 'unknown' && Date.now() - found.mtimeMs < youngMs)) continue;
    await rm(path, { recursive: true, force: true }).then(
      () => (removed += 1),
      () => undefined,
    );
  }
  return removed;
}
