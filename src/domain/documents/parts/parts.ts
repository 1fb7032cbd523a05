/** Sections that several documents share. */
import type { Budget, PhaseCounts, Spending } from '../../model/facts.js';
import { openPhases } from '../../model/facts.js';
import type { Reason } from '../../model/refusal.js';
import { budgetTitle, isOver } from '../../rules/budget/budgets.js';
import { inline, table } from '../../text/markdown.js';

/** Budgets as used/limit. */
export const budgetTable = (budgets: readonly Budget[]): string =>
  table(
    ['Budget', 'Name', 'Used/limit', ''],
    budgets.map((budget) => [
      capital(budgetTitle(budget)),
      `\`${budget.name}\``,
      `${budget.used}/${budget.limit}`,
      isOver(budget) ? 'over' : '',
    ]),
  );

/** How far a scope has come, from its counters. */
export function progress(counts: PhaseCounts): string {
  const ended = counts.phaseCount - openPhases(counts);
  const { phaseCount, phasesComplete, phasesFailed, phasesSkipped } = counts;
  return `${ended} of ${phaseCount} ${phaseCount === 1 ? 'phase' : 'phases'} ended: ${phasesComplete} complete, ${phasesFailed} failed, ${phasesSkipped} skipped.`;
}

export const countFields = (counts: PhaseCounts) => ({
  phase_count: counts.phaseCount,
  phases_complete: counts.phasesComplete,
  phases_failed: counts.phasesFailed,
  phases_skipped: counts.phasesSkipped,
});

type IssueCounts = Pick<Spending, 'minorIssuesCount' | 'majorIssuesCount' | 'openMinorIssues' | 'openMajorIssues'>;

export const issueFields = (counts: IssueCounts) => ({
  minor_issues_count: counts.minorIssuesCount,
  major_issues_count: counts.majorIssuesCount,
  open_minor_issues: counts.openMinorIssues,
  open_major_issues: counts.openMajorIssues,
});

/** Distinct keys, and how many of them are open (Q8). */
export const issueCounts = (counts: IssueCounts): string =>
  `${counts.minorIssuesCount} minor (${counts.openMinorIssues} open), ${counts.majorIssuesCount} major (${counts.openMajorIssues} open).`;

/** A reason as a line: its code, its sentence, where it came from. */
export const reasonLine = ({ code, message, source }: Reason): string =>
  `- \`${code}\`: ${inline(message)}${source === undefined ? '' : ` (${inline(source)})`}`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** With one digit behind the point. */
export const minutesBetween = (from: Date, to: Date): string => ((to.getTime() - from.getTime()) / 60_000).toFixed(1);
