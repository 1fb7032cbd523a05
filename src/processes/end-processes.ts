/** Ends processes for good: TERM, a time of grace, then KILL in rounds until a look at the table finds none of them. */
import { setTimeout as sleep } from 'node:timers/promises';

import { lookUp, type ProcessRow, stillRuns } from './process-table.js';

/** What a look at the table found, and the group that can be signalled as a whole; null: each is signalled by its own number. */
export interface Found {
  readonly rows: readonly ProcessRow[];
  readonly group: number | null;
}

const POLL_MS = 15;
const PAUSE_BETWEEN_ROUNDS_MS = 25;
/** What does not die of KILL in this time is given up: it hangs in the kernel, or belongs to somebody else. */
const KILL_PATIENCE_MS = 5_000;

/** Ends whatever `look` finds, however often that must be asked. Answers all that were found, by number and begin. */
export async function endProcesses(look: () => Promise<Found>, graceMs: number): Promise<readonly ProcessRow[]> {
  const met = new Map<string, ProcessRow>();
  const meet = async (): Promise<Found> => {
    const found = await look();
    for (const row of found.rows) met.set(`${row.pid}.${row.began}`, row);
    return found;
  };

  const first = await meet();
  if (first.rows.length > 0) {
    signalAll(first, 'SIGTERM');
    await until(() => !first.rows.some(stillRuns), graceMs);
    const deadline = performance.now() + KILL_PATIENCE_MS;
    for (let left = await meet(); left.rows.length > 0 && performance.now() < deadline; left = await meet()) {
      signalAll(left, 'SIGKILL');
      await until(() => !left.rows.some(stillRuns), PAUSE_BETWEEN_ROUNDS_MS);
    }
  }
  return [...met.values()];
}

/** Nobody gets a signal twice: some programs take the second TERM for an order to drop everything. */
export function signalAll({ rows, group }: Found, signal: NodeJS.Signals): void {
  if (group !== null) send(-group, signal);
  for (const row of rows) if (row.group !== group && stillRuns(row)) send(row.pid, signal);
}

/** We and those who started us, who are never ended by us, whatever marks they bear. */
export function ourLine(): ReadonlySet<number> {
  const line = new Set<number>();
  for (let pid = process.pid; pid > 0 && !line.has(pid); pid = lookUp(pid)?.parent ?? 0) line.add(pid);
  return line;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile (ESRCH), or belongs to another user (EPERM): the next look shows whether it still runs.
  }
}

async function until(done: () => boolean, patienceMs: number): Promise<void> {
  for (const deadline = performance.now() + patienceMs; !done() && performance.now() < deadline;) await sleep(POLL_MS);
}
