/**
 * A report of CI: one try of the commit under CI (V2 to V5). The Supervisor reads its tests and decides: another try, a snapshot, or back. A report from
 * outside is final.
 */
import { cut } from '../artefact/markdown.js';
import { flakyIssues } from '../ci/flaky-issues.js';
import { type CiRunDecision, failedSoFar, judgeCiRun } from '../ci/judge-ci-run.js';
import { type JudgedTry, judgeTry } from '../ci/judge-try.js';
import { withoutRedOnBase } from '../ci/red-on-base.js';
import type { Occasion } from '../command/change.js';
import { type Decision, refused } from '../command/decision.js';
import { runTerminal } from '../command/refusals.js';
import { isRunTerminal } from '../run/run-state.js';
import type { Reason } from '../shared/refusal.js';
import type { CiVerdict } from '../shared/vocabulary.js';
import { rollBack } from './apply.js';
import type { CiReport } from './attempt.js';
import { nextTry, tryRow } from './ci-tries.js';
import { PhaseCourse } from './course.js';
import type { WorkFacts } from './facts.js';
import { recordSnapshot } from './snapshot.js';
import type { WorkChange } from './work-change.js';

export interface ArrivedReport {
  readonly report: CiReport;
  readonly resultHash: string;
  /** Files that the phase's patch touches; none without a repository (V4). */
  readonly changedFiles: readonly string[];
  /** Tests that ran on the base commit; null: not known (V2). */
  readonly baselineTests: number | null;
  /** Steps of the profile name reports. */
  readonly expectsReport: boolean;
  /** Names of the steps of the profile that promise a report, in their order (V8). */
  readonly promises: readonly string[];
  /** The tag object that a snapshot would be; null without a repository; undefined: not made yet. */
  readonly tagObject: string | null | undefined;
}

export function decideCiResult(facts: WorkFacts, arrived: ArrivedReport, occasion: Occasion): Decision<WorkChange> {
  const { run, attempt, policies, strategy } = facts;
  if (isRunTerminal(run.state)) return refused(runTerminal(run));
  const { report } = arrived;
  const course = new PhaseCourse(facts, occasion);
  const before = facts.tries.flatMap((each) => (each.judged ? [each.judged] : []));
  const told = judgeTry(report, {
    baselineTests: arrived.baselineTests,
    expectsReport: arrived.expectsReport,
    // Who reports from outside ran steps of its own.
    promises: attempt === null ? [] : arrived.promises,
    failedBefore: failedSoFar(before),
  });
  const { baseCheck } = run;
  const judged = withoutRedOnBase(told, report, {
    failing: baseCheck?.mode === 'DELTA' ? (baseCheck.outcome?.failing ?? []) : [],
    changedFiles: arrived.changedFiles,
    promises: arrived.promises,
  });
  const profile = strategy.ciProfile;
  const decision = judgeCiRun([...before, judged], {
    profile,
    tries: profile === 'STRICT' ? policies.ci.tries.strict : policies.ci.tries.normal,
    pausesSeconds: policies.ci.pausesSeconds,
    changedFiles: arrived.changedFiles,
    final: attempt === null,
  });
  const number = nextTry(facts);
  const verdict: CiVerdict = decision.decision === 'done' && judged.verdict === 'GREEN' ? decision.verdict : judged.verdict;
  course.patch({}, { holder: null, ciTries: number });
  course.tell({
    ...(attempt ? { attempt: attempt.number } : {}),
    ci: { try: number, verdict, reasons: judged.reasons.map((reason) => reason.code) },
  });
  course.writeTry(tryRow(course, number, { ciAttempt: attempt?.number ?? null, verdict: judged.verdict, summary: report.summary, judged }));
  if (attempt) {
    course.writeAttempt({
      ...attempt,
      state: 'SUBMITTED',
      endedAt: occasion.now,
      ciVerdict: judged.verdict,
      notes: report.summary,
      resultHash: arrived.resultHash,
    });
  }
  follow(course, decision, judged, arrived);
  return course.finish('WORK_ENDED');
}

function follow(course: PhaseCourse, decision: CiRunDecision, judged: JudgedTry, arrived: ArrivedReport): void {
  if (decision.decision === 'environment') {
    return course.environmentFailed(arrived.report.summary ?? 'CI could not run.', course.facts.attempt?.workerId ?? null);
  }
  // Whatever it says of the code, CI ran.
  course.patch({}, { environmentFailures: 0, avoidWorker: null });
  if (decision.decision === 'retry') return course.awaitCi(decision.afterSeconds);
  markCandidate(course, decision.verdict);
  if (decision.verdict === 'GREEN' || decision.verdict === 'FLAKY') {
    if (decision.verdict === 'FLAKY') course.report(flakyIssues(decision.flakyTests));
    if (course.endIfBroken()) return;
    const unclean = course.uncleanReasons();
    if (unclean.length > 0) return course.failAsUnclean(unclean);
    return recordSnapshot(course, arrived.tagObject, judged.executed);
  }
  const reasons: Reason[] = [...decision.reasons];
  const { candidate } = course.phase.work;
  course.patch({}, { candidate: candidate && { ...candidate, standing: 'RED' } });
  course.attemptFailed({
    what: whatWentWrong(decision.verdict, reasons, judged, arrived.report.summary),
    reasons,
    patchHash: candidate?.patchHash ?? null,
    fingerprint: decision.fingerprint.join('\n'),
    policy: false,
  });
  if (!course.ended) rollBack(course);
}

const SUMMARY_LENGTH = 200;
const TEST_LENGTH = 150;
const MOST_TESTS = 5;

/** The step that failed, in the words of who ran it, the tests, and why it counts as it does: the first that people read of a run that ends by it. */
function whatWentWrong(verdict: CiVerdict, reasons: readonly Reason[], { failed, moreFailed }: JudgedTry, summary: string | null): string {
  const said = cut((summary ?? '').replace(/\s+/g, ' ').trim(), SUMMARY_LENGTH);
  const step = said === '' ? '' : /[.!?]$/.test(said) ? `${said} ` : `${said}. `;
  const more = failed.length + moreFailed - MOST_TESTS;
  const shown = failed.slice(0, MOST_TESTS).map(({ testId }) => cut(testId, TEST_LENGTH));
  const tests = shown.length === 0 ? '' : ` (${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
  const [first, ...others] = reasons.map((reason) => reason.message);
  return `CI was ${verdict}: ${step}${[`${first ?? 'no reason is known'}${tests}`, ...others].join('; ')}.`;
}

/** The attempt whose patch was tested shows what CI said of it. */
function markCandidate(course: PhaseCourse, ciVerdict: CiVerdict): void {
  const { candidate } = course.facts;
  if (candidate) course.writeAttempt({ ...candidate, ciVerdict });
}
