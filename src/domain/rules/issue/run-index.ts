/** The run's issues by key (Q2), computed from the rows of its phases: what the index file and the API show. */
import type { PhaseIssue } from '../../model/issue.js';
import type { Severity } from '../../model/vocabulary.js';
import { higher } from './severity.js';

/** What the index needs of a phase's issue, with the places of its phase and tier in the plan. */
export type PlacedIssue = Pick<
  PhaseIssue,
  'issueKey' | 'phaseId' | 'tierId' | 'category' | 'severity' | 'effectiveSeverity' | 'occurrenceCount'
> & { readonly phaseIndex: number; readonly tierIndex: number };

export interface RunIssueIndexEntry {
  readonly issueKey: string;
  /** As the first phase in plan order has it. */
  readonly category: string;
  /** The highest of its phases. */
  readonly severity: Severity;
  readonly effectiveSeverity: Severity;
  /** The sum over its phases. */
  readonly occurrenceCount: number;
  readonly firstPhaseIndex: number;
  readonly lastPhaseIndex: number;
  /** In plan order. */
  readonly seenInTiers: readonly string[];
  readonly seenInPhases: readonly string[];
}

/** One entry for each key, by key; the order of the rows does not matter. */
export function runIssueIndex(rows: readonly PlacedIssue[]): RunIssueIndexEntry[] {
  const byKey = new Map<string, PlacedIssue[]>();
  for (const row of rows) {
    const mine = byKey.get(row.issueKey);
    if (mine) mine.push(row);
    else byKey.set(row.issueKey, [row]);
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([issueKey, mine]) => entryOf(issueKey, mine));
}

function entryOf(issueKey: string, unordered: readonly PlacedIssue[]): RunIssueIndexEntry {
  const rows = unordered.toSorted((a, b) => a.phaseIndex - b.phaseIndex);
  const [first] = rows;
  return {
    issueKey,
    category: first!.category,
    severity: rows.reduce((highest, row) => higher(row.severity, highest), first!.severity),
    effectiveSeverity: rows.reduce((highest, row) => higher(row.effectiveSeverity, highest), first!.effectiveSeverity),
    occurrenceCount: rows.reduce((sum, row) => sum + row.occurrenceCount, 0),
    firstPhaseIndex: first!.phaseIndex,
    lastPhaseIndex: rows.at(-1)!.phaseIndex,
    seenInTiers: [...new Set(rows.toSorted((a, b) => a.tierIndex - b.tierIndex).map((row) => row.tierId))],
    seenInPhases: rows.map((row) => row.phaseId),
  };
}
