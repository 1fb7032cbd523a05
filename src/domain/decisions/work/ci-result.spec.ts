import { aReport } from '../../../../test/support/domain/builders.js';
import { ciReport, good, GREEN, RED } from '../../../../test/support/domain/work-builders.js';
import {
  audit,
  begun,
  build,
  claimed,
  endOf,
  eventsOf,
  refusalOf,
  type Setting,
  statesOf,
  test as tested,
  used,
  wordsOf,
} from '../../../../test/support/domain/work-stories.js';
import type { WorkWorld } from '../../../../test/support/domain/work-world.js';

/** Another test fails than in RED. */
const OTHER = ciReport({ a: 'PASSED', b: 'FAILED' });

/** A phase whose patch x is under CI. */
function inCi(setting: Setting = {}): WorkWorld {
  const world = begun(setting);
  build(world, { patch: good('x') });
  return world;
}
const seconds = (world: WorkWorld, count: number) => new Date(world.now.getTime() + count * 1_000);
const verdicts = (world: WorkWorld) => world.tries.map((one) => `${one.attempt}/${one.number} ${one.verdict}`);

describe('S5, S7, G6: green', () => {
  test('S7: a phase completes; its tier with its last phase, and the run with the last of all', () => {
    const world = inCi({ sizes: [1, 1] });
    expect(wordsOf(tested(world))).toEqual([
      'phase/p0 CI_RUNNING → COMPLETE',
      'tier/t0 IN_PROGRESS → COMPLETE',
      'run CI_RUNNING → SNAPSHOT_CREATED',
    ]);
    expect(world.snapshots).toMatchObject([{ phaseId: 'p0', commit: null, tag: null, executed: 2 }]);
    build(world);
    expect(wordsOf(tested(world))).toEqual([
      'phase/p1 CI_RUNNING → COMPLETE',
      'tier/t1 IN_PROGRESS → COMPLETE',
      'run CI_RUNNING → SNAPSHOT_CREATED',
      'run SNAPSHOT_CREATED → DONE_SUCCESS',
    ]);
  });

  test('V2: the try, the attempt that ran it and the attempt whose patch it tested record the result', () => {
    const world = inCi();
    const [first] = eventsOf(tested(world));
    expect(first!.data.ci).toEqual({ try: 1, verdict: 'GREEN', reasons: [] });
    expect(world.tries).toMatchObject([
      { attempt: 1, round: 1, number: 1, ciAttempt: 2, verdict: 'GREEN', judged: { executed: 2 } },
    ]);
    expect([world.attempt(1, 'p0').ciVerdict, world.attempt(2, 'p0')]).toMatchObject([
      'GREEN',
      { state: 'SUBMITTED', ciVerdict: 'GREEN' },
    ]);
  });

  test('V2: fewer tests than the snapshot before are MISSING', () => {
    const world = inCi({ sizes: [2], tries: 1 });
    tested(world);
    build(world);
    tested(world, ciReport({ a: 'PASSED' }));
    expect([verdicts(world).at(-1), statesOf(world)]).toEqual(['1/1 MISSING', 'PHASE_EXECUTION: COMPLETE QUEUED']);
  });
});

describe('V3: more tries of the same commit', () => {
  test('V3: red and missing are tried again after 5 s and 20 s, the phase stays in CI_RUNNING, and the third decides', () => {
    const world = inCi();
    expect(wordsOf(tested(world, RED))).toEqual(['WORK_ENDED phase/p0']);
    expect([statesOf(world), world.queue]).toMatchObject([
      'CI_RUNNING: CI_RUNNING',
      { role: 'CI', readyAt: seconds(world, 5), waitUntil: seconds(world, 1_805) },
    ]);
    expect(world.claim('CI')).toBeNull();
    tested(world, ciReport('MISSING'));
    expect(world.queue?.readyAt).toEqual(seconds(world, 20));
    expect(wordsOf(tested(world, RED))).toEqual(['phase/p0 CI_RUNNING → QUEUED', 'run CI_RUNNING → PHASE_EXECUTION']);
    expect(verdicts(world)).toEqual(['1/1 RED', '1/2 MISSING', '1/3 RED']);
    expect([world.run.ciRunsUsed, used(world)]).toEqual([1, [1, 0]]);
  });

  test('V3: a second try with the same failing tests is the last', () => {
    const world = inCi({ tries: 3 });
    tested(world, RED);
    tested(world, RED);
    expect([verdicts(world), statesOf(world)]).toEqual([['1/1 RED', '1/2 RED'], 'PHASE_EXECUTION: QUEUED']);
  });

  test('V3, V4: there is no second try where every failing test is the phase’s own', () => {
    const world = inCi({ tries: 3 });
    claimed(world, 'CI');
    world.report(ciReport({ 'tests/test_x.py::a': 'FAILED', 'tests/test_y.py::b': 'PASSED' }), {
      changedFiles: ['tests/test_x.py'],
    });
    expect([verdicts(world), statesOf(world)]).toEqual([['1/1 RED'], 'PHASE_EXECUTION: QUEUED']);
  });

  test('V3: strict CI has one more try only', () => {
    const world = inCi({ profile: 'SAFETY_CRITICAL' });
    tested(world, RED);
    tested(world, RED);
    expect(statesOf(world)).toBe('PHASE_EXECUTION: QUEUED');
  });

  test('V3, B7: failed, then passed is FLAKY: a minor issue of the phase, and it completes', () => {
    const world = inCi();
    tested(world, RED);
    expect(wordsOf(tested(world, GREEN))[0]).toBe('phase/p0 CI_RUNNING → COMPLETE');
    expect(world.issues).toMatchObject([
      { issueKey: 'flaky_test__ci__a', effectiveSeverity: 'MINOR', source: 'CI', reportedAttempt: 1, open: true },
    ]);
    expect([world.run.state, world.run.openMinorIssues, world.attempt(1, 'p0').ciVerdict]).toEqual([
      'DONE_SUCCESS',
      1,
      'FLAKY',
    ]);
    expect(world.events.find((event) => event.toState === 'COMPLETE')!.data.issues).toMatchObject([
      { issueKey: 'flaky_test__ci__a' },
    ]);
  });

  test('V3, B3: one flake too many breaks the budget of minor issues, and nothing completes', () => {
    const world = begun({ attempts: 2 });
    build(world, { patch: good('x'), suggestedIssues: ['a', 'b', 'c'].map((key) => aReport(key)) });
    tested(world, RED);
    tested(world, GREEN);
    expect([statesOf(world), endOf(world)]).toEqual([
      'DONE_FAILED_BUDGET_EXHAUSTED: FAILED',
      'DONE_FAILED_BUDGET_EXHAUSTED: B3 max_minor_issues_total_exceeded',
    ]);
  });

  test('V4: a test of the phase’s own is never excused', () => {
    const world = inCi();
    tested(world, ciReport({ 'tests/test_x.py::a': 'FAILED' }));
    world.pauseOver().claim('CI');
    world.report(ciReport({ 'tests/test_x.py::a': 'PASSED' }), { changedFiles: ['tests/test_x.py'] });
    expect([statesOf(world), world.issues]).toEqual(['PHASE_EXECUTION: QUEUED', []]);
    expect(world.headPhase.work.lastFingerprint).toBe('tests/test_x.py::a');
  });

  test('V3: a report from outside is final, and needs no lease', () => {
    const world = inCi();
    expect(wordsOf(world.report(RED, { outside: true }))[0]).toBe('phase/p0 CI_RUNNING → QUEUED');
    expect(world.tries).toMatchObject([{ ciAttempt: null, verdict: 'RED' }]);
    const green = inCi();
    green.report(GREEN, { outside: true });
    expect(green.run.state).toBe('DONE_SUCCESS');
  });

  test('V3, W2: a report from outside ends the lease of a CI worker that was at it', () => {
    const world = inCi();
    claimed(world, 'CI');
    world.report(GREEN, { outside: true });
    expect([world.lease, world.attempt(2, 'p0')]).toMatchObject([null, { state: 'STOPPED', endedAt: world.now }]);
  });
});

describe('V5, W9: red at last', () => {
  test('V5: each commit under CI counts once, its tries do not', () => {
    const world = inCi({ tries: 3 });
    for (const report of [RED, OTHER, RED]) tested(world, report);
    expect([world.tiers[0]!.ciRunsUsed, world.run.ciRunsUsed]).toEqual([1, 1]);
    build(world, { patch: good('y') });
    tested(world, GREEN);
    expect([world.tiers[0]!.ciRunsUsed, world.run.ciRunsUsed]).toEqual([2, 2]);
    expect(verdicts(world)).toEqual(['1/1 RED', '1/2 RED', '1/3 RED', '5/1 GREEN']);
  });

  test('W9: red with attempts spent waits in GATE for an Auditor, and uses up no audit by that', () => {
    const world = inCi({ attempts: 1, tries: 1 });
    expect(wordsOf(tested(world, RED))).toEqual(['phase/p0 CI_RUNNING → GATE', 'run CI_RUNNING → GATE']);
    expect([used(world), world.queue?.role, world.headPhase.work.candidate?.standing]).toEqual([
      [1, 0],
      'AUDITOR',
      'RED',
    ]);
    audit(world, { patch: good('z') });
    tested(world);
    expect(world.run.state).toBe('DONE_SUCCESS');
  });

  test('W9: with neither left it FAILS', () => {
    const world = inCi({ attempts: 1, audits: 0, tries: 1, sizes: [2] });
    tested(world, RED);
    expect([statesOf(world), endOf(world)]).toEqual([
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW: FAILED SKIPPED',
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW: W9 tests_failed, tries_spent',
    ]);
  });
});

describe('B6, V1: CI that cannot run', () => {
  test('B6: the phase stays, is offered again after 10 s, then 60 s, not to that worker, and the third in a row ends the run', () => {
    const world = inCi();
    for (const pause of [10, 60]) {
      tested(world, ciReport('ENVIRONMENT'));
      expect([statesOf(world), used(world)]).toEqual(['CI_RUNNING: CI_RUNNING', [1, 0]]);
      expect(world.queue).toMatchObject({
        role: 'CI',
        readyAt: seconds(world, pause),
        avoidWorker: 'ci-1',
        waitUntil: seconds(world, pause + 1_800),
      });
    }
    tested(world, ciReport('ENVIRONMENT'));
    expect([endOf(world), verdicts(world)]).toEqual([
      'DONE_FAILED_ENVIRONMENT: B6 environment_failed',
      ['1/1 ENVIRONMENT', '1/2 ENVIRONMENT', '1/3 ENVIRONMENT'],
    ]);
  });

  test('B6, V3: such tries are no tries of the commit, and what says something of it ends the row', () => {
    const world = inCi();
    const reports = [
      ciReport('ENVIRONMENT'),
      ciReport('ENVIRONMENT'),
      RED,
      ciReport('ENVIRONMENT'),
      ciReport('ENVIRONMENT'),
      OTHER,
    ];
    for (const report of reports) tested(world, report);
    expect([statesOf(world), world.headPhase.work.environmentFailures]).toEqual(['CI_RUNNING: CI_RUNNING', 0]);
    tested(world, RED);
    expect(statesOf(world)).toBe('PHASE_EXECUTION: QUEUED');
  });
});

describe('B4: what the tier accepts', () => {
  const minors = { patch: good('x'), suggestedIssues: [aReport('a'), aReport('b')] };

  test('B4: in safety_critical a green phase in a tier that is not clean FAILS, with the reasons', () => {
    const world = begun({ profile: 'SAFETY_CRITICAL', sizes: [1, 1], repository: true });
    build(world, minors);
    tested(world);
    expect([statesOf(world), endOf(world)]).toEqual([
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW: FAILED SKIPPED',
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW: B4 max_minor_issues_tolerated_exceeded',
    ]);
    expect([world.snapshots, [...world.repository.refs.values()]]).toEqual([[], ['base']]);
  });

  test('B4: in normal it completes all the same', () => {
    const world = begun();
    build(world, { ...minors, suggestedIssues: [...minors.suggestedIssues, aReport('c')] });
    tested(world);
    expect(world.run.state).toBe('DONE_SUCCESS');
  });

  test('B4, Q8: judged by what stays open: issues that the completing round did not report do not count', () => {
    const world = begun({ profile: 'SAFETY_CRITICAL', tries: 1 });
    build(world, minors);
    tested(world, RED);
    build(world, { patch: good('y') });
    tested(world);
    expect([world.run.state, world.run.openMinorIssues]).toEqual(['DONE_SUCCESS', 0]);
  });

  test('B4: a tier over its CI cap is not clean', () => {
    const world = begun({ profile: 'SAFETY_CRITICAL', attempts: 3, tries: 1 });
    for (const [i, report] of [RED, ciReport({ a: 'PASSED', b: 'FAILED' }), GREEN].entries()) {
      build(world, { patch: good(`${i}`) });
      tested(world, report);
    }
    expect(endOf(world)).toBe('DONE_FAILED_REQUIRES_HUMAN_REVIEW: B4 ci_run_cap_exceeded');
  });
});

test('S3: a report on a run that has ended is refused', () => {
  const world = inCi();
  world.stop();
  expect(refusalOf(world.report(GREEN, { outside: true }))).toMatchObject({ code: 'RUN_TERMINAL' });
});
