/**
 * Counting issues from their rows, not by what each recording changed (Q3, Q8): a key counts once in a scope, as the
 * highest effective severity that it has there; what was always expected to fail never counts.
 */
import type { PhaseIssue } from '../../model/issue.js';
import type { Severity } from '../../model/vocabulary.js';
import { addCounts, countChange, higher, NO_COUNTS, type SeverityCounts } from './severity.js';

export type CountableIssue = Pick<PhaseIssue, 'issueKey' | 'effectiveSeverity' | 'expectedFail' | 'open'>;

export function countIssues(issues: Iterable<CountableIssue>): SeverityCounts {
  const severities = new Map<string, Severity>();
  for (const { issueKey, effectiveSeverity, expectedFail } of issues) {
    if (!expectedFail) severities.set(issueKey, higher(effectiveSeverity, severities.get(issueKey) ?? null));
  }
  return [...severities.values()].map((severity) => countChange(null, severity)).reduce(addCounts, NO_COUNTS);
}

type LedgerIssue = CountableIssue & Pick<PhaseIssue, 'reportedAttempt'>;
/** As an event holds it: the row as the recording left it, and a recording opens it. */
export type RecordedIssue = Omit<LedgerIssue, 'open'>;

/** The issues of a run, by phase, as its events record them. */
export class IssueLedger {
  private readonly byPhase = new Map<string, Map<string, LedgerIssue>>();

  record(phaseId: string, issues: readonly RecordedIssue[]): void {
    const rows = this.byPhase.get(phaseId) ?? new Map<string, LedgerIssue>();
    for (const issue of issues) rows.set(issue.issueKey, { ...issue, open: true });
    this.byPhase.set(phaseId, rows);
  }

  /**
   * The phase is complete: what its last attempt did not report is closed (Q8). Answers whether anything was open till
   * then.
   */
  close(phaseId: string, attempt: number): boolean {
    const closing = this.of([phaseId]).filter((issue) => issue.open && issue.reportedAttempt !== attempt);
    for (const issue of closing) this.byPhase.get(phaseId)!.set(issue.issueKey, { ...issue, open: false });
    return closing.length > 0;
  }

  /** The counters of a row whose scope these phases are. */
  counters(phaseIds: readonly string[]) {
    const { minor, major } = countIssues(this.of(phaseIds));
    return { minorIssuesCount: minor, majorIssuesCount: major };
  }

  openCounters(phaseIds: readonly string[]) {
    const { minor, major } = countIssues(this.of(phaseIds).filter((issue) => issue.open));
    return { openMinorIssues: minor, openMajorIssues: major };
  }

  private of(phaseIds: readonly string[]): LedgerIssue[] {
    return phaseIds.flatMap((phaseId) => [...(this.byPhase.get(phaseId)?.values() ?? [])]);
  }
}
