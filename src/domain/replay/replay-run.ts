/**
 * A run played again under its own strategy (X4): it must give its own events back, one by one. That is the test of the
 * machine itself.
 */
import { foldEvents } from '../rules/events/fold-events.js';
import { type Change, decideAgain } from './decide-again.js';
import { NotRecorded } from './not-recorded.js';
import { PlayedRows } from './played-rows.js';
import { commandAt, type RecordedCommand, type RecordedRun } from './recorded-run.js';
import { firstDifference } from './same-events.js';

export type Replay =
  | { readonly outcome: 'SAME' }
  /** `atSeq`: the first event that differs; or, of `UNKNOWN`, from which on something is not recorded. */
  | { readonly outcome: 'OTHER' | 'UNKNOWN'; readonly atSeq: number; readonly why: string };

export function replayRun(recorded: RecordedRun): Replay {
  const { events, strategy } = recorded;
  if (strategy === null) return { outcome: 'UNKNOWN', atSeq: 1, why: 'The plan was never sealed: it has no strategy.' };
  let next = 1 + events.findLastIndex(({ cause, seq }) => cause === 'sealPlan' || seq === 1);
  const rows = new PlayedRows(foldEvents(recorded.runId, events.slice(0, next)), strategy);
  while (next < events.length) {
    const command = commandAt(events, next);
    const atSeq = command.first.seq;
    try {
      const change = asRecorded(rows, command, recorded, next);
      if (change === null)
        return { outcome: 'OTHER', atSeq, why: `The decisions refuse "${command.first.cause}" now.` };
      const other = firstDifference(events.slice(next), change.events);
      if (other) return { outcome: 'OTHER', atSeq: other.seq, why: `Played again, ${other.what}.` };
      next += rows.land(change).length;
    } catch (error) {
      if (!(error instanceof NotRecorded)) throw error;
      return { outcome: 'UNKNOWN', atSeq, why: error.message };
    }
  }
  return { outcome: 'SAME' };
}

/** Which files a phase changed is not recorded; a verdict that depends on it shows that failing tests were its own (V4). */
function asRecorded(rows: PlayedRows, command: RecordedCommand, recorded: RecordedRun, from: number): Change {
  const plain = decideAgain({ rows, command, recorded, changedFiles: [] });
  if (command.first.cause !== 'reportCiResult') return plain;
  const isSame = (change: Change) => change !== null && !firstDifference(recorded.events.slice(from), change.events);
  if (isSame(plain)) return plain;
  const { phaseId } = rows.phases.find(({ phaseIndex }) => phaseIndex === rows.run.headPhaseIndex)!;
  const tests = recorded.tries
    .filter((one) => one.phaseId === phaseId)
    .flatMap(({ judged }) => [...(judged?.failed ?? []), ...(judged?.flakyInside ?? [])]);
  const changedFiles = tests.flatMap(({ file }) => (file === null ? [] : [file]));
  const own = decideAgain({ rows, command, recorded, changedFiles });
  return isSame(own) ? own : plain;
}
