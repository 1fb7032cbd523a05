/**
 * Which processes there are, who started them and under which mark. Linux reports it in /proc. Elsewhere `ps` is queried, best effort: it shows the
 * environment of our own processes only, of system programs on macOS not at all, and its start times are exact to the second.
 */
import { readdirSync } from 'node:fs';

import { isZombie, readProc, statOf } from './proc-files.js';
import { marksIn } from './process-mark.js';
import { printedAtOnce } from './program.js';

export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** When it began, as the system reports it: with the pid it names a process for all time. Compared, never displayed. */
  readonly began: number;
  /** It has ended and waits for its parent to take notice. */
  readonly zombie: boolean;
}

/** A row with the marks that stand in its environment; a zombie, or a process of another user, shows none. */
export interface MarkedRow extends ProcessRow {
  marks(): readonly string[];
}

export interface ProcessTable {
  readonly rows: readonly MarkedRow[];
  /** Something ended while we looked; what it started at its last moment may be missing here. */
  readonly vanished: boolean;
}

const ROWS_PER_TURN = 200;
const PS_PATIENCE_MS = 5_000;
const PS_BYTES = 64 * 1_048_576;

/** The process with this number; null if there is none. Zombies are included. */
export function lookUp(pid: number): ProcessRow | null {
  if (process.platform === 'linux') return fromStat(pid);
  const [row] = fromPs(['-p', String(pid)]);
  return row ?? null;
}

/** Whether this very process still runs, and not another one under its number. */
export function stillRuns({ pid, began }: Pick<ProcessRow, 'pid' | 'began'>): boolean {
  const now = lookUp(pid);
  return now !== null && !now.zombie && now.began === began;
}

/** All processes at once, as quickly as can be: for the moment in which we end ourselves. */
export function processTable(): ProcessTable {
  return collected([...scan()]);
}

/**
 * The same, letting others have their turn between some hundred rows. `least` leaves out smaller numbers, which spares most of the reading
 * (Linux only; see `countsOnFrom`).
 */
export async function processTableInTurns(least = 0): Promise<ProcessTable> {
  const seen: Seen[] = [];
  for (const row of scan(least)) {
    if (row === 'turn') await new Promise((resolve) => setImmediate(resolve));
    else seen.push(row);
  }
  return collected(seen);
}

type Seen = MarkedRow | 'vanished' | 'turn';

function collected(seen: readonly Seen[]): ProcessTable {
  return { rows: seen.filter((row) => typeof row === 'object'), vanished: seen.includes('vanished') };
}

/**
 * Whether every process that began after the one with this number has a larger one. Linux counts on from the last number given and begins
 * anew at the largest; the last number stands at the end of `loadavg`. Asked soon after that process began: a whole lap would not show.
 */
export function countsOnFrom(pid: number): boolean {
  return Number(/ (\d+)\s*$/.exec(readProc('loadavg') ?? '')?.[1] ?? 0) >= pid;
}

function* scan(least = 0): Generator<Seen> {
  if (process.platform !== 'linux') {
    yield* fromPs(['-A']);
    return;
  }
  let seen = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) < least) continue;
    seen += 1;
    if (seen % ROWS_PER_TURN === 0) yield 'turn';
    const row = fromStat(Number(name));
    if (row)
      yield { ...row, marks: () => (row.zombie ? [] : marksIn((readProc(`${row.pid}/environ`) ?? '').split('\0'))) };
    else yield 'vanished';
  }
}

function fromStat(pid: number): ProcessRow | null {
  const stat = statOf(pid);
  if (stat === null) return null;
  return { pid, parent: stat.parent, group: stat.group, began: Number(stat.began), zombie: isZombie(stat) };
}

/** `-E` (macOS) writes the environment behind the command; where it is not known (musl, BSD) only parents and groups identify a process. */
function fromPs(which: readonly string[]): MarkedRow[] {
  const text = ps([...which, '-E', '-ww', '-o', PS_COLUMNS]) ?? ps([...which, '-o', PS_COLUMNS]) ?? '';
  return text.split('\n').flatMap((line) => {
    const found = PS_LINE.exec(line);
    if (!found) return [];
    const [, pid, parent, group, state, began, command] = found;
    const words = (command ?? '').split(' ');
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        began: Date.parse(began ?? ''),
        zombie: state?.startsWith('Z') ?? false,
        marks: () => marksIn(words),
      },
    ];
  });
}

const PS_COLUMNS = 'pid=,ppid=,pgid=,stat=,lstart=,command=';
const PS_LINE = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/;

function ps(options: readonly string[]): string | null {
  return printedAtOnce(
    { argv: ['ps', ...options], env: { PATH: '/bin:/usr/bin', LC_ALL: 'C' } },
    PS_PATIENCE_MS,
    PS_BYTES,
  );
}
