/** The processes that the benchmarks have started and that still live, so that none outlives them. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A server that is asked to stop closes its connections, and its own database. One that takes longer is killed. */
const LONGEST_END_MS = 60_000;

const living = new Set<ChildProcess>();
let isOver = false;

/** Notes a process until it ends; one that comes when everything is being ended is killed at once. */
export function note<Child extends ChildProcess>(child: Child): Child {
  living.add(child);
  child.once('exit', () => living.delete(child));
  if (isOver) child.kill('SIGKILL');
  return child;
}

/** A process that a signal has ended has no exit code. */
export const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Asks the process to end and waits until it has; once it has ended, this does nothing. */
export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  const killing = setTimeout(() => child.kill('SIGKILL'), LONGEST_END_MS);
  child.kill(signal);
  await ended;
  clearTimeout(killing);
}

/** Ends all that live, and each that is started from now on. */
export async function endAll(): Promise<void> {
  isOver = true;
  await Promise.all([...living].map((child) => end(child)));
}
