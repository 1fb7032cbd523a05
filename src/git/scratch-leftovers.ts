/** Quarantines of servers that were killed: taken away at the next start. One that may still be in use stays: its maker lives, or it is young. */
import { readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lookUp } from '../processes/process-table.js';
import { SCRATCH_PREFIX } from './scratch-repository.js';

/** No git of ours works longer on one patch. Process ids alone do not tell: another container may share the folder. */
const YOUNG_MS = 10 * 60_000;

/** Answers how many were taken away. */
export async function removeScratchLeftovers(folder = tmpdir(), youngMs = YOUNG_MS): Promise<number> {
  let removed = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    const maker = /^(\d+)-/.exec(name.startsWith(SCRATCH_PREFIX) ? name.slice(SCRATCH_PREFIX.length) : '')?.[1];
    if (maker === undefined || lookUp(Number(maker)) !== null) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (!found || Date.now() - found.mtimeMs < youngMs) continue;
    await rm(path, { recursive: true, force: true }).then(
      () => (removed += 1),
      () => undefined,
    );
  }
  return removed;
}
