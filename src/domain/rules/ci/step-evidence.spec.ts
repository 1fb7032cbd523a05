import { judgeReported as judgeTry } from '../../../../test/support/domain/ci-reports.js';
import type { ReportedFile, ReportedStep } from '../../model/ci-evidence.js';
import type { ReportedTry } from './judge-try.js';

const suite = (...names: string[]): string =>
  `<testsuite name="s">${names.map((name) => `<testcase name="${name}"/>`).join('')}</testsuite>`;
const skipped = '<testsuite name="s"><testcase name="z"><skipped/></testcase></testsuite>';
const failing = '<testsuite name="s"><testcase name="y"><failure/></testcase></testsuite>';
const file = (path: string, report: number | null, why: string | null = null): ReportedFile => ({ path, report, why });
const step = (name: string, files: readonly ReportedFile[], more: Partial<ReportedStep> = {}): ReportedStep => ({
  name,
  files,
  more: 0,
  hint: null,
  ...more,
});

const judged = (over: Partial<ReportedTry>, promises: readonly string[] = ['unit', 'e2e']) =>
  judgeTry(
    { verdict: 'GREEN', reports: [], tests: null, ...over },
    { baselineTests: null, expectsReport: true, promises, failedBefore: [] },
  );
const inShort = (over: Partial<ReportedTry>, promises?: readonly string[]): string => {
  const { verdict, reasons } = judged(over, promises);
  return [verdict, ...reasons.map(({ code }) => code)].join(' ');
};

const unit = step('unit', [file('u.xml', 0)]);
const e2e = step('e2e', [file('e.xml', 1)]);
const both = [suite('a'), suite('b')];

describe('V8: a report that is left out, or not whole, is a gap', () => {
  test.each<[string, ReportedStep]>([
    [
      'over the number of reports',
      step('e2e', [file('e.xml', 1), file('f.xml', null, 'was left out: there are more than 100 reports')]),
    ],
    ['of which nothing is said', step('e2e', [file('e.xml', 1), file('f.xml', null)])],
    ['cut, though what is read of it is whole', step('e2e', [file('e.xml', 1, 'is longer than 1048576 bytes')])],
    ['not listed by name', step('e2e', [file('e.xml', 1)], { more: 7 })],
    [
      'a folder that cannot be read',
      step('e2e', [file('e.xml', 1), file('out', null, 'is a folder that cannot be read')]),
    ],
  ])('V8: %s', (_, reported) => {
    const { verdict, reasons } = judged({ reports: both, steps: [unit, reported] });
    expect([verdict, reasons.map(({ code }) => code)]).toEqual(['MISSING', ['report_left_out']]);
    expect(reasons[0]!.message).toContain('Step "e2e": ');
  });

  test('V8: the reason names step and files, and how many more', () => {
    const files = Array.from({ length: 9 }, (_, i) => file(`r/${i}.xml`, null, 'vanished before it was read'));
    const { reasons } = judged({
      reports: both,
      steps: [unit, step('e2e', [file('e.xml', 1), ...files], { more: 4 })],
    });
    expect(reasons[0]!.message).toBe(
      'Step "e2e": r/0.xml vanished before it was read; r/1.xml vanished before it was read; r/2.xml vanished before it was read; 10 more reports are missing or not whole',
    );
  });

  test('V8: with a failing test that is seen it is RED, and the gap is reported', () => {
    const reported = step('e2e', [file('e.xml', 1), file('f.xml', null, 'was left out')]);
    expect(inShort({ reports: [suite('a'), failing], steps: [unit, reported] })).toBe(
      'RED tests_failed green_with_failed_tests report_left_out',
    );
  });

  test('V8: a report from outside that names a gap is not GREEN either', () => {
    expect(
      inShort({ reports: [suite('a')], steps: [step('theirs', [file('a.xml', 0), file('b.xml', null)])] }, []),
    ).toBe('MISSING report_left_out');
  });

  test('V8: what cannot be read, or ends in the middle, is named by step and file', () => {
    const { reasons } = judged({ reports: [suite('a'), 'Killed'], steps: [unit, e2e] });
    expect(reasons[0]!.message).toBe('Step "e2e": e.xml is neither JUnit XML nor CTRF');
    expect(
      judged({ reports: [suite('a'), '<testsuite><testcase name="b"/>'], steps: [unit, e2e] }).reasons[0]!.message,
    ).toContain('Step "e2e": e.xml');
  });
});

describe('V8: each step that promises a report is judged by its own', () => {
  test.each<[string, readonly string[], ReportedStep | null, string]>([
    ['no file', [suite('a')], step('e2e', []), 'no file matches its report glob'],
    [
      'no file, with the reason',
      [suite('a')],
      step('e2e', [], { hint: 'no file matches the report glob "e/*.xml"' }),
      '"e/*.xml"',
    ],
    [
      'a symlink in the way',
      [suite('a')],
      step('e2e', [], { hint: 'The report glob leads through the symlink x, which is not followed.' }),
      'symlink x',
    ],
    ['an empty suite', [suite('a'), suite()], e2e, 'hold no test'],
    ['skipped tests only', [suite('a'), skipped], e2e, 'all 1 tests in its reports were skipped'],
    ['an unreadable report', [suite('a'), 'Killed'], e2e, 'could not be read'],
    [
      'reports that did not arrive',
      [suite('a')],
      step('e2e', [file('e.xml', null, 'was left out')]),
      'none of its reports arrived',
    ],
    ['nothing reported', [suite('a')], null, 'its report was not mentioned'],
    ['another step’s report', [suite('a')], step('e2e', [file('u.xml', 0)]), 'no file matches its report glob'],
  ])('V8: %s', (_, reports, reported, why) => {
    const { verdict, reasons } = judged({ reports, steps: reported === null ? [unit] : [unit, reported] });
    expect(verdict).toBe('MISSING');
    const reason = reasons.find(({ code }) => code === 'step_without_tests')!;
    expect(reason.message).toContain('Step "e2e" executed no test: ');
    expect(reason.message).toContain(why);
  });

  test('V8: each with its tests is GREEN; several reports of a step count together', () => {
    expect(inShort({ reports: both, steps: [unit, e2e] })).toBe('GREEN');
    expect(
      inShort({ reports: [suite('a'), suite('b'), skipped], steps: [unit, step('e2e', [file('1', 1), file('2', 2)])] }),
    ).toBe('GREEN');
    expect(inShort({ reports: both, steps: [unit, e2e] }, ['unit'])).toBe('GREEN');
  });

  test('V8: no test in any step: one reason that names them all', () => {
    const { reasons } = judged({ steps: [step('unit', []), step('e2e', [], { hint: 'e/*.xml stood there before' })] });
    expect(reasons).toEqual([
      {
        code: 'no_test_executed',
        message:
          'No test was executed: step "unit": no file matches its report glob; step "e2e": e/*.xml stood there before',
      },
    ]);
  });

  test('V8: of a RED try only the steps that ran are judged', () => {
    expect(inShort({ verdict: 'RED', reports: [suite('a')], steps: [unit] })).toBe('RED reported_red');
    expect(inShort({ verdict: 'RED', steps: [step('unit', [])] })).toBe('RED reported_red no_test_executed');
  });

  test('V8: two steps of one name are two', () => {
    expect(inShort({ reports: both, steps: [step('x', [file('1', 0)]), step('x', [file('2', 1)])] }, ['x', 'x'])).toBe(
      'GREEN',
    );
    expect(inShort({ reports: [suite('a')], steps: [step('x', [file('1', 0)]), step('x', [])] }, ['x', 'x'])).toBe(
      'MISSING step_without_tests',
    );
    expect(inShort({ reports: [suite('a')], steps: [step('x', [file('1', 0)])] }, ['x', 'x'])).toBe(
      'MISSING step_without_tests',
    );
  });
});

describe('V8: a reporter that does not say which step wrote which', () => {
  test.each<[string, Partial<ReportedTry>, readonly string[], string]>([
    ['one promise, one report', { reports: [suite('a')] }, ['unit'], 'GREEN'],
    ['one promise, several reports', { reports: [...both, skipped] }, ['unit'], 'GREEN'],
    ['two promises, one report', { reports: [suite('a')] }, ['unit', 'e2e'], 'MISSING fewer_reports_than_steps'],
    ['two promises, two reports', { reports: both }, ['unit', 'e2e'], 'GREEN'],
    [
      'two promises, one of two reports holds nothing',
      { reports: [suite('a'), suite()] },
      ['unit', 'e2e'],
      'MISSING fewer_reports_than_steps',
    ],
    [
      'two promises, one of two reports holds skipped tests',
      { reports: [suite('a'), skipped] },
      ['unit', 'e2e'],
      'MISSING fewer_reports_than_steps',
    ],
    ['tests by name, without a report', { tests: [{ testId: 'a', status: 'PASSED' }] }, ['unit', 'e2e'], 'GREEN'],
    [
      'tests by name and one report',
      { reports: [suite('a')], tests: [{ testId: 'b', status: 'PASSED' }] },
      ['unit', 'e2e'],
      'MISSING fewer_reports_than_steps',
    ],
    ['no promise is known: a report from outside', { reports: [suite('a')] }, [], 'GREEN'],
    ['a RED try', { verdict: 'RED', reports: [suite('a')] }, ['unit', 'e2e'], 'RED reported_red'],
  ])('V8: %s', (_, over, promises, expected) => expect(inShort(over, promises)).toBe(expected));
});
