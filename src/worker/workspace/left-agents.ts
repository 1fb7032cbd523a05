/**
 * Agents of workers that were killed, found by the folders that these held (A5): such an agent works on, and spends, in a folder that is about to be
 * removed. It is ended by whichever worker starts next on the same folder, not only by one of the same name.
 */
import { killOrphansOf } from '../../processes/kill-orphans.js';
import { deadHolders } from './attempt-folder.js';

/** Ends them; answers how many processes there were. */
export async function endLeftAgents(root: string): Promise<number> {
  let ended = 0;
  for (const holder of await deadHolders(root)) ended += await killOrphansOf(holder);
  return ended;
}
