/**
 * The minor issues that a FLAKY verdict leaves behind (V3). Their keys are the same in every run, so that the backlog
 * counts how long a test has been unreliable (Q4).
 */
import type { IssueReport } from '../../model/issue.js';
import { textHash } from './reports/text-hash.js';

const CATEGORY = 'flaky_test';
const KEY_PREFIX = `${CATEGORY}__ci__`;
const WHOLE_RUN_KEY = `${CATEGORY}__ci_run__failed_then_passed`;
const KEY_MAX_LENGTH = 200;
/**
 * More tests that flake together have one cause: one issue then, or a single bad moment would spend the run's issue
 * budget (B3).
 */
export const MOST_FLAKY_ISSUES = 10;
const EVIDENCE_KEPT = 50;

/** One issue per flaky test; one for the whole CI run where no test is named, or too many are. */
export function flakyIssues(flakyTests: readonly string[]): IssueReport[] {
  if (flakyTests.length === 0)
    return [issue(WHOLE_RUN_KEY, 'CI failed without naming a test, then passed on the same commit', [])];
  if (flakyTests.length > MOST_FLAKY_ISSUES) {
    return [
      issue(
        WHOLE_RUN_KEY,
        `${flakyTests.length} tests failed, then passed on the same commit`,
        flakyTests.slice(0, EVIDENCE_KEPT),
      ),
    ];
  }
  return flakyTests.map((testId) =>
    issue(flakyKey(testId), `Failed, then passed on the same commit: ${testId}`, [testId]),
  );
}

/** The id in the letters of a key; where that loses anything, a hash of the id distinguishes it from others. */
export function flakyKey(testId: string): string {
  const slug = testId
    .toLowerCase()
    .replace(/[^a-z0-9_.:-]+/g, '_')
    .replace(/^[^a-z0-9]+/, '');
  if (slug === testId && KEY_PREFIX.length + slug.length <= KEY_MAX_LENGTH) return KEY_PREFIX + slug;
  const tail = `-${textHash(testId)}`;
  return KEY_PREFIX + slug.slice(0, KEY_MAX_LENGTH - KEY_PREFIX.length - tail.length) + tail;
}

function issue(issueKey: string, description: string, evidenceRefs: readonly string[]): IssueReport {
  return {
    issueKey,
    category: CATEGORY,
    severity: 'MINOR',
    source: 'CI',
    description,
    taskCategory: null,
    complexity: null,
    expectedFail: false,
    evidenceRefs,
  };
}
