/**
 * A report of CI: one try of the commit under CI (V2 to V5). The Supervisor reads its tests and decides: another try, a
 * snapshot, or back. A report from outside is final.
 */
import type { CiReport } from '../../model/attempt.js';
import type { JudgedTry } from '../../model/ci-evidence.js';
import type { Reason } from '../../model/refusal.js';
import { isRunTerminal } from '../../model/run-state.js';
import type { CiVerdict } from '../../model/vocabulary.js';
import { flakyIssues } from '../../rules/ci/flaky-issues.js';
import { type CiRunDecision, failedSoFar, judgeCiRun } from '../../rules/ci/judge-ci-run.js';
import { judgeTry } from '../../rules/ci/judge-try.js';
import { withoutRedOnBase } from '../../rules/ci/red-on-base.js';
import { cut } from '../../text/markdown.js';
import type { CommandContext } from '../change/change.js';
import { type Decision, refused } from '../change/decision.js';
import { runTerminal } from '../change/refusals.js';
import { rollBack } from './apply.js';
import { nextTry, tryRow } from './ci-tries.js';
import type { WorkFacts } from './facts.js';
import { PhaseTransition } from './phase-transition.js';
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
  /** How the try was judged when it came: a run that is played again has no reports (X4). Left out: judge. */
  readonly judged?: JudgedTry;
}

export function decideCiResult(
  facts: WorkFacts,
  arrived: ArrivedReport,
  context: CommandContext,
): Decision<WorkChange> {
  const { run, attempt, policies, strategy } = facts;
  if (isRunTerminal(run.state)) return refused(runTerminal(run));
  const { report } = arrived;
  const transition = new PhaseTransition(facts, context);
  const before = facts.tries.flatMap((each) => (each.judged ? [each.judged] : []));
  const reported = judgeTry(report, {
    baselineTests: arrived.baselineTests,
    expectsReport: arrived.expectsReport,
    // A reporter from outside ran steps of its own.
    promises: attempt === null ? [] : arrived.promises,
    failedBefore: failedSoFar(before),
  });
  const { baseCheck } = run;
  const judged =
    arrived.judged ??
    withoutRedOnBase(reported, report, {
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
  const verdict: CiVerdict =
    decision.decision === 'done' && judged.verdict === 'GREEN' ? decision.verdict : judged.verdict;
  transition.patch({}, { holder: null, ciTries: number });
  transition.addEventData({
    ...(attempt ? { attempt: attempt.number } : {}),
    ci: { try: number, verdict, reasons: judged.reasons.map((reason) => reason.code) },
  });
  transition.writeTry(
    tryRow(transition, number, {
      ciAttempt: attempt?.number ?? null,
      verdict: judged.verdict,
      summary: report.summary,
      judged,
    }),
  );
  if (attempt) {
    transition.writeAttempt({
      ...attempt,
      state: 'SUBMITTED',
      endedAt: context.now,
      ciVerdict: judged.verdict,
      notes: report.summary,
      resultHash: arrived.resultHash,
    });
  }
  follow(transition, decision, judged, arrived);
  return transition.finish('WORK_ENDED');
}

function follow(transition: PhaseTransition, decision: CiRunDecision, judged: JudgedTry, arrived: ArrivedReport): void {
  if (decision.decision === 'environment') {
    return transition.environmentFailed(
      arrived.report.summary ?? 'CI could not run.',
      transition.facts.attempt?.workerId ?? null,
    );
  }
  // Whatever it says of the code, CI ran.
  transition.patch({}, { environmentFailures: 0, avoidWorker: null });
  if (decision.decision === 'retry') return transition.awaitCi(decision.afterSeconds);
  markCandidate(transition, decision.verdict);
  if (decision.verdict === 'GREEN' || decision.verdict === 'FLAKY') {
    if (decision.verdict === 'FLAKY') transition.report(flakyIssues(decision.flakyTests));
    if (transition.endIfBroken()) return;
    const unclean = transition.uncleanReasons();
    if (unclean.length > 0) return transition.failAsUnclean(unclean);
    return recordSnapshot(transition, arrived.tagObject, judged.executed);
  }
  const reasons: Reason[] = [...decision.reasons];
  const { candidate } = transition.phase.work;
  transition.patch({}, { candidate: candidate && { ...candidate, standing: 'RED' } });
  transition.attemptFailed({
    what: whatWentWrong(decision.verdict, reasons, judged, arrived.report.summary),
    reasons,
    patchHash: candidate?.patchHash ?? null,
    fingerprint: decision.fingerprint.join('\n'),
    policy: false,
  });
  if (!transition.ended) rollBack(transition);
}

const SUMMARY_LENGTH = 200;
const TEST_LENGTH = 150;
const MOST_TESTS = 5;

/**
 * The step that failed, in the words of its reporter, the tests, and why it counts as it does: readers of a run that
 * ends by it see this first.
 */
function whatWentWrong(
  verdict: CiVerdict,
  reasons: readonly Reason[],
  { failed, moreFailed }: JudgedTry,
  summary: string | null,
): string {
  const stated = cut((summary ?? '').replace(/\s+/g, ' ').trim(), SUMMARY_LENGTH);
  const step = stated === '' ? '' : /[.!?]$/.test(stated) ? `${stated} ` : `${stated}. `;
  const more = failed.length + moreFailed - MOST_TESTS;
  const displayed = failed.slice(0, MOST_TESTS).map(({ testId }) => cut(testId, TEST_LENGTH));
  const tests = displayed.length === 0 ? '' : ` (${displayed.join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
  const [first, ...others] = reasons.map((reason) => reason.message);
  return `CI was ${verdict}: ${step}${[`${first ?? 'no reason is known'}${tests}`, ...others].join('; ')}.`;
}

/** The attempt whose patch was tested records the verdict of CI. */
function markCandidate(transition: PhaseTransition, ciVerdict: CiVerdict): void {
  const { candidate } = transition.facts;
  if (candidate) transition.writeAttempt({ ...candidate, ciVerdict });
}
