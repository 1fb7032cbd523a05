/**
 * What runners say of a test besides passed, failed and skipped, and what real reports hold that says nothing of it
 * (V2, V8).
 */
import { judgeReported as judgeTry } from '../../../../../test/support/domain/ci-reports.js';
import { readReport } from './read-report.js';

const judged = (report: string) =>
  judgeTry(
    { verdict: 'GREEN', reports: [report], tests: null },
    { baselineTests: null, expectsReport: true, failedBefore: [] },
  );
const statusOf = (report: string): string => {
  const read = readReport(report);
  return 'fault' in read ? 'fault' : (read.tests.find((test) => test.testId.includes('b'))?.status ?? 'none');
};
const suite = (inside: string, attributes = ''): string =>
  `<testsuite name="s"${attributes}><testcase name="a"/>${inside}</testsuite>`;
const oneWith = (attributes: string): string => suite(`<testcase name="b" ${attributes}/>`);
const ctrf = (test: object, summary: object = {}): string =>
  JSON.stringify({ results: { summary, tests: [{ name: 'b', ...test }] } });

/**
 * Words of Surefire, Gradle, pytest, jest, mocha, GoogleTest, Catch2, CTest, QtTest, NUnit, MSTest, Robot, behave,
 * Cucumber, Playwright, Jenkins, Allure, TestNG, Pester, Ginkgo.
 */
const WORDS: Readonly<Record<'PASSED' | 'SKIPPED' | 'FAILED' | 'ERROR', string>> = {
  PASSED:
    'passed PASSED Passed pass PASS Pass success SUCCESS Success successful succeeded Succeeded ok OK completed run RUN executed fixed FIXED expected',
  SKIPPED:
    'skipped SKIPPED Skipped skip SKIP notrun not_run not-run NotRun NotExecuted disabled DISABLED ignored Ignored suppressed pending Pending PENDING todo untested xfail xfailed',
  FAILED: 'failed FAILED Failed fail FAIL failure FAILURE Failure xpass unexpected regression REGRESSION',
  ERROR:
    'error ERROR errored Error timedOut TIMEDOUT timeout Timeout timed_out aborted Aborted ABORTED interrupted cancelled Canceled crashed CRASHED killed inconclusive Inconclusive broken undefined UNDEFINED ambiguous blocked invalid Invalid NotRunnable unknown Unknown unstable warning panicked incomplete Incomplete started running InProgress flunked dead passed? passed-not nopass p 1 yes true unresolved UNTESTABLE',
};
const words = Object.entries(WORDS).flatMap(([status, all]) => all.split(' ').map((word) => [word, status] as const));

describe('V8: a result word that is not known is not a pass', () => {
  test.each(words)('V8: %s is %s, in every attribute that holds a result', (word, status) => {
    for (const name of [
      'status',
      'result',
      'outcome',
      'Result',
      'testStatus',
      'final-state',
      'resultType',
      'outcome_text',
    ])
      expect([name, statusOf(oneWith(`${name}="${word}"`))]).toEqual([name, status]);
    expect(judged(oneWith(`status="${word}"`)).verdict).toBe(
      status === 'PASSED' || status === 'SKIPPED' ? 'GREEN' : 'RED',
    );
  });

  test.each(['passed', 'failed', 'skipped', 'pending'])('V8: CTRF knows %s', (status) => {
    expect(statusOf(ctrf({ status }))).toBe(status === 'pending' ? 'SKIPPED' : status.toUpperCase());
  });

  test.each(words.filter(([, status]) => status !== 'PASSED').map(([word]) => word))(
    'V8: %s as a status of CTRF is not a pass',
    (status) => {
      expect(statusOf(ctrf({ status }))).not.toBe('PASSED');
      expect(statusOf(ctrf({ status: 'other', rawStatus: status }))).not.toBe('PASSED');
    },
  );

  test.each<readonly [string, string]>([
    ...[
      'aborted',
      'timeout',
      'timedOut',
      'inconclusive',
      'cancelled',
      'crashed',
      'interrupted',
      'broken',
      'warning',
      'unknown',
      'Failure',
      'FAILED',
      'Error',
      'ailure',
      'errr',
      'x',
    ].map((name) => [`<${name}>`, `<testcase name="b"><${name}/></testcase>`] as const),
    ['a child with a text', '<testcase name="b"><aborted message="no">text</aborted></testcase>'],
    [
      'a step that failed',
      '<testcase name="b"><steps><step name="1" status="passed"/><step name="2" status="failed"/></steps></testcase>',
    ],
    ['success="false"', '<testcase name="b" success="False"/>'],
    ['passed="0"', '<testcase name="b" passed="0"/>'],
    ['aborted="true"', '<testcase name="b" aborted="true"/>'],
    ['failures="1" of a test', '<testcase name="b" failures="1"/>'],
    ['exitCode', '<testcase name="b" exit_code="137"/>'],
    ['a good status beside a bad result', '<testcase name="b" status="run" result="crashed"/>'],
    ['a slip in the attribute', '<testcase name="b" statuss="failed"/>'],
    ['a slip in the element', '<testcas name="b" status="failed"/>'],
    ['another case', '<testCase name="b"><failure/></testCase>'],
  ])('V8: %s is not a pass', (_, test) => expect(judged(suite(test)).verdict).toBe('RED'));

  test.each([
    ...[
      'aborted="1"',
      'crashed="2"',
      'timeouts="1"',
      'timedout="1"',
      'inconclusive="1"',
      'cancelled="1"',
      'interrupted="3"',
      'broken="1"',
      'invalid="1"',
      'unknown="1"',
      'failed="1"',
      'unsuccessful="1"',
      'notPassed="1"',
      'abnormal="1"',
      'panics="1"',
      'failed_tests="1"',
      'failedTests="1"',
      'failureCount="1"',
      'error-count="2"',
      'tests_failed="1"',
    ],
    ...[
      'errors="x"',
      'failures="-1"',
      'status="aborted"',
      'result="Failed"',
      'outcome="Inconclusive"',
      'success="false"',
      'aborted="true"',
    ],
  ])('V8: a suite with %s is not GREEN though each test that it shows passed', (attributes) => {
    expect(judged(suite('<testcase name="b"/>', ` ${attributes}`)).verdict).toBe('RED');
    expect(judged(`<testsuites ${attributes}>${suite('')}</testsuites>`).verdict).toBe('RED');
  });

  test('V8: the reason names the word and the test', () => {
    const { reasons } = judged(oneWith('status="errorred"'));
    expect(reasons).toContainEqual({
      code: 'unknown_result',
      message: 'A result that is not known is not a pass: status="errorred" (s::::b)',
    });
    expect(judged(suite('<testcase name="b"><aborted/></testcase>')).reasons.at(-1)!.message).toContain(
      '<aborted> (s::::b)',
    );
    expect(judged(suite('', ' timeouts="2"')).reasons.at(-1)!.message).toContain('timeouts="2"');
    expect(judged(oneWith('status="failed"')).reasons.map(({ code }) => code)).not.toContain('unknown_result');
  });
});

describe('V8: a tag that is not well formed hides nothing', () => {
  test.each([
    '<testcase name="b" status"failed"/>',
    '<testcase name="b"status="failed"/>',
    '<testcase name="b" status=failed/>',
    '<testcase name="b" status="passed" status="failed"/>',
    '<testcase name="b" status/>',
    '<test case name="b"/>',
    '<testcase name="b"failure/>',
    '<testcase name="<testcase name=\'x\'/>"/>',
    '<testcase name="b">failure/></testcase>',
    '<!-- <!-- --><testcase name="b"/>',
    '<?x <testcase/> ?><testcase name="b"/>',
  ])('V8: %s', (test) =>
    expect(judged(suite(test))).toMatchObject({ verdict: 'MISSING', reasons: [{ code: 'report_unreadable' }, {}] }),
  );
});

describe('V8: what says nothing of a result leaves a test passed', () => {
  test.each([
    'properties',
    'system-out',
    'system-err',
    'attachments',
    'links',
    'metadata',
    'description',
    'output',
    'stdout',
    'tags',
    'benchmark',
    'flakyFailure',
    'passed',
    'steps',
  ])('V8: a child <%s>', (name) =>
    expect(judged(suite(`<testcase name="b"><${name}>x</${name}></testcase>`)).verdict).toBe('GREEN'),
  );

  test.each([
    'time="0.1" timestamp="2026-01-01T00:00:00" file="a.js" line="3" assertions="4"',
    'timeout="30"',
    'message="failed to fail"',
    'error="0"',
    'aborted="false"',
    'success="true"',
    'executed="True"',
    'status=""',
    'exit_code="0"',
    'value_param="failed"',
    'type="Error"',
    'expected-failures="1"',
  ])('V8: an attribute %s', (attributes) => expect(judged(oneWith(attributes)).verdict).toBe('GREEN'));

  test.each([
    'timeout="30"',
    'aborted="0"',
    'flakes="0"',
    'assertions="9"',
    'timestamp="2026"',
    'hostname="failed"',
    'errors=""',
    'status="passed"',
    'skipped="0" disabled="0" unknown="0"',
  ])('V8: a suite with %s', (attributes) => expect(judged(suite('', ` ${attributes}`)).verdict).toBe('GREEN'));

  test.each([
    ['TRX', '<TestRun xmlns="x"><Results/></TestRun>'],
    ['NUnit', '<test-run result="Passed"/>'],
    ['xUnit.net', '<assemblies/>'],
    ['TAP', 'TAP version 14\n1..1\nok 1'],
    ['Catch2 XML', '<Catch2TestRun/>'],
  ])('V8: %s is no format that is read', (_, text) => {
    expect(judged(text).verdict).toBe('MISSING');
    expect(judged(text).reasons[0]!.code).toBe('report_unreadable');
  });
});

describe('V2: QtTest 5 counts messages as errors', () => {
  const qt = (over: { tests?: number; second?: string; attributes?: string } = {}): string =>
    `<testsuite errors="3" failures="0" tests="${over.tests ?? 2}" name="tst_A"${over.attributes ?? ''}><testcase result="pass" name="a"/><testcase result="${over.second ?? 'pass'}" name="b"/><system-err/></testsuite>`;
  test('V2: GREEN where every test is there and says that it passed', () =>
    expect(judged(qt())).toMatchObject({ verdict: 'GREEN', executed: 2 }));
  test.each([
    ['a test more is counted', qt({ tests: 3 })],
    ['one was skipped', qt({ second: 'skip' })],
    ['one says nothing', qt().replace('result="pass" name="b"', 'name="b"')],
    ['it counts failures too', qt().replace('failures="0"', 'failures="1"')],
    ['it counts crashes too', qt({ attributes: ' crashed="1"' })],
    ['no test is listed', '<testsuite errors="3" failures="0" tests="0"/>'],
  ])('V2: not where %s', (_, report) => expect(judged(report).verdict).toBe('RED'));
});

describe('V8: a suite that counts more tests than it shows is not complete', () => {
  const three = '<testcase name="b"/><testcase name="c"/>';
  test.each([
    ['five counted, three listed', suite(three, ' tests="5"')],
    [
      'five counted, three listed, and the root counts as many',
      `<testsuites tests="5">${suite(three, ' tests="5"')}</testsuites>`,
    ],
    ['a suite without any of its tests', `<testsuites><testsuite name="t" tests="2"/>${suite(three)}</testsuites>`],
    ['more skipped ones do not make up for it', suite(three, ' tests="9" skipped="2"')],
    ['CTRF: passed', JSON.stringify({ results: { summary: { passed: 3 }, tests: [{ name: 'b', status: 'passed' }] } })],
  ])('V8: %s', (_, report) =>
    expect(judged(report)).toMatchObject({ verdict: 'MISSING', reasons: [{ code: 'report_incomplete' }] }),
  );

  test.each([
    ['as many', suite(three, ' tests="3"')],
    ['fewer', suite(three, ' tests="1"')],
    ['a total at the root that nobody can add up', `<testsuites tests="7">${suite(three)}</testsuites>`],
    [
      'pending tests, as mocha counts',
      `<testsuites tests="6" skipped="3"><testsuite name="p" tests="2"/><testsuite name="q" tests="4">${three}<testcase name="d"/></testsuite></testsuites>`,
    ],
    ['skipped ones that are not listed', suite(three, ' tests="5" skipped="1" disabled="1"')],
    [
      'assertions, as Catch2 counts',
      `<testsuite name="t" tests="12" hostname="tbd"><testcase classname="t.global" name="b" status="run"/></testsuite>`,
    ],
    [
      'assertions, as doctest counts',
      `<testsuites><testsuite name="t" tests="12"><testcase classname="t.cpp" name="b" status="run"/></testsuite></testsuites>`,
    ],
    [
      'subtests, as pytest counts',
      `<testsuites name="pytest tests"><testsuite name="pytest" tests="8"><testcase classname="t" name="b"/></testsuite></testsuites>`,
    ],
    [
      'suites inside, as node counts',
      '<testsuites><testsuite name="x" tests="2"><testcase name="b"/><testsuite name="y" tests="1"><testcase name="b"/></testsuite></testsuite></testsuites>',
    ],
  ])('V8: %s', (_, report) => expect(judged(report).verdict).toBe('GREEN'));
});

describe('V3: a flake that a report names is kept', () => {
  const flaky = (report: string): number => judged(report).flakyInside.length;
  test.each<readonly [string, string]>([
    ...['<flakyFailure/>', '<flakyError/>', '<rerun/>', '<retry/>', '<flaky/>'].map(
      (child) => [child, `<testcase name="b">${child}</testcase>`] as const,
    ),
    ['<rerunFailure> of a test that says it passed', '<testcase name="b" status="passed"><rerunFailure/></testcase>'],
    ...['flaky="true"', 'retries="1"', 'retry="2"', 'reruns="1"', 'attempt="2"', 'status="flaky"'].map(
      (each) => [each, `<testcase name="b" ${each}/>`] as const,
    ),
    ...[
      ['retries', '1'],
      ['retry_count', '2'],
      ['flaky', 'true'],
      ['attempts', '3'],
      ['rerun', 'yes'],
    ].map(
      ([name, value]) =>
        [
          `property ${name}`,
          `<testcase name="b"><properties><property name="${name}" value="${value}"/></properties></testcase>`,
        ] as const,
    ),
  ])('V3: JUnit: %s', (_, test) => {
    expect([judged(suite(test)).verdict, flaky(suite(test))]).toEqual(['GREEN', 1]);
  });

  test.each([
    { flaky: true },
    { retries: 1 },
    { retryAttempts: [{ attempt: 1, status: 'failed' }] },
    { retryAttempts: [{ attempt: 1, status: 'timedOut' }] },
    { retryAttempts: [{}, {}] },
    { rawStatus: 'flaky' },
    { extra: { retries: 2 } },
    { extra: { flaky: true } },
  ])('V3: CTRF: %j', (more) => expect(flaky(ctrf({ status: 'passed', ...more }))).toBe(1));

  test.each(['flaky="false"', 'retries="0"', 'attempt="1"', 'retry="no"'])('V3: %s is none', (each) =>
    expect(flaky(suite(`<testcase name="b" ${each}/>`))).toBe(0),
  );
  test.each([
    { flaky: false },
    { retries: 0 },
    { retryAttempts: [] },
    { retryAttempts: [{ attempt: 1, status: 'passed' }] },
    { extra: { owner: 'x' } },
  ])('V3: CTRF %j is none', (more) => expect(flaky(ctrf({ status: 'passed', ...more }))).toBe(0));

  test('V3: flakes that a report counts and does not show are kept too', () => {
    expect([flaky(suite('', ' flakes="1"')), flaky(ctrf({ status: 'passed' }, { flaky: 1 }))]).toEqual([1, 1]);
    expect(flaky(suite('<testcase name="b"><flakyFailure/></testcase>', ' flakes="1"'))).toBe(1);
  });

  test('V3: a test that is listed twice in one report, failed and passed, has failed: nothing says which came last', () => {
    expect(judged(suite('<testcase name="b"><failure/></testcase><testcase name="b"/>')).verdict).toBe('RED');
    expect(judged(suite('<testcase name="b"/><testcase name="b"><failure/></testcase>')).verdict).toBe('RED');
  });
});
