/**
 * Tests that are red on the base commit of a run under `ci.baseline: delta` (V6): they do not make a phase red, unless
 * the phase may have added or changed them (V4). Everything else is judged as it was: what failed besides, what is
 * missing, and steps that fail without a test that would say why.
 */
import type { JudgedTry } from '../../model/ci-evidence.js';
import type { Reason } from '../../model/refusal.js';
import type { TryReport } from './judge-try.js';
import { ownTests } from './own-tests.js';

export interface RedOnBase {
  /** Ids of tests that failed on the base commit; empty: none, or it does not matter. */
  readonly failing: readonly string[];
  /** By the phase, as git names them. */
  readonly changedFiles: readonly string[];
  /** Steps that promise a report: only their failure can be explained by tests. */
  readonly promises: readonly string[];
}

/** Of the reasons of a try, those that the excused tests explain. */
const EXPLAINED = new Set(['tests_failed', 'green_with_failed_tests']);
const MOST_DISPLAYED = 5;

export function withoutRedOnBase(
  judged: JudgedTry,
  report: Pick<TryReport, 'verdict' | 'failedSteps'>,
  { failing, changedFiles, promises }: RedOnBase,
): JudgedTry {
  if (judged.verdict !== 'RED' || failing.length === 0) return judged;
  const before = new Set(failing);
  const own = new Set(ownTests(judged.failed, changedFiles).map((test) => test.testId));
  const excused = judged.failed.filter(({ testId }) => before.has(testId) && !own.has(testId));
  if (excused.length === 0) return judged;
  const rest = judged.failed.filter((test) => !excused.includes(test));
  const ids = excused.map((test) => test.testId);
  const [recorded, seen] = [redOnBase(ids), { ...judged, redOnBase: ids }];
  if (rest.length > 0 || judged.moreFailed > 0)
    return { ...seen, failed: rest, reasons: [...judged.reasons, recorded] };
  const others = judged.reasons.filter(({ code }) => !EXPLAINED.has(code));
  const unexplained = unexplainedSteps(report, promises);
  if (unexplained !== null) return { ...seen, failed: [], reasons: [unexplained, ...others, recorded] };
  return { ...seen, verdict: others.length > 0 ? 'MISSING' : 'GREEN', failed: [], reasons: [...others, recorded] };
}

/** A step that failed without a failed test that explains it; null: tests explain all that is red. */
function unexplainedSteps(
  { verdict, failedSteps }: Pick<TryReport, 'verdict' | 'failedSteps'>,
  promises: readonly string[],
): Reason | null {
  if (verdict === 'GREEN') return null;
  if (failedSteps == null) {
    const message =
      'CI says RED and does not say which steps failed, so that the tests that are red on the base commit cannot explain it';
    return { code: 'reported_red', message };
  }
  const silent = failedSteps.filter((name) => !promises.includes(name));
  if (silent.length === 0 && failedSteps.length > 0) return null;
  const which = silent.map((name) => `"${name}"`).join(', ');
  return {
    code: 'reported_red',
    message:
      silent.length === 0
        ? 'CI says RED and names no step that failed'
        : `Step ${which} failed, which no test speaks for`,
  };
}

function redOnBase(ids: readonly string[]): Reason {
  const more = ids.length > MOST_DISPLAYED ? ` and ${ids.length - MOST_DISPLAYED} more` : '';
  const what = ids.length === 1 ? '1 test failed' : `${ids.length} tests failed`;
  return {
    code: 'red_on_base',
    message: `${what} that ${ids.length === 1 ? 'fails' : 'fail'} on the base commit too: ${ids.slice(0, MOST_DISPLAYED).join(', ')}${more}`,
  };
}
