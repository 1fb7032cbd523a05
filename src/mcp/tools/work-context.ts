/** The parts of a brief as Markdown (W7): the whole, or one of them at length. */
import type { LeasedWork } from './leased-work.js';
import { fenced, listOf, reasonLines } from './text.js';

export const CONTEXT_VIEWS = [
  'brief',
  'earlier_attempts',
  'ci_report',
  'open_issues',
  'strategy',
  'candidate_patch',
] as const;
export type ContextView = (typeof CONTEXT_VIEWS)[number];

type Brief = NonNullable<LeasedWork['brief']>;
type Earlier = Brief['earlier'][number];

export function contextText(brief: Brief, view: ContextView): string {
  switch (view) {
    case 'brief':
      return brief.markdown;
    case 'earlier_attempts':
      return brief.earlier.map(attemptText).join('\n\n') || 'This is the first attempt.';
    case 'ci_report':
      return brief.earlier.map(ciText).filter(Boolean).join('\n\n') || 'CI has tested nothing of this phase yet.';
    case 'open_issues':
      return listOf(
        brief.openIssues.map(
          ({ issueKey, effectiveSeverity, description }) =>
            `${issueKey} (${effectiveSeverity})${description ? `: ${description}` : ''}`,
        ),
        'No issue is open.',
      );
    case 'strategy': {
      const { reasons, ...values } = brief.strategy;
      const lines = Object.entries(values).map(([name, value]) => `${name}: ${value}`);
      return `${listOf(lines, '')}\n\nWhy:\n${reasonLines(reasons)}`;
    }
    case 'candidate_patch': {
      const patch = brief.patch ?? brief.previousPatch;
      return patch === null ? 'There is no patch.' : fenced(patch, 'diff');
    }
  }
}

const headOf = ({ attempt, role, outcome }: Earlier): string => `## Attempt ${attempt}, ${role}: ${outcome}`;

function attemptText(earlier: Earlier): string {
  const parts = [headOf(earlier)];
  if (earlier.reasons.length > 0) parts.push(reasonLines(earlier.reasons));
  if (earlier.notes !== null) parts.push(earlier.notes);
  if (earlier.patch?.text != null) parts.push(fenced(earlier.patch.text, 'diff'));
  return parts.join('\n\n');
}

function ciText(earlier: Earlier): string {
  const { ciSummary, failedTests, moreFailedTests, logEnd } = earlier;
  if (ciSummary === null && failedTests.length === 0 && logEnd === null) return '';
  const parts = [headOf(earlier)];
  if (ciSummary !== null) parts.push(ciSummary);
  if (failedTests.length > 0) {
    const more = moreFailedTests > 0 ? `\n(${moreFailedTests} more)` : '';
    parts.push(
      listOf(
        failedTests.map(({ testId, message }) => `${testId}${message ? `: ${message}` : ''}`),
        '',
      ) + more,
    );
  }
  if (logEnd?.text != null) parts.push(`End of the log:\n${fenced(logEnd.text)}`);
  return parts.join('\n\n');
}
