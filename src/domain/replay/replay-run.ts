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
  const begun = beginAgain(recorded);
  if ('why' in begun) return { outcome: 'UNKNOWN', atSeq: begun.atSeq, why: begun.why };
  const { rows } = begun;
  for (let { next } = begun; next < recorded.events.length;) {
    const command = commandAt(recorded.events, next);
    const played = playedAgain(rows, command, recorded);
    if ('why' in played) return { ...played, atSeq: played.atSeq };
    next += rows.land(played.change).length;
  }
  return { outcome: 'SAME' };
}

export interface Begun {
  /** As the run had them when its plan was sealed. */
  readonly rows: PlayedRows;
  /** Index of the first event behind that. */
  readonly next: number;
}

/** The rows at the start of the run, or why there are none. */
export function beginAgain({
  runId,
  events,
  strategy,
}: RecordedRun): Begun | { readonly atSeq: number; readonly why: string } {
  if (strategy === null) return { atSeq: 1, why: 'The plan was never sealed: it has no strategy.' };
  const gap = events.findIndex(({ seq }, i) => seq !== i + 1);
  if (events.length === 0 || gap >= 0)
    return { atSeq: gap + 1, why: 'Events of the run are missing: they are not numbered without gaps.' };
  const next = 1 + events.findLastIndex(({ cause, seq }) => cause === 'sealPlan' || seq === 1);
  const before = events.slice(0, next);
  return { rows: new PlayedRows(foldEvents(runId, before), strategy, before), next };
}

export interface Played {
  readonly change: NonNullable<Change>;
  /** Files of the phase, as far as the verdict of CI needed them. */
  readonly changedFiles: readonly string[];
}

/** One command on the rows as the run had them: what it changed then, or in what that differs from what was recorded. */
export function playedAgain(
  own: PlayedRows,
  command: RecordedCommand,
  recorded: RecordedRun,
): Played | { readonly outcome: 'OTHER' | 'UNKNOWN'; readonly atSeq: number; readonly why: string } {
  const atSeq = command.first.seq;
  try {
    const { change, changedFiles } = asRecorded(own, command, recorded);
    if (change === null) return { outcome: 'OTHER', atSeq, why: `The decisions refuse "${command.first.cause}" now.` };
    const other = differenceOf(own, recorded, change);
    if (other) return { outcome: 'OTHER', atSeq: other.seq, why: `Played again, ${other.what}.` };
    return { change, changedFiles };
  } catch (error) {
    if (!(error instanceof NotRecorded)) throw error;
    return { outcome: 'UNKNOWN', atSeq, why: error.message };
  }
}

/** `seq` counts from 1 without gaps: the events of a change stand where it says. */
const differenceOf = (own: PlayedRows, { events }: RecordedRun, { events: played, seenVersion }: NonNullable<Change>) =>
  firstDifference(events.slice(seenVersion, seenVersion + played.length), played, own.phases);

/** Which files a phase changed is not recorded; a verdict that depends on it shows that failing tests were its own (V4). */
function asRecorded(own: PlayedRows, command: RecordedCommand, recorded: RecordedRun) {
  const decided = (changedFiles: readonly string[]) => ({
    change: decideAgain({ own, rows: own, command, recorded, changedFiles }),
    changedFiles,
  });
  const plain = decided([]);
  if (command.first.cause !== 'reportCiResult') return plain;
  const isSame = ({ change }: { readonly change: Change }) => change !== null && !differenceOf(own, recorded, change);
  if (isSame(plain)) return plain;
  const { phaseId } = own.phases.find(({ phaseIndex }) => phaseIndex === own.run.headPhaseIndex)!;
  const tests = recorded.tries
    .filter((one) => one.phaseId === phaseId)
    .flatMap(({ judged }) => [...(judged?.failed ?? []), ...(judged?.flakyInside ?? [])]);
  const ofOwn = decided(tests.flatMap(({ file }) => (file === null ? [] : [file])));
  return isSame(ofOwn) ? ofOwn : plain;
}
