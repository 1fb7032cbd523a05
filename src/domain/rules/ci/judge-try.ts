/**
 * One try of CI (V2): what a worker, or a CI system outside, says of a commit, judged by the tests that it shows. A
 * report can only lower the word of its reporter: GREEN needs executed tests, none of them failed, no fewer than the
 * base commit had, in reports that could be read to their end, from each step that promises a report (V8).
 *
 * - ENVIRONMENT: CI could not run. It says nothing of the code and stays what it is (B6).
 * - RED: a test failed, or the reporter says RED: a step without tests, such as a linter, can fail too.
 * - MISSING: there is no result to rely on. It is treated as RED (V2), and its reasons say what to do.
 * - GREEN: none of these.
 */
import type {
  CiTest,
  Evidence,
  JudgedTry,
  NamedTest,
  ReadTests,
  ReportedStep,
  TryVerdict,
} from '../../model/ci-evidence.js';
import type { Reason } from '../../model/refusal.js';
import type { CiTestStatus } from '../../model/vocabulary.js';
import { givenTestId, hasFailed, wasExecuted } from './reports/ci-test.js';
import { nameHash } from './reports/name-hash.js';
import { readReport } from './reports/read-report.js';
import { labelOf, leftOut, silentSteps, type StepFacts, tooFewReports } from './step-evidence.js';

export interface TryReport {
  readonly verdict: TryVerdict;
  /**
   * What its report files and the tests that it names hold: read once, however often the try is judged (see
   * `readEvidence`).
   */
  readonly evidence: Evidence;
  /** Tests that the reporter names itself; null: none are named. */
  readonly tests:
    | readonly { readonly testId: string; readonly status: CiTestStatus; readonly durationSeconds?: number | null }[]
    | null;
  /** Which step left which report (V8); null or left out: not reported. */
  readonly steps?: readonly ReportedStep[] | null;
  /** Steps that failed; null or left out: not reported. */
  readonly failedSteps?: readonly string[] | null;
}

/** A try as it is reported, its report files not read yet. */
export interface ReportedTry extends Omit<TryReport, 'evidence'> {
  /** Texts of report files: JUnit XML or CTRF. */
  readonly reports: readonly string[];
}

export interface TryFacts {
  /** Tests that the same steps executed on the base commit; null: unknown, or the phase may remove tests. */
  readonly baselineTests: number | null;
  /** A step of the CI profile names a glob of report files. */
  readonly expectsReport: boolean;
  /**
   * Names of the steps that were to run and promise a report (V8); empty or left out: not known, as of a report from
   * outside.
   */
  readonly promises?: readonly string[];
  /** Ids of tests that failed in earlier tries of this commit: see `failedSoFar`. */
  readonly failedBefore: readonly string[];
}

export const MOST_KEPT_TESTS = 200;
/** Failed tests whose messages are kept: as many as the next worker's brief holds (W7). */
const MOST_KEPT_MESSAGES = 20;
const MOST_DISPLAYED = 3;

export function judgeTry(report: TryReport, facts: TryFacts): JudgedTry {
  const { evidence } = report;
  const { tests, together } = evidence;
  const failed = named(tests.filter((test) => hasFailed(test.status)));
  const flakyInside = named(tests.filter((test) => test.flakyInside && test.status === 'PASSED'));
  const executed = tests.filter((test) => wasExecuted(test.status)).length + together.count;
  const before = new Set(facts.failedBefore);
  const alone = tests.filter((test) => test.status === 'PASSED' && before.has(test.testId)).map((test) => test.testId);
  const found = {
    ...evidence,
    executed,
    skipped: tests.filter((test) => !wasExecuted(test.status)).length,
    failed: failed.length,
  };
  return {
    ...verdictOf(report, facts, found),
    executed,
    skipped: found.skipped,
    failed: failed
      .slice(0, MOST_KEPT_TESTS)
      .map((test, i) => (i < MOST_KEPT_MESSAGES ? test : { testId: test.testId, file: test.file })),
    moreFailed: Math.max(0, failed.length - MOST_KEPT_TESTS),
    passedAgain: [...alone, ...facts.failedBefore.filter((testId) => together.hashes.has(nameHash(testId)))].sort(),
    flakyInside: flakyInside.slice(0, MOST_KEPT_TESTS),
    moreFlakyInside: Math.max(0, flakyInside.length - MOST_KEPT_TESTS),
  };
}

interface Found extends Evidence {
  readonly executed: number;
  readonly skipped: number;
  readonly failed: number;
}

function verdictOf(report: TryReport, facts: TryFacts, found: Found): { verdict: TryVerdict; reasons: Reason[] } {
  if (report.verdict === 'ENVIRONMENT') {
    return {
      verdict: 'ENVIRONMENT',
      reasons: [{ code: 'environment', message: 'CI could not run; nothing was said of the code' }],
    };
  }
  const missing = whatIsMissing(report, facts, found);
  if (found.failed > 0) {
    const failing: Reason = {
      code: 'tests_failed',
      message: `${found.failed} of ${found.executed} executed tests failed`,
    };
    const against: Reason[] =
      report.verdict === 'GREEN'
        ? [{ code: 'green_with_failed_tests', message: 'CI says GREEN, but its tests failed; the tests count' }]
        : [];
    return { verdict: 'RED', reasons: [failing, ...against, ...unknownResults(found), ...missing] };
  }
  if (report.verdict === 'RED') {
    return {
      verdict: 'RED',
      reasons: [{ code: 'reported_red', message: 'CI says RED and shows no failed test' }, ...missing],
    };
  }
  if (report.verdict === 'MISSING') {
    return {
      verdict: 'MISSING',
      reasons: [{ code: 'reported_missing', message: 'CI says that there is no result' }, ...missing],
    };
  }
  return { verdict: missing.length > 0 ? 'MISSING' : 'GREEN', reasons: missing };
}

/** What the reader does not know and took for no pass, in the words of the report. */
function unknownResults({ tests }: Found): Reason[] {
  const odd = tests.flatMap((test) =>
    test.odd === undefined || test.odd === null ? [] : [`${test.odd} (${test.testId})`],
  );
  if (odd.length === 0) return [];
  return [{ code: 'unknown_result', message: `A result that is not known is not a pass: ${listed(odd)}` }];
}

/** Why a try cannot be GREEN although nothing in it failed. */
function whatIsMissing(report: TryReport, facts: TryFacts, found: Found): Reason[] {
  const reasons: Reason[] = [];
  const { faults, gaps, cut, executed } = found;
  const { steps = null, tests } = report;
  const { promises = [] } = facts;
  if (faults.length > 0) reasons.push({ code: 'report_unreadable', message: listed(faults) });
  if (cut.length > 0) {
    const which = steps === null ? '' : ` (${listed(cut)})`;
    const message = `${counted(cut.length, 'report')} could not be read to the end${which}; tests may be missing from it`;
    reasons.push({ code: 'report_cut', message });
  }
  if (gaps.length > 0) reasons.push({ code: 'report_incomplete', message: `${listed(gaps)}: tests are missing` });
  reasons.push(...leftOut(steps));
  const allRan = report.verdict === 'GREEN';
  const about: StepFacts = { steps, promises, reports: found.reports, allRan, hasNamedTests: tests !== null };
  const silent = silentSteps(about);
  if (executed === 0) {
    reasons.push({ code: 'no_test_executed', message: whyNoTest(report, facts, found, silent) });
    return reasons;
  }
  for (const { name, why } of silent)
    reasons.push({ code: 'step_without_tests', message: `Step "${name}" executed no test: ${why}` });
  reasons.push(...tooFewReports(about));
  if (facts.baselineTests !== null && executed < facts.baselineTests) {
    const message = `${counted(executed, 'test')} executed, fewer than the ${facts.baselineTests} that these steps ran on the base commit. If the phase is to remove tests, give it a task category of which the ruleset says "mayRemoveTests": true`;
    reasons.push({ code: 'fewer_tests_than_base', message });
  }
  return reasons;
}

function whyNoTest(
  report: TryReport,
  facts: TryFacts,
  { skipped, reports }: Found,
  silent: ReturnType<typeof silentSteps>,
): string {
  if (silent.length > 0)
    return `No test was executed: ${listed(silent.map(({ name, why }) => `step "${name}": ${why}`))}`;
  if (skipped > 0) return `No test was executed: all ${skipped} were skipped`;
  if (reports.length > 0 || report.tests !== null) return 'No test was executed: what was reported holds none';
  if (facts.expectsReport) return 'No test was executed: no file matches the report glob of the CI steps';
  return 'No test was executed, as far as CI shows. Name a report (JUnit XML or CTRF) in a CI step of the ruleset, or send tests with the result';
}

/**
 * Reads the reports of a try: all its tests. This is the expensive part, so it is done once, where the try arrives. A
 * test that is named more than once, by several reports of a build matrix, has the worst of its results.
 */
export function readEvidence(report: Pick<ReportedTry, 'reports' | 'tests' | 'steps'>): Evidence {
  const tests = new Map<string, CiTest>();
  const hashes = new Set<number>();
  let unreported = 0;
  const [faults, gaps, cut]: [string[], string[], string[]] = [[], [], []];
  const add = (test: CiTest) => {
    const known = tests.get(test.testId);
    tests.set(test.testId, known ? worse(known, test) : test);
  };
  const reports = report.reports.map((text, i): ReadTests | null => {
    const label = labelOf(report.steps ?? null, i);
    const read = readReport(text);
    if ('fault' in read) {
      faults.push(`${label} ${read.fault}`);
      return null;
    }
    const { together } = read;
    if (read.cut) cut.push(label);
    gaps.push(...read.gaps.map((gap) => `${label} ${gap}`));
    read.tests.forEach(add);
    for (const hash of together.hashes) hashes.add(hash);
    unreported += together.count - together.hashes.length;
    const executed = read.tests.filter((test) => wasExecuted(test.status)).length;
    return { executed: executed + together.count, skipped: read.tests.length - executed };
  });
  for (const { testId, status, durationSeconds } of report.tests ?? []) {
    add({
      testId: givenTestId(testId),
      status,
      durationSeconds: durationSeconds ?? null,
      file: null,
      flakyInside: false,
    });
  }
  // A test that another report names: there it may have failed.
  if (hashes.size > 0)
    for (const test of tests.values()) {
      if (hashes.delete(nameHash(test.testId)) && !wasExecuted(test.status))
        tests.set(test.testId, { ...test, status: 'PASSED' });
    }
  return {
    tests: [...tests.values()],
    together: { hashes, count: hashes.size + unreported },
    reports,
    faults,
    gaps,
    cut,
  };
}

const IN_RISING_TROUBLE: readonly CiTestStatus[] = ['SKIPPED', 'PASSED', 'ERROR', 'FAILED'];

function worse(one: CiTest, other: CiTest): CiTest {
  const [kept, left] =
    IN_RISING_TROUBLE.indexOf(other.status) > IN_RISING_TROUBLE.indexOf(one.status) ? [other, one] : [one, other];
  return { ...kept, file: kept.file ?? left.file, flakyInside: kept.flakyInside || left.flakyInside };
}

function named(tests: readonly CiTest[]): NamedTest[] {
  const one = ({ testId, file, message }: CiTest): NamedTest => ({
    testId,
    file,
    ...(message === undefined ? {} : { message }),
  });
  return tests.map(one).sort((a, b) => (a.testId < b.testId ? -1 : a.testId > b.testId ? 1 : 0));
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

function listed(sentences: readonly string[]): string {
  const more = sentences.length > MOST_DISPLAYED ? ` and ${sentences.length - MOST_DISPLAYED} more` : '';
  return sentences.slice(0, MOST_DISPLAYED).join('; ') + more;
}
