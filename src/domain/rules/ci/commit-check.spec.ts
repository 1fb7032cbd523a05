import type { CiReport } from '../../model/attempt.js';
import type { TryVerdict } from '../../model/ci-evidence.js';
import { newBaseCheck } from './base-verdict.js';
import {
  type CheckChange,
  checkClock,
  type CheckFacts,
  endCheckLease,
  heldTry,
  leaseCheck,
  reportCheck,
} from './commit-check.js';
import { readEvidence } from './judge-try.js';

const START = new Date('2026-03-01T08:00:00.000Z');
const after = (seconds: number): Date => new Date(START.getTime() + seconds * 1_000);
const STEP = { name: 'tests', argv: ['test'], report: 'report.xml' };
const policies: CheckFacts['policies'] = {
  ci: {
    profiles: { normal: [STEP], strict: [STEP] },
    tries: { normal: 2, strict: 1 },
    pausesSeconds: [5],
    waitMinutes: 30,
    baseline: 'REQUIRED',
  },
  leases: { expirySeconds: 120, hardDeadlineMinutes: 45 },
  environment: { pausesSeconds: [10, 60] },
};
const place = { runId: 'r', projectId: 'p', commit: 'a'.repeat(40), createdAt: START, stepsHash: 'h' };
const fresh = (deadlineAt: Date | null = null): CheckFacts => ({
  check: newBaseCheck(place, { checks: [], before: null }, policies, START),
  tries: [],
  policies,
  steps: { profile: 'NORMAL', steps: [STEP] },
  deadlineAt,
  redBefore: [],
});
/** The facts after a change; the store raises the version. */
const next = (facts: CheckFacts, change: CheckChange): CheckFacts => ({
  ...facts,
  check: change.check,
  tries: [...facts.tries.filter((each) => each.number !== change.tried.number), change.tried],
});
const leased = (facts: CheckFacts, at: Date, workerId = 'w'): CheckFacts => {
  const change = leaseCheck(facts, { workerId }, { token: 't', tokenHash: 'h' }, at);
  if (!change) throw new Error('it is not due');
  return next(facts, change);
};
const withTests = (tests: CiReport['tests']): Pick<CiReport, 'tests' | 'evidence'> => ({
  tests,
  evidence: readEvidence({ reports: [], tests }),
});
const report = (verdict: TryVerdict, failed: readonly string[] = []): CiReport => ({
  verdict,
  summary: `${verdict}.`,
  ...withTests([
    { testId: 'good', status: 'PASSED', durationSeconds: null },
    ...failed.map((testId) => ({ testId, status: 'FAILED' as const, durationSeconds: null })),
  ]),
  outputTail: 'the end',
  durationSeconds: 1,
});
const reported = (facts: CheckFacts, reported: CiReport, at: Date, outside = false): CheckFacts =>
  next(facts, reportCheck(facts, { report: reported, resultHash: 'x', outside }, at));

describe('V6: the lease of a commit check', () => {
  test('W2: begins a try, ends by heartbeat or hard deadline, never later than the run', () => {
    const facts = leased(fresh(), START);
    expect(facts.check).toMatchObject({ state: 'LEASED', tryNumber: 1 });
    expect(heldTry(facts)).toMatchObject({
      number: 1,
      workerId: 'w',
      expiresAt: after(120),
      hardDeadlineAt: after(45 * 60),
    });
    expect(heldTry(leased(fresh(after(60)), START))).toMatchObject({ expiresAt: after(60), hardDeadlineAt: after(60) });
  });

  test('W2: it is not assigned twice, nor before its pause is over', () => {
    expect(leaseCheck(leased(fresh(), START), { workerId: 'other' }, { token: 't', tokenHash: 'h' }, START)).toBeNull();
    const red = reported(leased(fresh(), START), report('RED', ['t']), START);
    expect(leaseCheck(red, { workerId: 'w' }, { token: 't', tokenHash: 'h' }, after(4))).toBeNull();
    expect(leased(red, after(5)).check.tryNumber).toBe(2);
  });

  test.each([
    ['released', (facts: CheckFacts) => endCheckLease(facts, heldTry(facts)!, 'RELEASED', 'enough', START)],
    ['expired', (facts: CheckFacts) => checkClock(facts, after(120))!],
  ])('W3: %s, it was a try in which CI could not run, and waits for another worker', (_, end) => {
    const { check, tried } = end(leased(fresh(), START));
    expect(tried).toMatchObject({ verdict: 'ENVIRONMENT', token: null });
    expect(check).toMatchObject({ state: 'DUE', environmentFailures: 1, avoidWorker: 'w' });
  });

  test('W3: with time left the clock does nothing', () => {
    expect(checkClock(leased(fresh(), START), after(119))).toBeNull();
    expect(checkClock(fresh(), after(30 * 60 - 1))).toBeNull();
  });

  test('V1, B6: three waits without a worker end it', () => {
    let facts = fresh();
    for (const failures of [1, 2, 3]) {
      facts = next(facts, checkClock(facts, facts.check.waitUntil)!);
      expect(facts.check).toMatchObject({ environmentFailures: failures, state: failures === 3 ? 'DONE' : 'DUE' });
    }
    expect(facts.check).toMatchObject({
      verdict: 'ENVIRONMENT',
      summary: 'No CI worker claimed it within 30 minutes.',
    });
    expect(facts.tries.map((each) => each.workerId)).toEqual([null, null, null]);
  });
});

describe('V6: the verdict of a commit check', () => {
  test('V2: GREEN ends it, with the tests that were executed', () => {
    const { check, tries } = reported(leased(fresh(), START), report('GREEN'), after(9));
    expect(check).toMatchObject({ state: 'DONE', verdict: 'GREEN', executed: 1, failing: [], endedAt: after(9) });
    expect(tries).toMatchObject([{ state: 'SUBMITTED', token: null, log: 'the end', resultHash: 'x' }]);
  });

  test('V3: RED is tried again; RED again ends it, naming the tests', () => {
    const first = reported(leased(fresh(), START), report('RED', ['b', 'a']), START);
    expect(first.check).toMatchObject({ state: 'DUE', verdict: null, readyAt: after(5) });
    const second = reported(leased(first, after(5)), report('RED', ['b', 'a']), after(6));
    expect(second.check).toMatchObject({ state: 'DONE', verdict: 'RED', failing: ['a', 'b'], executed: 3 });
  });

  test('V3: what passes on the second try is FLAKY', () => {
    const first = reported(leased(fresh(), START), report('RED', ['a']), START);
    const passed: CiReport = {
      ...report('GREEN'),
      ...withTests([{ testId: 'a', status: 'PASSED', durationSeconds: null }]),
    };
    expect(reported(leased(first, after(5)), passed, after(6)).check).toMatchObject({ verdict: 'FLAKY', failing: [] });
  });

  test('V3: a report from outside is final', () => {
    expect(reported(fresh(), report('RED', ['a']), START, true).check).toMatchObject({
      state: 'DONE',
      verdict: 'RED',
      failing: ['a'],
      tryNumber: 1,
    });
  });

  test('B6: a try that says something of the code ends the row of failures of the environment', () => {
    const first = reported(leased(fresh(), START), report('ENVIRONMENT'), START);
    expect(first.check).toMatchObject({ environmentFailures: 1, readyAt: after(10), avoidWorker: 'w' });
    const second = reported(leased(first, after(10), 'other'), report('RED', ['a']), after(11));
    expect(second.check).toMatchObject({ environmentFailures: 0, avoidWorker: null });
  });
});

describe('V6: what is known of the base', () => {
  const done = (verdict: 'GREEN' | 'RED' | 'MISSING', minutesAgo: number, stepsHash = 'h') => ({
    ...newBaseCheck({ ...place, runId: 'before', stepsHash }, { checks: [], before: null }, policies, START),
    ...{ state: 'DONE' as const, verdict, executed: 5, testedFor: 'first', endedAt: after(-60 * minutesAgo) },
  });
  test.each([
    ['a green verdict is taken for ever', [done('GREEN', 100_000)], 'GREEN'],
    ['a red one for an hour', [done('RED', 59)], 'RED'],
    ['not longer', [done('RED', 61)], null],
    ['nor of other steps', [done('GREEN', 1, 'other')], null],
    ['the newest that is believed counts', [done('MISSING', 1), done('GREEN', 2)], 'MISSING'],
  ])('V6: %s', (_, checks, verdict) => {
    const check = newBaseCheck(place, { checks, before: null }, policies, START);
    expect(check).toMatchObject({
      verdict,
      state: verdict === null ? 'DUE' : 'DONE',
      testedFor: verdict === null ? 'r' : 'first',
    });
  });

  test('V6: a run takes the verdict of the run before it, with what was red where that one began', () => {
    const before = { runId: 'before', executed: 9, at: START.toISOString() };
    expect(
      newBaseCheck(place, { checks: [done('RED', 1)], before: { ...before, failing: null } }, policies, START),
    ).toMatchObject({
      verdict: 'GREEN',
      executed: 9,
      testedFor: 'before',
    });
    expect(newBaseCheck(place, { checks: [], before: { ...before, failing: ['old'] } }, policies, START)).toMatchObject(
      {
        verdict: 'RED',
        failing: ['old'],
      },
    );
  });
});
