import { readFileSync } from 'node:fs';

import { judgeReported as judgeTry } from '../../../../test/support/domain/ci-reports.js';
import { MOST_KEPT_TESTS, type ReportedTry, type TryFacts } from './judge-try.js';

const facts = (over: Partial<TryFacts> = {}): TryFacts => ({
  baselineTests: null,
  expectsReport: false,
  failedBefore: [],
  ...over,
});
const report = (over: Partial<ReportedTry>): ReportedTry => ({ verdict: 'GREEN', reports: [], tests: null, ...over });
const suite = (inside: string) => `<testsuite name="s">${inside}</testsuite>`;
const passed = (testId: string) => ({ testId, status: 'PASSED' as const });
const codes = (over: Partial<ReportedTry>, known: Partial<TryFacts> = {}) => {
  const judged = judgeTry(report(over), facts(known));
  return [judged.verdict, ...judged.reasons.map((reason) => reason.code)];
};

describe('V2: a try is judged by its tests', () => {
  test('V2: executed tests that all passed are GREEN', () => {
    expect(
      judgeTry(report({ tests: [passed('b'), passed('a'), { testId: 'c', status: 'SKIPPED' }] }), facts()),
    ).toEqual({
      verdict: 'GREEN',
      executed: 2,
      skipped: 1,
      failed: [],
      moreFailed: 0,
      passedAgain: [],
      flakyInside: [],
      moreFlakyInside: 0,
      reasons: [],
    });
  });

  test.each(['FAILED', 'ERROR'] as const)('V2: GREEN with a test that is %s is RED', (status) => {
    expect(codes({ tests: [passed('a'), { testId: 'b', status }] })).toEqual([
      'RED',
      'tests_failed',
      'green_with_failed_tests',
    ]);
    expect(codes({ reports: [suite('<testcase name="a"/><testcase name="b"><failure/></testcase>')] })[0]).toBe('RED');
  });

  test('V2: failed tests are named, sorted, with their files', () => {
    const judged = judgeTry(
      report({ verdict: 'RED', reports: [readFileSync('test/fixtures/ci-reports/surefire-flaky.xml', 'utf8')] }),
      facts(),
    );
    expect(judged.failed).toMatchObject([
      { testId: 'com.shop.CartTest::com.shop.CartTest::refusesNegativeAmounts', file: null },
      { testId: 'com.shop.CartTest::com.shop.CartTest::talksToTheBank', file: null },
    ]);
    expect(judged.flakyInside.map((each) => each.testId)).toEqual([
      'com.shop.CartTest::com.shop.CartTest::loadsPrices',
    ]);
    expect([judged.executed, judged.skipped]).toEqual([5, 1]);
  });

  test.each([
    ['an attribute', suite('<testcase name="a"><failure message="1 is not 2"/></testcase>'), '1 is not 2'],
    [
      'a text',
      suite('<testcase name="a"><failure>1 is &lt; 2\n  at a.ts:1</failure></testcase>'),
      '1 is < 2\n  at a.ts:1',
    ],
    [
      'both',
      suite('<testcase name="a"><failure message="1 is not 2">at a.ts:1</failure></testcase>'),
      '1 is not 2\nat a.ts:1',
    ],
    [
      'both, the same',
      suite('<testcase name="a"><failure message="1 is not 2">Error: 1 is not 2\nat a</failure></testcase>'),
      'Error: 1 is not 2\nat a',
    ],
    [
      'CDATA with colours',
      suite('<testcase name="a"><failure><![CDATA[\u001b[31mred\u001b[0m <b>]]></failure></testcase>'),
      'red <b>',
    ],
    ['an error', suite('<testcase name="a"><error message="boom"/></testcase>'), 'boom'],
    ['a failed repetition', suite('<testcase name="a"><rerunFailure message="again"/></testcase>'), 'again'],
    ['a suite that failed itself', suite('<error message="no module"/>'), 'no module'],
    ['nothing', suite('<testcase name="a"><failure/></testcase>'), undefined],
    ['blanks', suite('<testcase name="a"><failure message="  "> </failure></testcase>'), undefined],
    ['CTRF with a message', ctrf({ message: 'm', trace: 't' }), 'm'],
    ['CTRF with a trace', ctrf({ trace: 'at a.ts:1' }), 'at a.ts:1'],
    ['CTRF with a message of another kind', ctrf({ message: 7 }), undefined],
  ] as const)('W7: a failed test is kept with its message: %s', (_, text, message) => {
    const { failed } = judgeTry(report({ verdict: 'RED', reports: [text] }), facts());
    expect(failed.map((test) => test.message)).toEqual([message]);
  });

  test('W7: messages of the first 20 failed tests are kept, of bounded length; a passing test has none', () => {
    const cases = Array.from(
      { length: 30 },
      (_, i) => `<testcase name="t${i + 10}"><failure message="${'m'.repeat(9_000)}"/></testcase>`,
    );
    const { failed } = judgeTry(
      report({ verdict: 'RED', reports: [suite(cases.join('') + '<testcase name="good"/>')] }),
      facts(),
    );
    expect(failed.map((test) => test.message?.length ?? 0)).toEqual([...Array(20).fill(4_000), ...Array(10).fill(0)]);
  });

  test('V2: at most 200 failed tests are kept, and how many more there were', () => {
    const tests = Array.from({ length: 250 }, (_, i) => ({
      testId: `t${String(i).padStart(3, '0')}`,
      status: 'FAILED' as const,
    }));
    const judged = judgeTry(report({ verdict: 'RED', tests: tests.toReversed() }), facts());
    expect([judged.failed.length, judged.moreFailed, judged.failed[0]!.testId]).toEqual([MOST_KEPT_TESTS, 50, 't000']);
  });

  test('V2: a test in several reports has the worst of its results', () => {
    const good = suite('<testcase name="a"/>');
    const bad = suite('<testcase name="a"><error/></testcase>');
    for (const reports of [
      [good, bad],
      [bad, good],
    ]) {
      expect(judgeTry(report({ reports }), facts())).toMatchObject({ verdict: 'RED', executed: 1 });
    }
    expect(judgeTry(report({ tests: [{ testId: 'a', status: 'SKIPPED' }, passed('a')] }), facts())).toMatchObject({
      verdict: 'GREEN',
      executed: 1,
    });
  });

  test('V2: what passed is remembered where it had failed before', () => {
    const judged = judgeTry(
      report({ tests: [passed('a'), passed('b'), { testId: 'c', status: 'SKIPPED' }] }),
      facts({ failedBefore: ['c', 'b', 'x'] }),
    );
    expect(judged.passedAgain).toEqual(['b']);
  });
});

describe('V2: "no tests ran" is never green', () => {
  test.each([
    ['nothing at all', {}, {}, 'Name a report'],
    ['no report where a step names one', {}, { expectsReport: true }, 'no file matches the report glob'],
    ['an empty list of tests', { tests: [] }, {}, 'holds none'],
    ['an empty suite', { reports: [suite('')] }, {}, 'holds none'],
    ['only skipped tests', { reports: [suite('<testcase name="a"><skipped/></testcase>')] }, {}, 'all 1 were skipped'],
  ] as const)('V2: GREEN with %s is MISSING, and the reason says what to do', (_, over, known, message) => {
    const judged = judgeTry(report(over), facts(known));
    expect([judged.verdict, ...judged.reasons.map((reason) => reason.code)]).toEqual(['MISSING', 'no_test_executed']);
    expect(judged.reasons[0]!.message).toContain(message);
  });

  test('V2: fewer executed tests than on the base commit are MISSING, as many are GREEN', () => {
    const tests = [passed('a'), passed('b'), { testId: 'c', status: 'SKIPPED' as const }];
    expect(codes({ tests }, { baselineTests: 3 })).toEqual(['MISSING', 'fewer_tests_than_base']);
    expect(codes({ tests }, { baselineTests: 2 })).toEqual(['GREEN']);
  });

  test('V2: an unreadable report is MISSING, whatever the others show', () => {
    const good = suite('<testcase name="a"/>');
    expect(codes({ reports: [good, 'Killed'] })).toEqual(['MISSING', 'report_unreadable']);
    expect(judgeTry(report({ reports: [good, 'Killed'] }), facts()).reasons[0]!.message).toBe(
      'Report 2 is neither JUnit XML nor CTRF',
    );
    expect(codes({ reports: ['', '', '', '', suite('<testcase><failure/></testcase>')] })).toContain(
      'report_unreadable',
    );
  });

  test('V2: a cut report that shows no failure is not enough, and one that shows a failure is RED', () => {
    expect(codes({ reports: ['<testsuite><testcase name="a"/><testcase'] })).toEqual(['MISSING', 'report_cut']);
    expect(codes({ reports: ['<testsuite><testcase name="a"><failure/></testcase><testcase'] })[0]).toBe('RED');
  });
});

describe('V2: a report only lowers the word of its reporter', () => {
  const good = [passed('a')];
  test('V2: RED and MISSING stay so although all tests passed', () => {
    expect(codes({ verdict: 'RED', tests: good })).toEqual(['RED', 'reported_red']);
    expect(codes({ verdict: 'RED' })).toEqual(['RED', 'reported_red', 'no_test_executed']);
    expect(codes({ verdict: 'MISSING', tests: good })).toEqual(['MISSING', 'reported_missing']);
    expect(codes({ verdict: 'MISSING', tests: [{ testId: 'a', status: 'FAILED' }] })[0]).toBe('RED');
  });

  test('B6: ENVIRONMENT stays ENVIRONMENT, whatever its tests show', () => {
    expect(codes({ verdict: 'ENVIRONMENT', tests: [{ testId: 'a', status: 'FAILED' }], reports: ['?'] })).toEqual([
      'ENVIRONMENT',
      'environment',
    ]);
  });
});

/** A CTRF report of one failed test. */
function ctrf(more: object): string {
  return JSON.stringify({ results: { tests: [{ name: 'a', status: 'failed', duration: 1, ...more }] } });
}
