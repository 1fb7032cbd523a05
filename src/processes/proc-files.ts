/** What Linux reports about a process in /proc; null where there is none, or elsewhere than on Linux. */
import { readFileSync } from 'node:fs';

export interface ProcStat {
  /** One letter; `Z` and `X`: it has ended, and its parent has not taken notice. */
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  /** The clock tick since the machine's start at which it began. */
  readonly began: string;
}

export function statOf(pid: number): ProcStat | null {
  const stat = readProc(`${pid}/stat`);
  if (stat === null) return null;
  // The second field is the program's name in parentheses, which may itself hold blanks and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group, began] = [fields[0], fields[1], fields[2], fields[19]];
  if (state === undefined || began === undefined) return null;
  return { state, parent: Number(parent), group: Number(group), began };
}

export const isZombie = ({ state }: Pick<ProcStat, 'state'>): boolean => state === 'Z' || state === 'X';

/** The text of a file below /proc. */
export function readProc(path: string): string | null {
  if (process.platform !== 'linux') return null;
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    // It has ended meanwhile, or it belongs to somebody else.
    return null;
  }
}
