/**
 * What events say of a run's refs and its base check (E1, G7, V6): the last event of a command holds what the command
 * changed about them.
 */
import type { RunFacts } from '../../model/facts.js';
import type { RunEvent } from '../../model/run-event.js';

const REFS = ['baseCommit', 'headCommit', 'refIntent', 'refsPutBack', 'baseCheck'] as const;

export function refsRecorded(events: readonly RunEvent[], seen: RunFacts, now: RunFacts): readonly RunEvent[] {
  const changed = REFS.filter((name) => seen[name] !== now[name]);
  if (changed.length === 0) return events;
  const refs = Object.fromEntries(changed.map((name) => [name, now[name]]));
  return events.map((event, i) => (i === events.length - 1 ? { ...event, data: { ...event.data, refs } } : event));
}
