/**
 * A recorded run under another policy (X4): its plan is compiled under it, and what was recorded is played through the
 * decisions again, beside the play under its own strategy. As long as both take the same steps, what was recorded is
 * what would have happened. Where they part, the run ends otherwise, or nothing is known from there on: nobody knows
 * what a worker would have done. Instants and limits are no difference.
 */
import { decideExpiry } from '../decisions/run/run-commands.js';
import { directiveOf } from '../decisions/work/heartbeat.js';
import { decideLeaseExpiry, decideWaitOver } from '../decisions/work/lease-end.js';
import { headOf } from '../foresight/memory/run-rows.js';
import { workFactsOf } from '../foresight/memory/work-facts.js';
import { MINUTE_MS } from '../model/durations.js';
import type { Reason } from '../model/reason.js';
import type { RunState } from '../model/run-state.js';
import type { BacktestOutcome } from '../model/vocabulary.js';
import { isPastDeadline } from '../rules/budget/budgets.js';
import { awaitedRole } from '../rules/work/phase-turn.js';
import { asksNext, goesOn, refusedNow } from './asks-next.js';
import { compiledAgain, type PolicyToTest, rowsUnder } from './compiled-again.js';
import { type Change, decideAgain } from './decide-again.js';
import { NotRecorded } from './not-recorded.js';
import { PlayedRows } from './played-rows.js';
import { commandAt, type RecordedCommand, type RecordedRun } from './recorded-run.js';
import { beginAgain, type Played, playedAgain } from './replay-run.js';

export interface BacktestedRun {
  readonly runId: string;
  readonly outcome: BacktestOutcome;
  /** As it ended. */
  readonly before: RunState;
  /** As it ends under the policy; null: not known. */
  readonly after: RunState | null;
  /** The first event that would have been another one; null: none. */
  readonly atSeq: number | null;
  /** Why it ends otherwise, or what is not known; null: it ends as it did. */
  readonly reason: Reason | null;
}

type Parted = Pick<BacktestedRun, 'outcome' | 'after' | 'reason'>;

/** Of a run that has ended. */
export function backtestRun(recorded: RecordedRun, policy: PolicyToTest): BacktestedRun {
  const { runId, events } = recorded;
  const before = events.findLast(({ subject, toState }) => subject === 'run' && toState !== null)?.toState as RunState;
  const parted = (atSeq: number, how: Parted): BacktestedRun => ({ runId, before, atSeq, ...how });
  const begun = beginAgain(recorded);
  if ('why' in begun) return parted(begun.atSeq, unknown('not_recorded', begun.why));
  let other: PlayedRows;
  try {
    const strategy = compiledAgain(begun.rows, recorded.strategy!, policy);
    const rows = rowsUnder(begun.rows, strategy, recorded.strategy!);
    other = new PlayedRows(rows, strategy, events.slice(0, begun.next));
  } catch (error) {
    return parted(1, unknownBy(error));
  }
  const { rows: own } = begun;
  for (let { next } = begun; next < events.length;) {
    const command = commandAt(events, next);
    const atSeq = command.first.seq;
    const played = playedAgain(own, command, recorded);
    if ('why' in played) return parted(played.atSeq, unknown('replay_differs', played.why));
    const how = byClockBefore(own, other, command) ?? together(own, other, command, played, recorded);
    if (how) return parted(atSeq, how);
    next += played.change.events.length;
  }
  return { runId, outcome: 'SAME', before, after: before, atSeq: null, reason: null };
}

/** Plays the command on both; null: both have taken the same steps. */
function together(
  own: PlayedRows,
  other: PlayedRows,
  command: RecordedCommand,
  { change: then, changedFiles }: Played,
  recorded: RecordedRun,
): Parted | null {
  let now: Change;
  const needsNoCheck = other.run.baseCheck === null && own.run.baseCheck?.outcome === null;
  const isCheck = then.run.baseCheck?.outcome != null && own.run.baseCheck?.outcome === null;
  try {
    now = needsNoCheck && isCheck ? null : decideAgain({ own, rows: other, command, recorded, changedFiles });
  } catch (error) {
    const parted = unknownBy(error);
    return then.run.completedAt === null ? parted : goesOn(then.run, parted.reason!);
  }
  own.land(then);
  if (needsNoCheck && isCheck && then.run.completedAt === null) return null;
  if (now === null) {
    if (then.run.completedAt !== null) return goesOn(then.run, asksNext(other));
    return { outcome: 'UNKNOWN_FROM_HERE', after: null, reason: refusedNow(other, command) };
  }
  other.land(now);
  const [a, b] = [own.run, other.run];
  if (b.completedAt !== null) return endOf(a.completedAt === null ? null : own, other);
  if (a.completedAt !== null) return goesOn(a, asksNext(other));
  const [was, is] = [own, other].map(({ lease, run }) => directiveOf(lease, run).directive);
  if (command.first.cause === 'heartbeat' && was !== is)
    return unknown('allowance', `Its worker is told to ${is!.toLowerCase()}, and was told to ${was!.toLowerCase()}.`);
  if (stepsOf(then) === stepsOf(now) && turnOf(own) === turnOf(other)) return null;
  return { outcome: 'UNKNOWN_FROM_HERE', after: null, reason: asksNext(other) };
}

/** Null: both ended in the same way. */
function endOf(own: PlayedRows | null, other: PlayedRows): Parted | null {
  const { state, failure } = other.run;
  const codeOf = ({ run }: PlayedRows): string | undefined => run.failure?.reasons[0]?.code;
  if (own?.run.state === state && codeOf(own) === codeOf(other)) return null;
  const reason: Reason = failure
    ? { code: failure.reasons[0]!.code, message: failure.message, source: failure.rule }
    : { code: 'succeeds', message: 'Every phase is complete or skipped.', source: 'S5' };
  return { outcome: 'OTHER_END', after: state, reason };
}

const stepsOf = ({ events }: NonNullable<Change>): string =>
  JSON.stringify(events.filter(({ toState }) => toState !== null).map(({ subject, toState }) => [subject, toState]));

/** Whom the run waits for now. */
function turnOf({ run, phases }: PlayedRows): string {
  const head = headOf(phases);
  return JSON.stringify([head && awaitedRole(head), head?.work.holder?.role ?? null, run.refIntent?.purpose ?? null]);
}

/**
 * What the clock does under the policy before the command comes, and did not do then: the deadline of the run, the hard
 * deadline of a lease, the end of a wait. Null: nothing.
 */
function byClockBefore(own: PlayedRows, other: PlayedRows, { first }: RecordedCommand): Parted | null {
  const { at } = first;
  const over = (now: Date | null | undefined, then: Date | null | undefined): Date | null =>
    now != null && now < at && (then == null || then > at) ? now : null;
  const [run, head, lease] = [other.run, headOf(other.phases), other.lease];
  const deadline = over(run.deadlineAt, own.run.deadlineAt);
  const hard = over(lease?.hardDeadlineAt, own.lease?.hardDeadlineAt);
  const wait = head?.work.holder === null ? over(head.waitUntil, headOf(own.phases)?.waitUntil) : null;
  const due = [deadline, hard, wait].filter((one) => one !== null).sort((a, b) => a.getTime() - b.getTime())[0];
  if (due === undefined) return null;
  const context = { actor: 'clock', cause: 'deadline', now: due } as const;
  const about = { number: lease?.attempt ?? null, keys: [] };
  const change = other.decided((open) => {
    if (due === deadline) {
      const now = new Date(due.getTime() + 1);
      return isPastDeadline(run, now) ? decideExpiry({ run, open }, { ...context, now }) : null;
    }
    const facts = workFactsOf(other, head!.phaseId, about, open);
    return due === hard ? decideLeaseExpiry(facts, context) : decideWaitOver(facts, context);
  });
  if (change !== null) other.land(change);
  if (other.run.completedAt !== null) return endOf(null, other);
  const minutes = Math.round((at.getTime() - due.getTime()) / MINUTE_MS);
  const what = due === hard ? 'Its lease would have been over' : 'The wait for a worker would have been over';
  return unknown('less_time', `${what} ${minutes <= 1 ? 'a moment' : `${minutes} minutes`} before.`);
}

const unknown = (code: string, message: string): Parted => ({
  outcome: 'UNKNOWN_FROM_HERE',
  after: null,
  reason: { code, message, source: 'X4' },
});

function unknownBy(error: unknown): Parted {
  if (!(error instanceof NotRecorded)) throw error;
  return unknown(error.code, error.message);
}
