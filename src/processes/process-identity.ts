/** One process, named so that the name can be written down and read by another process, or after the machine's next start. */
import { isZombie, readProc, statOf } from './proc-files.js';

/** `start` is the boot and the clock tick the process began at, or '0' where the system does not report it: then only the pid counts, which can be reused. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly start: string;
}

export type ProcessState = 'running' | 'zombie' | 'gone';

const unknownStart = '0';

export function currentProcess(): ProcessIdentity {
  return identityOf(process.pid);
}

/** The process that has this pid now. */
export function identityOf(pid: number): ProcessIdentity {
  return { pid, start: startOf(pid) ?? unknownStart };
}

export function isSameProcessRunning(identity: ProcessIdentity): boolean {
  if (processState(identity.pid) !== 'running') return false;
  if (identity.start === unknownStart) return true;
  const start = startOf(identity.pid);
  return start === null || start === identity.start;
}

/** A zombie has ended, though signals still reach its pid until its parent fetches it. */
export function processState(pid: number): ProcessState {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, under another user.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return 'gone';
  }
  const stat = statOf(pid);
  return stat !== null && isZombie(stat) ? 'zombie' : 'running';
}

/** True only when the system proves that this pid belongs to something else; without such proof the pid gets the benefit of the doubt. */
export function isProvablyNot(pid: number, programName: string): boolean {
  const status = readProc(`${pid}/status`);
  if (status === null) return false;
  const name = /^Name:\s*(.*)$/m.exec(status)?.[1];
  const threadGroup = Number(/^Tgid:\s*(\d+)$/m.exec(status)?.[1] ?? pid);
  // Signals also reach the ids of single threads, so a stale pid can "answer" as a thread of this very process.
  return name !== programName || threadGroup !== pid;
}

function startOf(pid: number): string | null {
  const stat = statOf(pid);
  return stat === null ? null : `${bootId()}.${stat.began}`;
}

let knownBootId: string | undefined;
function bootId(): string {
  knownBootId ??= readProc('sys/kernel/random/boot_id')?.slice(0, 8) ?? 'boot';
  return knownBootId;
}
