/** Rows beside what their events make of them (E1): finds rows that were changed behind the Supervisor's back. */
import canonicalize from 'canonicalize';

import type { RunEvent } from '../../model/run-event.js';
import { type FoldedRows, foldEvents } from './fold-events.js';

export interface RowDifference {
  /** `run`, `tier/T1` or `phase/P1`, as in events. */
  readonly subject: string;
  /** Which value; `row` for a row that is only on one side, `events` if they cannot be followed. */
  readonly name: string;
  /** As JSON; null: there is none. */
  readonly stored: string | null;
  /** What the events make, as JSON; null: nothing. For `events` the reason, as text. */
  readonly recomputed: string | null;
}

/** As the database holds them. */
export interface StoredRows {
  readonly run: FoldedRows['run'];
  readonly tiers: readonly FoldedRows['tiers'][number][];
  readonly phases: readonly FoldedRows['phases'][number][];
}

type Row = Readonly<Record<string, unknown>>;

/** Empty: every row of the run is what its events say. */
export function rowDifferences(runId: string, stored: StoredRows, events: readonly RunEvent[]): RowDifference[] {
  let folded: FoldedRows;
  try {
    folded = foldEvents(runId, events);
  } catch (error) {
    return [{ subject: 'run', name: 'events', stored: null, recomputed: (error as Error).message }];
  }
  const made = bySubject(folded);
  const kept = bySubject(stored);
  return [...new Set([...kept.keys(), ...made.keys()])].flatMap((subject) =>
    differencesOf(subject, kept.get(subject), made.get(subject)),
  );
}

function bySubject({ run, tiers, phases }: StoredRows): Map<string, Row> {
  return new Map<string, Row>([
    ['run', { ...run }],
    ...tiers.map((tier): [string, Row] => [`tier/${tier.tierId}`, { ...tier }]),
    ...phases.map((phase): [string, Row] => [`phase/${phase.phaseId}`, { ...phase }]),
  ]);
}

function differencesOf(subject: string, kept: Row | undefined, made: Row | undefined): RowDifference[] {
  if (!kept || !made) return [{ subject, name: 'row', stored: kept ? 'true' : null, recomputed: made ? 'true' : null }];
  const names = [...new Set([...Object.keys(kept), ...Object.keys(made)])].sort();
  return names.flatMap((name) => {
    const [stored, recomputed] = [inJson(kept[name]), inJson(made[name])];
    return stored === recomputed ? [] : [{ subject, name, stored, recomputed }];
  });
}

/** Instants become text, and names get one order: the database keeps neither. */
const inJson = (value: unknown): string | null =>
  value === undefined ? null : (canonicalize(JSON.parse(JSON.stringify(value))) ?? null);
