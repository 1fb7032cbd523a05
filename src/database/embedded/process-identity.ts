import { readFileSync } from 'node:fs';

/**
 * Names one process for all time: a pid alone is reused. `start` is the boot and the clock tick the process began at, or '0' where the
 * system does not tell (then only the pid counts).
 */
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
  return { pid, start: readStat(pid)?.start ?? unknownStart };
}

export function isSameProcessRunning(identity: ProcessIdentity): boolean {
  if (processState(identity.pid) !== 'running') return false;
  if (identity.start === unknownStart) return true;
  const start = readStat(identity.pid)?.start;
  return start === undefined || start === identity.start;
}

/** A zombie has ended, though signals still reach its pid until its parent fetches it. */
export function processState(pid: number): ProcessState {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, under another user.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return 'gone';
  }
  const state = readStat(pid)?.state;
  return state === 'Z' || state === 'X' ? 'zombie' : 'running';
}

/** True only when the system proves that this pid belongs to something else; without such proof the pid gets the benefit of the doubt. */
export function isProvablyNot(pid: number, programName: string): boolean {
  const status = readProc(`${pid}/status`);
  if (status === undefined) return false;
  const name = /^Name:\s*(.*)$/m.exec(status)?.[1];
  const threadGroup = Number(/^Tgid:\s*(\d+)$/m.exec(status)?.[1] ?? pid);
  // Signals also reach the ids of single threads, so a stale pid can "answer" as a thread of this very process.
  return name !== programName || threadGroup !== pid;
}

function readStat(pid: number): { state: string; start: string } | undefined {
  const stat = readProc(`${pid}/stat`);
  if (stat === undefined) return undefined;
  // The second field is the program name in parentheses and may itself hold blanks and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, ticks] = [fields[0], fields[19]];
  return state === undefined || ticks === undefined ? undefined : { state, start: `${bootId()}.${ticks}` };
}

let knownBootId: string | undefined;
function bootId(): string {
  knownBootId ??= readProc('sys/kernel/random/boot_id')?.slice(0, 8) ?? 'boot';
  return knownBootId;
}

function readProc(path: string): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return undefined;
  }
}
