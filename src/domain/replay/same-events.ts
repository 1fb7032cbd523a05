/** Are the events that a play gives those that were recorded (X4)? */
import type { RunEvent } from '../model/run-event.js';

/** What of the first event that differs is another; null: none does. */
export function firstDifference(
  recorded: readonly RunEvent[],
  played: readonly RunEvent[],
): { readonly seq: number; readonly what: string } | null {
  for (const [i, event] of played.entries()) {
    const other = recorded[i];
    if (!other) return { seq: event.seq, what: `the play goes on with ${inWords(event)}` };
    const [a, b] = [compared(other), compared(event)];
    if (a === b) continue;
    const same = inWords(other) === inWords(event);
    return {
      seq: other.seq,
      what: same ? `the data of ${inWords(event)} differ: ${b} for ${a}` : differs(other, event),
    };
  }
  return null;
}

const differs = (other: RunEvent, event: RunEvent): string => `${inWords(event)} came instead of ${inWords(other)}`;

const inWords = ({ subject, type, fromState, toState }: RunEvent): string =>
  toState === null ? `${subject} ${type}` : `${subject} ${fromState} → ${toState}`;

function compared({ seq, type, subject, actor, cause, at, fromState, toState, data }: RunEvent): string {
  return JSON.stringify([
    seq,
    type,
    subject,
    actor,
    cause,
    at,
    fromState,
    toState,
    sorted(JSON.parse(JSON.stringify(data))),
  ]);
}

/** The database keeps no order of names. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([name, one]) => [name, sorted(one)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
