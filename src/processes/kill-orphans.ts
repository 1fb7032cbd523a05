/**
 * Ends processes that commands of a previous, killed process left running. Orphans are identified by the mark in their environment, which
 * names the owner and the very process that started them. Another owner's are not touched, nor those whose starter still runs.
 */
import { endProcesses, type Found, ourLine } from './end-processes.js';
import { type Starter, starterOf } from './process-mark.js';
import { lookUp, type MarkedRow, processTableInTurns, stillRuns } from './process-table.js';

const GRACE_MS = 2_000;

/** This process as the starter of commands. */
export function ourselves(owner: string): Starter {
  return { owner, pid: process.pid, began: lookUp(process.pid)?.began ?? 0 };
}

/** Ends the orphans of this owner with their children; answers how many there were. The owner's name must match as a whole. */
export async function killOrphans(owner: string, graceMs = GRACE_MS): Promise<number> {
  const ended = await endProcesses(() => orphansOf((starter) => starter.owner === owner), graceMs);
  return ended.length;
}

/** The same for what one process started that runs no more, whatever its owner was called. */
export async function killOrphansOf(
  { pid, began }: Pick<Starter, 'pid' | 'began'>,
  graceMs = GRACE_MS,
): Promise<number> {
  const ended = await endProcesses(
    () => orphansOf((starter) => starter.pid === pid && starter.began === began),
    graceMs,
  );
  return ended.length;
}

async function orphansOf(isWanted: (starter: Starter) => boolean): Promise<Found> {
  const line = ourLine();
  const rows = (await processTableInTurns()).rows.filter(({ pid, zombie }) => !zombie && !line.has(pid));
  const found = new Map<number, MarkedRow>();
  for (const row of rows) if (isOrphan(row, isWanted)) found.set(row.pid, row);
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const row of rows) if (found.has(row.parent)) found.set(row.pid, row);
  }
  return { rows: [...found.values()], group: null };
}

/** Marks of several depths may be in it: one dead starter that is wanted suffices, since what it supervised is to end as a whole. */
function isOrphan(row: MarkedRow, isWanted: (starter: Starter) => boolean): boolean {
  return row.marks().some((mark) => {
    const starter = starterOf(mark);
    return starter !== null && isWanted(starter) && !stillRuns(starter);
  });
}
