/** Are the events that a play gives those that were recorded (X4)? */
import type { PhaseFacts } from '../model/facts.js';
import type { RunEvent } from '../model/run-event.js';
import { orderedJson } from '../model/same-json.js';

/**
 * What of the first event that differs is another; null: none does. `before`: the phases before the events. Older servers
 * noted values that had not changed, too: those are no difference. Nor is another message beside the same code: messages
 * are for people, and a newer version may word one more plainly.
 */
export function firstDifference(
  recorded: readonly RunEvent[],
  played: readonly RunEvent[],
  before: readonly PhaseFacts[],
): { readonly seq: number; readonly what: string } | null {
  for (const [i, event] of played.entries()) {
    const other = recorded[i];
    if (!other) return { seq: event.seq, what: `the play goes on with ${inWords(event)}` };
    const [a, b] = [compared(other, before), compared(event, before)];
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

function compared(event: RunEvent, before: readonly PhaseFacts[]): string {
  const { seq, type, subject, actor, cause, at, fromState, toState } = event;
  const data = JSON.parse(JSON.stringify(event.data)) as Record<string, unknown>;
  const stated = JSON.parse(JSON.stringify(withoutRepeats(data, subject, before), withoutMessages)) as unknown;
  return orderedJson([seq, type, subject, actor, cause, at, fromState, toState, stated]);
}

const withoutMessages = (name: string, value: unknown): unknown =>
  name === 'message' && typeof value === 'string' ? undefined : value;

function withoutRepeats(data: Record<string, unknown>, subject: string, before: readonly PhaseFacts[]) {
  const noted = data.noted as { readonly work?: Record<string, unknown> } | undefined;
  const phase = before.find(({ phaseId }) => subject === `phase/${phaseId}`);
  if (noted?.work === undefined || phase === undefined) return data;
  const work = phase.work as unknown as Record<string, unknown>;
  const changed = Object.entries(noted.work).filter(([name, value]) => orderedJson(value) !== orderedJson(work[name]));
  const { work: _, ...others } = noted;
  return { ...data, noted: { ...others, work: Object.fromEntries(changed) } };
}
