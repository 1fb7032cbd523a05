import { judgeReported as judgeTry } from '../../../../test/support/domain/ci-reports.js';
import type { JudgedTry } from '../../model/ci-evidence.js';
import type { ReportedTry } from './judge-try.js';
import { withoutRedOnBase } from './red-on-base.js';

type Reported = Partial<ReportedTry> & {
  readonly failed: readonly string[];
  readonly changed?: readonly string[];
  readonly base?: readonly string[];
};

/** A try in which these tests failed and one passed, on a base where `base` is red. */
function judged({ failed, changed = [], base = ['old'], ...more }: Reported): JudgedTry {
  const tests = [
    { testId: 'good', status: 'PASSED' as const },
    ...failed.map((testId) => ({ testId, status: 'FAILED' as const })),
  ];
  const report: ReportedTry = { verdict: 'RED', reports: [], tests, failedSteps: ['tests'], ...more };
  const seen = judgeTry(report, { baselineTests: null, expectsReport: true, failedBefore: [] });
  return withoutRedOnBase(seen, report, { failing: base, changedFiles: changed, promises: ['tests'] });
}
const codes = (each: JudgedTry): string[] => each.reasons.map((reason) => reason.code);

describe('V6: tests that are red on the base commit', () => {
  test.each<[string, Reported, string, string[], string[]]>([
    ['explain a step that fails by them', { failed: ['old'] }, 'GREEN', [], ['red_on_base']],
    ['explain no other test', { failed: ['new', 'old'] }, 'RED', ['new'], ['tests_failed', 'red_on_base']],
    [
      'explain no step without tests',
      { failed: ['old'], failedSteps: ['lint', 'tests'] },
      'RED',
      [],
      ['reported_red', 'red_on_base'],
    ],
    [
      'explain nothing where the failed steps are not reported',
      { failed: ['old'], failedSteps: null },
      'RED',
      [],
      ['reported_red', 'red_on_base'],
    ],
    [
      'explain nothing where no failed step is named',
      { failed: ['old'], failedSteps: [] },
      'RED',
      [],
      ['reported_red', 'red_on_base'],
    ],
    ['matter only if they are red there', { failed: ['old'], base: [] }, 'RED', ['old'], ['tests_failed']],
    ['are passed by where nothing failed', { failed: [], verdict: 'GREEN', failedSteps: [] }, 'GREEN', [], []],
    [
      'leave what is missing missing',
      { failed: ['old'], reports: ['no report at all'] },
      'MISSING',
      [],
      ['report_unreadable', 'red_on_base'],
    ],
  ])('V6: %s', (_, reported, verdict, failed, reasons) => {
    const seen = judged(reported);
    expect(seen).toMatchObject({ verdict, failed: failed.map((testId) => ({ testId })) });
    expect(codes(seen)).toEqual(reasons);
    expect(seen.redOnBase ?? []).toEqual(reasons.includes('red_on_base') ? ['old'] : []);
  });

  test('V6, V4: a test that the phase itself touched is not excused', () => {
    const seen = judged({
      failed: ['tests/test_x.py::old'],
      base: ['tests/test_x.py::old'],
      changed: ['tests/test_x.py'],
    });
    expect(seen).toMatchObject({ verdict: 'RED', failed: [{ testId: 'tests/test_x.py::old' }] });
  });
});
