/** Values of the rows that events are folded into, as they are displayed (E1). */
import type { PhaseCounts, PhaseFacts, RunFacts, TierFacts } from '../../model/facts.js';
import { type PhaseState } from '../../model/phase-state.js';
import type { RunEvent } from '../../model/run-event.js';

export type Mutable<Facts> = { -readonly [Name in keyof Facts]: Facts[Name] };

export type RunRow = Mutable<RunFacts>;

export type TierRow = Mutable<TierFacts>;
export type PhaseRow = Mutable<PhaseFacts>;

export const ENDING_COUNTS = {
  COMPLETE: 'phasesComplete',
  FAILED: 'phasesFailed',
  SKIPPED: 'phasesSkipped',
} as const satisfies Partial<Record<PhaseState, keyof PhaseCounts>>;

export const instant = (text: unknown): Date | null => (typeof text === 'string' ? new Date(text) : null);

export function displayed(row: TierRow | PhaseRow, event: RunEvent): void {
  row.shownVersion = event.seq;
  row.shownAt = event.at;
}

export function issuesDisplayed(row: RunRow | PhaseRow, event: RunEvent): void {
  row.issuesVersion = event.seq;
  row.issuesAt = event.at;
}

/** The row that an event is about, by its subject: `tier/{tierId}` or `phase/{phaseId}`. */
export function found<Row>(rows: ReadonlyMap<string, Row>, event: RunEvent): Row {
  const row = rows.get(event.subject.slice(event.subject.indexOf('/') + 1));
  if (!row) throw new Error(`Event ${event.seq} is about ${event.subject}, which was never planned`);
  return row;
}
