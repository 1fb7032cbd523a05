/** Severities as they count: what age and category make of them. */
import type { Severity } from '../../model/vocabulary.js';
import { severityFor } from '../strategy/issue-policy.js';

/** What of the frozen strategy concerns issues (Q5). */
export interface IssueRules {
  /** Severity of issues that name none, by issue category; any other: MINOR. */
  readonly severityByCategory: Readonly<Record<string, Severity>>;
  /** Successful runs in a row without the issue after which it counts as resolved (Q6). */
  readonly resolvedAfterRuns: number;
}

/** The severity of a report: its own, else its category's default (Q1). */
export function severityOf(
  report: { readonly severity: Severity | null; readonly category: string },
  rules: IssueRules,
): Severity {
  return report.severity ?? severityFor(report.category, rules.severityByCategory);
}

/** The higher of two; null: none at all. */
export function higher(a: Severity, b: Severity | null): Severity;
export function higher(a: Severity | null, b: Severity | null): Severity | null;
export function higher(a: Severity | null, b: Severity | null): Severity | null {
  return a === 'MAJOR' || b === 'MAJOR' ? 'MAJOR' : (a ?? b);
}

export interface SeverityCounts {
  readonly minor: number;
  readonly major: number;
}

/** What a key adds to a scope's counts when its severity there changes; null: it does not count there (Q3). */
export const countChange = (before: Severity | null, after: Severity | null): SeverityCounts => ({
  minor: Number(after === 'MINOR') - Number(before === 'MINOR'),
  major: Number(after === 'MAJOR') - Number(before === 'MAJOR'),
});

export const addCounts = (a: SeverityCounts, b: SeverityCounts): SeverityCounts => ({
  minor: a.minor + b.minor,
  major: a.major + b.major,
});
export const NO_COUNTS: SeverityCounts = { minor: 0, major: 0 };
