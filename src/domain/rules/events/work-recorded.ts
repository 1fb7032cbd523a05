/**
 * What events say of the work on phases (E1): values that do not follow from the moves themselves are in the data of
 * the phase's last event of the command, so that the rows can be recomputed. What follows from a move: an assignment
 * counts a Builder attempt and a round, CI_RUNNING → GATE counts an audit, and every move ends lease and waits.
 */
import type { PhaseFacts } from '../../model/facts.js';
import type { PhaseWork } from '../../model/phase-work.js';
import type { RunEvent } from '../../model/run-event.js';
import { orderedJson } from '../../model/same-json.js';
import { leftBehind } from '../work/phase-turn.js';

/** What is compared; events hold instants as text. */
const COUNTERS = ['builderAttempts', 'auditorAttempts', 'maxBuilderAttempts', 'round'] as const;
const INSTANTS = ['notBefore', 'waitUntil'] as const;
type Tracked = Pick<PhaseFacts, (typeof COUNTERS)[number] | (typeof INSTANTS)[number] | 'work'>;

export type WorkNote = Partial<Pick<PhaseFacts, (typeof COUNTERS)[number]>> &
  Partial<Record<(typeof INSTANTS)[number], string | null>> & { readonly work?: Partial<PhaseWork> };

/** The events, with what does not follow from them recorded in each phase's last one. */
export function workRecorded(
  events: readonly RunEvent[],
  seen: ReadonlyMap<string, PhaseFacts>,
  rows: ReadonlyMap<string, PhaseFacts>,
): RunEvent[] {
  const lastOf = new Map(events.map((event, i) => [event.subject, i]));
  return events.map((event, i) => {
    if (!event.subject.startsWith('phase/') || lastOf.get(event.subject) !== i) return event;
    const phaseId = event.subject.slice('phase/'.length);
    const before = seen.get(phaseId);
    const after = rows.get(phaseId);
    if (!before || !after) return event;
    const moves = events.filter((other) => other.subject === event.subject);
    const note = differences(moves.reduce(followed, before as Tracked), after);
    return Object.keys(note).length === 0 ? event : { ...event, data: { ...event.data, noted: note } };
  });
}

/** What follows from an event of the phase by itself. */
export function followed<Row extends Tracked>(row: Row, event: Pick<RunEvent, 'type' | 'fromState' | 'toState'>): Row {
  if (event.type !== 'PHASE_STATE_CHANGED') return row;
  const assigned = event.toState === 'EXECUTING' ? 1 : 0;
  const audited = event.fromState === 'CI_RUNNING' && event.toState === 'GATE' ? 1 : 0;
  return {
    ...row,
    ...leftBehind(row),
    builderAttempts: row.builderAttempts + assigned,
    round: row.round + assigned,
    auditorAttempts: row.auditorAttempts + audited,
  };
}

/** The reverse: the row with what its event recorded. */
export function withNote<Row extends Tracked>(row: Row, note: WorkNote | undefined): Row {
  if (!note) return row;
  const { work, notBefore, waitUntil, ...counters } = note;
  const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));
  return {
    ...row,
    ...counters,
    ...(notBefore === undefined ? {} : { notBefore: instant(notBefore) }),
    ...(waitUntil === undefined ? {} : { waitUntil: instant(waitUntil) }),
    work: { ...row.work, ...work },
  };
}

function differences(expected: Tracked, actual: Tracked): WorkNote {
  const note: Record<string, unknown> = {};
  for (const name of COUNTERS) if (expected[name] !== actual[name]) note[name] = actual[name];
  for (const name of INSTANTS) {
    if (expected[name]?.getTime() !== actual[name]?.getTime()) note[name] = actual[name]?.toISOString() ?? null;
  }
  const work = Object.entries(actual.work).filter(
    ([name, value]) => !isSame(expected.work[name as keyof PhaseWork], value),
  );
  if (work.length > 0) note.work = Object.fromEntries(work);
  return note;
}

/** Values of the row's work are plain JSON: a row that comes from the database has names in another order. */
const isSame = (a: unknown, b: unknown): boolean => a === b || orderedJson(a) === orderedJson(b);
