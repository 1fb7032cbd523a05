/**
 * How a run went, for `run_summary.md`: once it has ended, the attempts that gate or CI sent back and the issues that
 * stayed open; and its promotion, which is recorded beside it (M2). Lists are cut when they are read (F4).
 */
import { cut, inline, inlineCode, instant } from '../../text/markdown.js';

/** Attempts that are listed. */
export const REPORTED_SETBACKS = 20;
/** Open issues that are named. */
export const REPORTED_ISSUES = 20;
/** Failing tests that are named for one attempt. */
export const REPORTED_TESTS = 3;

const SENTENCE_CHARACTERS = 300;

/** An attempt that the gate rejected, or whose last CI try was not GREEN. */
export interface Setback {
  readonly phaseId: string;
  readonly attempt: number;
  readonly by: 'gate' | 'CI';
  readonly verdict: string;
  /** Failing tests, the first of them. */
  readonly tests: readonly string[];
  readonly moreTests: number;
  /** Why, as far as one sentence says it. */
  readonly reason: string | null;
}

export interface RunStory {
  readonly promoted: { readonly branch: string; readonly commit: string; readonly at: Date } | null;
  readonly setbacks: readonly Setback[];
  readonly moreSetbacks: number;
  readonly openIssues: readonly { readonly issueKey: string; readonly severity: string; readonly phaseId: string }[];
  readonly moreOpenIssues: number;
}

export const NO_STORY: RunStory = { promoted: null, setbacks: [], moreSetbacks: 0, openIssues: [], moreOpenIssues: 0 };

export function setbackBlocks({ setbacks, moreSetbacks }: RunStory): (string | null)[] {
  if (setbacks.length === 0) return [];
  return [
    '## Attempts that were sent back',
    setbacks.map(setbackLine).join('\n'),
    moreSetbacks > 0
      ? `*${moreSetbacks} more ${moreSetbacks === 1 ? 'is' : 'are'} left out: see the files of the phases.*`
      : null,
  ];
}

export function openIssueLines({ openIssues, moreOpenIssues }: RunStory): string | null {
  if (openIssues.length === 0) return null;
  const lines = openIssues.map(
    ({ issueKey, severity, phaseId }) => `- ${inlineCode(issueKey)}: ${severity}, phase \`${phaseId}\``,
  );
  return ['Open:\n', ...lines, ...(moreOpenIssues > 0 ? [`- *and ${moreOpenIssues} more*`] : [])].join('\n');
}

export const promotedWords = ({ branch, commit, at }: NonNullable<RunStory['promoted']>): string =>
  `Promoted to ${inlineCode(branch)} at \`${commit}\`, ${instant(at)}.`;

function setbackLine({ phaseId, attempt, by, verdict, tests, moreTests, reason }: Setback): string {
  const names = tests.map((testId) => inlineCode(cut(testId, SENTENCE_CHARACTERS)));
  const more = moreTests > 0 ? ` and ${moreTests} more` : '';
  const why = [
    ...(names.length > 0 ? [`${names.join(', ')}${more} failed`] : []),
    ...(reason === null || reason.trim() === '' ? [] : [inline(cut(reason, SENTENCE_CHARACTERS))]),
  ];
  return `- Phase \`${phaseId}\`, attempt ${attempt}: ${by} **${verdict}**${why.length > 0 ? `: ${why.join('; ')}` : ''}`;
}
