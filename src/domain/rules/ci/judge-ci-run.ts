/**
 * All tries of one commit under CI (V3, V4), in their order, and what follows: another try after a pause, or the
 * verdict.
 *
 * Tries that ended ENVIRONMENT are left out: they are no tries of the commit (B6). The last try that says something
 * decides. If it is GREEN, what failed before is looked at: each test that failed must have passed later, and none may
 * be the phase's own. Then the commit is FLAKY, and GREEN only if nothing ever failed. If it is RED or MISSING, there
 * is another try while the limit allows it, the report is not a final one, and a repeat could change anything: not if
 * every failing test is the phase's own (V4 excuses none of them), and not if the try before ended in the same way.
 */
import type { JudgedTry, NamedTest } from '../../model/ci-evidence.js';
import type { Reason } from '../../model/refusal.js';
import type { CiProfile } from '../../model/vocabulary.js';
import { ownTests } from './own-tests.js';

export interface CiRunFacts {
  readonly profile: CiProfile;
  /** Tries of one commit, the first included. */
  readonly tries: number;
  /** Before the second try, the third …; the last one also before all further ones. */
  readonly pausesSeconds: readonly number[];
  /** By the phase, as git names them; none without a repository. */
  readonly changedFiles: readonly string[];
  /** The report came from outside: there is no further try (V3). */
  readonly final: boolean;
}

export type CiRunVerdict = 'GREEN' | 'FLAKY' | 'RED' | 'MISSING';

export type CiRunDecision =
  /**
   * The last try said nothing of the code; when and whether there is another one is decided by the rules of the
   * environment (B6).
   */
  | { readonly decision: 'environment' }
  | { readonly decision: 'retry'; readonly afterSeconds: number; readonly reasons: readonly Reason[] }
  | {
      readonly decision: 'done';
      readonly verdict: CiRunVerdict;
      /** Excused tests; empty and FLAKY: CI failed without naming a test, and was green later. */
      readonly flakyTests: readonly string[];
      /** The first try in which something failed, whatever the verdict (V2). */
      readonly firstFailure: JudgedTry | null;
      /**
       * Sorted; what W9 compares between attempts: the tests that decided, or the codes of the reasons. Empty: nothing
       * failed in the end.
       */
      readonly fingerprint: readonly string[];
      readonly reasons: readonly Reason[];
    };

/** Ids of the tests that failed in these tries, for `TryFacts.failedBefore` of the next one. */
export const failedSoFar = (tries: readonly JudgedTry[]): string[] =>
  distinct(tries.flatMap((each) => each.failed)).map((test) => test.testId);

export function judgeCiRun(tries: readonly JudgedTry[], facts: CiRunFacts): CiRunDecision {
  const counted = tries.filter((each) => each.verdict !== 'ENVIRONMENT');
  const last = tries.at(-1);
  if (last === undefined || last.verdict === 'ENVIRONMENT') return { decision: 'environment' };
  if (last.verdict === 'GREEN') return judgeGreen(counted, facts);
  const settled = facts.final ? null : whySettled(counted, facts);
  if (!facts.final && settled === null && counted.length < facts.tries) {
    const { pausesSeconds } = facts;
    const afterSeconds = pausesSeconds[counted.length - 1] ?? pausesSeconds.at(-1) ?? 0;
    const message = `Try ${counted.length} of ${facts.tries} was ${last.verdict}; the same commit is tried again`;
    return { decision: 'retry', afterSeconds, reasons: [{ code: 'try_again', message }] };
  }
  const ends: Reason = facts.final
    ? { code: 'final_report', message: 'A report from outside is final' }
    : (settled ?? {
        code: 'tries_spent',
        message: `${last.verdict} in the last of ${counted.length} tries of ${facts.profile.toLowerCase()} CI`,
      });
  return {
    decision: 'done',
    verdict: last.verdict,
    flakyTests: [],
    firstFailure: counted.find(somethingFailed) ?? null,
    fingerprint: fingerprintOf(last),
    reasons: [...last.reasons, ends],
  };
}

/**
 * What is the same whenever it is tried: the report is not there, not whole, or not readable. A lack of time is not.
 */
const STRUCTURAL = new Set([
  'no_test_executed',
  'step_without_tests',
  'fewer_reports_than_steps',
  'fewer_tests_than_base',
  'report_unreadable',
  'report_cut',
  'report_incomplete',
  'report_left_out',
]);

/** Why a further try cannot change the verdict (V3); null: it could. */
function whySettled(tries: readonly JudgedTry[], facts: CiRunFacts): Reason | null {
  const last = tries.at(-1)!;
  const before = tries.at(-2);
  const { failed, moreFailed } = last;
  if (failed.length > 0 && moreFailed === 0 && ownTests(failed, facts.changedFiles).length === failed.length) {
    const message = 'Every failing test may have been added or changed by this phase: no further try could excuse it';
    return { code: 'own_tests_failed', message };
  }
  if (before === undefined || before.verdict !== last.verdict) return null;
  if (failed.length > 0) {
    if (moreFailed !== before.moreFailed || !isSame(failed.map(idOf), before.failed.map(idOf))) return null;
    return {
      code: 'same_tests_failed',
      message: `The same tests failed in two tries one after the other: ${displayed(failed.map(idOf))}`,
    };
  }
  const reasonsOf = ({ reasons }: JudgedTry): string[] => reasons.map(({ code, message }) => `${code} ${message}`);
  const isStructural =
    last.verdict === 'MISSING' && last.reasons.length > 0 && last.reasons.every(({ code }) => STRUCTURAL.has(code));
  if (!isStructural || before.failed.length > 0 || !isSame(reasonsOf(last), reasonsOf(before))) return null;
  return { code: 'same_result_missing', message: 'Two tries one after the other lacked the same evidence' };
}

const idOf = (test: NamedTest): string => test.testId;
const isSame = (one: readonly string[], other: readonly string[]): boolean => one.join('\n') === other.join('\n');

/** The last of these tries was GREEN. */
function judgeGreen(tries: readonly JudgedTry[], facts: CiRunFacts): CiRunDecision {
  const firstFailure = tries.find(somethingFailed) ?? null;
  if (firstFailure === null)
    return { decision: 'done', verdict: 'GREEN', flakyTests: [], firstFailure, fingerprint: [], reasons: [] };
  const suspects = distinct(tries.flatMap((each) => [...each.failed, ...each.flakyInside]));
  const refusal = unnamed(tries) ?? neverPassed(tries) ?? own(suspects, facts);
  if (refusal !== null) {
    return {
      decision: 'done',
      verdict: 'RED',
      flakyTests: [],
      firstFailure,
      fingerprint: refusal.fingerprint,
      reasons: [refusal.reason],
    };
  }
  const flakyTests = suspects.map((test) => test.testId);
  const message =
    flakyTests.length === 0
      ? 'CI failed without naming a test and was green later'
      : `${flakyTests.length} failed and passed on the same commit`;
  return {
    decision: 'done',
    verdict: 'FLAKY',
    flakyTests,
    firstFailure,
    fingerprint: [],
    reasons: [{ code: 'failed_then_passed', message }],
  };
}

interface NoExcuse {
  readonly reason: Reason;
  readonly fingerprint: readonly string[];
}

/** V4: tests that are not kept by name cannot be attributed to the phase; so many at once are no flake either. */
function unnamed(tries: readonly JudgedTry[]): NoExcuse | null {
  const more = Math.max(...tries.map((each) => each.moreFailed + each.moreFlakyInside));
  if (more === 0) return null;
  const code = 'too_many_failed_tests';
  return {
    reason: { code, message: `${more} more tests failed than are kept by name; that many are not excused as flaky` },
    fingerprint: [code],
  };
}

/** A test that failed and did not pass afterwards was removed, skipped or renamed: that is no pass. */
function neverPassed(tries: readonly JudgedTry[]): NoExcuse | null {
  const open = new Set<string>();
  for (const { failed, passedAgain } of tries) {
    for (const testId of passedAgain) open.delete(testId);
    for (const { testId } of failed) open.add(testId);
  }
  if (open.size === 0) return null;
  const ids = [...open].sort();
  return {
    reason: {
      code: 'failed_test_did_not_pass',
      message: `failed, and was not executed again with success: ${displayed(ids)}`,
    },
    fingerprint: ids,
  };
}

function own(suspects: readonly NamedTest[], facts: CiRunFacts): NoExcuse | null {
  const ids = ownTests(suspects, facts.changedFiles).map((test) => test.testId);
  if (ids.length === 0) return null;
  const message = `failed before it passed, and may have been added or changed by this phase, so it is not excused as flaky: ${displayed(ids)}`;
  return { reason: { code: 'own_test_not_excused', message }, fingerprint: ids };
}

const somethingFailed = (each: JudgedTry): boolean => each.verdict !== 'GREEN' || each.flakyInside.length > 0;

function fingerprintOf(deciding: JudgedTry): string[] {
  const ids = deciding.failed.map((test) => test.testId);
  if (ids.length === 0) return [...new Set(deciding.reasons.map((reason) => reason.code))].sort();
  return deciding.moreFailed === 0 ? ids.sort() : [...ids.sort(), `and ${deciding.moreFailed} more`];
}

/** Sorted by id, each once; a file that any try named is kept. */
function distinct(tests: readonly NamedTest[]): NamedTest[] {
  const byId = new Map<string, NamedTest>();
  for (const test of tests) if (!byId.has(test.testId) || test.file !== null) byId.set(test.testId, test);
  return [...byId.values()].sort((a, b) => (a.testId < b.testId ? -1 : 1));
}

const MOST_DISPLAYED = 5;
function displayed(ids: readonly string[]): string {
  const more = ids.length > MOST_DISPLAYED ? ` and ${ids.length - MOST_DISPLAYED} more` : '';
  return ids.slice(0, MOST_DISPLAYED).join(', ') + more;
}
