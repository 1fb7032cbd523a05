import { issueKeyFault } from '../../model/issue.js';
import { flakyIssues, flakyKey, MOST_FLAKY_ISSUES } from './flaky-issues.js';

describe('V3: issues that flaky tests leave behind', () => {
  test('V3: one minor issue of CI per test', () => {
    expect(flakyIssues(['com.a.b', 'x y'])).toMatchObject([
      {
        issueKey: 'flaky_test__ci__com.a.b',
        category: 'flaky_test',
        severity: 'MINOR',
        source: 'CI',
        expectedFail: false,
        evidenceRefs: ['com.a.b'],
      },
      { severity: 'MINOR', evidenceRefs: ['x y'] },
    ]);
  });

  test.each([
    'A',
    'a b',
    '::::x',
    '(unnamed)',
    '\u65e5\u672c',
    '\u{1F600}'.repeat(500),
    'x'.repeat(1_000),
    'a::b[1-2]',
    '---',
    'ß',
  ])('V3: the key of %j can be an issue’s key, and stays the same', (testId) => {
    expect(issueKeyFault(flakyKey(testId))).toBeNull();
    expect(flakyKey(testId)).toBe(flakyKey(testId));
  });

  test('V3: tests whose ids differ only in what a key cannot hold have different keys', () => {
    const ids = ['a[1]', 'a(1)', 'a 1', 'A_1', 'a_1', 'a_1_', `${'x'.repeat(300)}1`, `${'x'.repeat(300)}2`];
    expect(new Set(ids.map(flakyKey)).size).toBe(ids.length);
    expect(flakyKey('a[1]')).toBe('flaky_test__ci__a_1_-' + flakyKey('a[1]').slice(-16));
  });

  test('V3: one issue for the whole run where no test is named, or too many are', () => {
    const many = Array.from({ length: MOST_FLAKY_ISSUES + 1 }, (_, i) => `t${i}`);
    expect(flakyIssues([]).map((issue) => issue.issueKey)).toEqual(['flaky_test__ci_run__failed_then_passed']);
    expect(flakyIssues(many).map((issue) => issue.issueKey)).toEqual(['flaky_test__ci_run__failed_then_passed']);
    expect(flakyIssues(many.slice(1))).toHaveLength(MOST_FLAKY_ISSUES);
    expect(issueKeyFault(flakyIssues([])[0]!.issueKey)).toBeNull();
  });
});
