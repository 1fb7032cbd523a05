/**
 * One run in memory, kept as the database keeps it: rows that a change replaces. The simulator plays runs on it, and
 * the tests of the decisions drive theirs on it, so that there is one answer to "what does a change do to the rows".
 * Every function returns new rows and leaves those that it was given as they are.
 */
import type { RunChange } from '../../decisions/change/change.js';
import type { OpenRows } from '../../decisions/change/decision.js';
import type { SnapshotFacts, WorkChange } from '../../decisions/work/work-change.js';
import type { AttemptFacts, CiTryFacts, LeaseFacts } from '../../model/attempt.js';
import type { PhaseFacts, RunFacts, TierFacts } from '../../model/facts.js';
import { isPhaseTerminal } from '../../model/phase-state.js';
import { isTierTerminal } from '../../model/tier-state.js';
import type { QueueEntry } from '../../rules/work/queue.js';

/** The rows of a run itself, tiers and phases by index. */
export interface RowsOfRun {
  readonly run: RunFacts;
  readonly tiers: readonly TierFacts[];
  readonly phases: readonly PhaseFacts[];
}

/** The rows of the work on a run. */
export interface RowsOfWork {
  readonly lease: LeaseFacts | null;
  readonly attempts: readonly AttemptFacts[];
  readonly tries: readonly CiTryFacts[];
  readonly snapshots: readonly SnapshotFacts[];
  readonly queue: QueueEntry | null;
}

/** What a run that begins has of work. */
export const NO_ROWS_OF_WORK: RowsOfWork = { lease: null, attempts: [], tries: [], snapshots: [], queue: null };

/** The rows after a change. */
export function changedRows({ tiers, phases }: RowsOfRun, change: RunChange): RowsOfRun {
  return {
    run: change.run,
    tiers: replaced(tiers, change.tiers, (a, b) => a.tierId === b.tierId),
    phases: replaced(phases, change.phases, (a, b) => a.phaseId === b.phaseId),
  };
}

/**
 * The rows of work after a change, as the one statement of the database makes them: a lease ends with the run, or when
 * its phase names no holder any more; its attempt is stopped unless the command itself writes it.
 */
export function landedWork(work: RowsOfWork, change: RunChange & Partial<WorkChange>): RowsOfWork {
  const written = change.attempts ?? [];
  let { lease, attempts } = work;
  const ended = change.run.completedAt !== null;
  if (lease !== null && (ended || leavesLease(change.phases, lease))) {
    const stopped = attemptOf(attempts, lease.phaseId, lease.attempt);
    if (stopped?.state === 'LEASED' && !written.some((one) => isSameAttempt(one, stopped))) {
      const row: AttemptFacts = { ...stopped, state: 'STOPPED', endedAt: change.run.changedAt };
      attempts = replaced(attempts, [row], isSameAttempt);
    }
    lease = null;
  }
  if (change.lease && !ended) lease = change.lease;
  const added = written.filter((one) => !attempts.some((known) => isSameAttempt(one, known)));
  return {
    lease,
    attempts: [...replaced(attempts, written, isSameAttempt), ...added],
    tries: appended(work.tries, change.tries),
    snapshots: appended(work.snapshots, change.snapshots),
    queue: change.queue === undefined ? work.queue : change.queue,
  };
}

/** The first phase that has not ended; null: all have. */
export const headOf = (phases: readonly PhaseFacts[]): PhaseFacts | null =>
  phases.find((phase) => !isPhaseTerminal(phase.state)) ?? null;

/** Index of the first phase behind the head that waits for its turn. */
export const behindHead = (phases: readonly PhaseFacts[], head: PhaseFacts): number | null =>
  phases.find((phase) => phase.phaseIndex > head.phaseIndex && phase.state === 'QUEUED')?.phaseIndex ?? null;

/** The rows that end with a run (S6). */
export const openRowsOf = ({ tiers, phases }: RowsOfRun): OpenRows => ({
  phases: phases.filter((phase) => !isPhaseTerminal(phase.state)),
  tiers: tiers.filter((tier) => !isTierTerminal(tier.state)),
});

/** An attempt by its phase and number. */
export const attemptOf = (attempts: readonly AttemptFacts[], phaseId: string, number: number | null) =>
  attempts.findLast((one) => one.phaseId === phaseId && one.number === number) ?? null;

const isSameAttempt = (a: AttemptFacts, b: AttemptFacts): boolean => a.phaseId === b.phaseId && a.number === b.number;

const leavesLease = (phases: readonly PhaseFacts[], lease: LeaseFacts): boolean =>
  phases.some((phase) => phase.phaseId === lease.phaseId && phase.work.holder === null);

const appended = <Row>(rows: readonly Row[], more: readonly Row[] = []): readonly Row[] =>
  more.length === 0 ? rows : [...rows, ...more];

function replaced<Row>(rows: readonly Row[], by: readonly Row[], isSame: (a: Row, b: Row) => boolean): readonly Row[] {
  if (by.length === 0) return rows;
  return rows.map((row) => by.find((other) => isSame(row, other)) ?? row);
}
