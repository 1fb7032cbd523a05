/**
 * A command and everything it started. Found are: what is in its group; what bears its mark; the children of these; and what was seen to belong
 * to it at an earlier look. A number alone never convinces, because numbers are used again: everything must have begun after the command did.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { endProcesses, type Found, ourLine, signalAll } from './end-processes.js';
import {
  countsOnFrom,
  type MarkedRow,
  type ProcessRow,
  type ProcessTable,
  processTable,
  processTableInTurns,
} from './process-table.js';

/** How long its children have to leave by themselves after it has ended, before they count as left behind. */
const LEAVING_MS = 50;
/** Looks that are repeated because something vanished meanwhile. */
const MOST_LOOKS = 4;
const ROUNDS_AT_EXIT = 3;
/** In this time no system gives out all numbers of processes that there are, 32,768 or more. */
const NO_LAP_MS = 2_000;

export class ProcessTree {
  /** Who was ever seen to belong here: begin by number. */
  private readonly known = new Map<number, number>();
  private looked = false;
  private readonly seenFirst = performance.now();

  constructor(
    readonly root: Pick<ProcessRow, 'pid' | 'began'>,
    private readonly mark: string,
  ) {}

  /** Remembers who belongs to it now, so that it is found again even if it drops its mark and its parents end. */
  async remember(): Promise<void> {
    // Elsewhere a look costs a `ps`, too much to do it again and again.
    if (process.platform !== 'linux') return;
    this.select((await this.table()).rows, ourLine());
  }

  /** Ends the command, if it still runs, and its descendants. Answers how many descendants there were to end. */
  async end(graceMs: number): Promise<number> {
    const ended = await endProcesses(() => this.look(), graceMs);
    return ended.filter(({ pid }) => pid !== this.root.pid).length;
  }

  /** After the command has ended by itself: waits a moment for those who are just leaving, and ends the others. Answers how many. */
  async endRest(graceMs: number): Promise<number> {
    if ((await this.look()).rows.length === 0) return 0;
    await sleep(LEAVING_MS);
    return this.end(graceMs);
  }

  /** At once and without grace, for the moment in which we end ourselves. */
  killNow(): void {
    for (let round = 0; round < ROUNDS_AT_EXIT; round += 1) {
      const found = this.select(processTable().rows, ourLine());
      if (found.rows.length === 0) return;
      signalAll(found, 'SIGKILL');
    }
  }

  private async look(): Promise<Found> {
    const line = ourLine();
    for (let looks = 1; ; looks += 1) {
      const table = await this.table();
      const found = this.select(table.rows, line);
      if (found.rows.length > 0 || looks === MOST_LOOKS || !this.mayHaveMissed(table)) return found;
    }
  }

  /** All processes that may belong here. Of a short command, as most of git are, these are few: it is asked hundreds of times for one phase. */
  private async table(): Promise<ProcessTable> {
    const { pid } = this.root;
    const areLarger = (): boolean => performance.now() - this.seenFirst < NO_LAP_MS && countsOnFrom(pid);
    if (areLarger()) {
      const table = await processTableInTurns(pid);
      // The count may have begun anew meanwhile.
      if (areLarger()) return table;
    }
    return processTableInTurns();
  }

  /** A parent may end between the listing of numbers and its turn to be read, and its newest child is then not in the list. */
  private mayHaveMissed({ rows, vanished }: ProcessTable): boolean {
    return vanished || rows.some(({ zombie, began }) => zombie && began >= this.root.began);
  }

  private select(rows: readonly MarkedRow[], line: ReadonlySet<number>): Found {
    const candidates = rows.filter(({ pid, began, zombie }) => !zombie && began >= this.root.began && !line.has(pid));
    const group = this.groupIsOurs(rows) ? this.root.pid : null;
    const found = new Map<number, MarkedRow>();
    for (const row of candidates) {
      if (this.known.get(row.pid) === row.began || row.group === group || row.marks().includes(this.mark))
        found.set(row.pid, row);
    }
    for (let before = -1; before < found.size;) {
      before = found.size;
      for (const row of candidates) if (found.has(row.parent)) found.set(row.pid, row);
    }
    for (const { pid, began } of found.values()) this.known.set(pid, began);
    this.looked = true;
    return { rows: [...found.values()], group: [...found.values()].some((row) => row.group === group) ? group : null };
  }

  /**
   * The number of a group is free again when its last member has ended. So the group is ours while the command is there, at the first look after
   * it, and as long as somebody in it is known to us.
   */
  private groupIsOurs(rows: readonly ProcessRow[]): boolean {
    const leader = rows.find(({ pid }) => pid === this.root.pid);
    if (leader) return leader.began === this.root.began;
    return (
      !this.looked || rows.some(({ pid, began, group }) => group === this.root.pid && this.known.get(pid) === began)
    );
  }
}
