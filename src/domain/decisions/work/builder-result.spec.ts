import { aReport } from '../../../../test/support/domain/builders.js';
import { BLANK, broken, ciReport, forbidden, good, RED } from '../../../../test/support/domain/work-builders.js';
import {
  audit,
  begun,
  build,
  claimed,
  endOf,
  eventsOf,
  refusalOf,
  statesOf,
  test as tested,
  used,
  wordsOf,
} from '../../../../test/support/domain/work-stories.js';

const majors = { suggestedIssues: [aReport('j', { severity: 'MAJOR' })] };

describe('C2, G1: a result is judged, never trusted', () => {
  test('G6: without a repository a good patch takes the phase through GATE to CI at once', () => {
    const world = begun();
    expect(wordsOf(build(world))).toEqual([
      'phase/p0 EXECUTING → GATE',
      'phase/p0 GATE → CI_RUNNING',
      'run PHASE_EXECUTION → GATE',
      'run GATE → CI_RUNNING',
    ]);
    expect(world.attempt(1)).toMatchObject({
      state: 'SUBMITTED',
      status: 'SUCCEEDED',
      patchHash: 'x',
      gate: { verdict: 'PASS', reasons: [] },
    });
    expect([world.queue?.role, world.tiers[0]!.ciRunsUsed, world.run.ciRunsUsed]).toEqual(['CI', 1, 1]);
  });

  test.each([
    ['that FAILED', { status: 'FAILED', patch: good('x') }, 'builder_failed'],
    ['with a failed probe', { patch: good('x'), probes: [aProbe(1)] }, 'probe_failed'],
    ['without a patch', {}, 'patch_empty'],
    ['with a patch that does not apply', { patch: broken('b') }, 'patch_does_not_apply'],
    ['with a forbidden patch', { patch: forbidden('p') }, 'path_outside_allowed'],
  ] as const)('G1: a result %s goes back to the queue with its reasons', (_, sends, code) => {
    const world = begun({ repository: true });
    expect(wordsOf(build(world, sends))).toEqual([
      'phase/p0 EXECUTING → GATE',
      'phase/p0 GATE → QUEUED',
      'run PHASE_EXECUTION → GATE',
      'run GATE → PHASE_EXECUTION',
    ]);
    expect(world.attempt(1).gate).toMatchObject({ verdict: 'REJECT', reasons: [{ code }] });
    expect([used(world), world.queue?.role]).toEqual([[1, 0], 'BUILDER']);
  });

  test.each([
    ['asks for a review', { patch: good('x'), status: 'NEEDS_REVIEW' }, {}, 'needs_review'],
    ['asks for a review and submits nothing', { status: 'NEEDS_REVIEW' }, {}, 'needs_review'],
    ['reports a new major issue', { patch: good('x'), ...majors }, {}, 'new_major_issue'],
    ['is of a phase that may not auto-apply', { patch: good('x') }, { autoApply: false }, 'auto_apply_off'],
  ] as const)(
    'W9, P5: a result that %s waits in GATE for an Auditor, and its patch is nowhere',
    (_, sends, setting, code) => {
      const world = begun({ repository: true, ...setting });
      expect(wordsOf(build(world, sends))).toEqual(['phase/p0 EXECUTING → GATE', 'run PHASE_EXECUTION → GATE']);
      expect(world.attempt(1)).toMatchObject({ gate: { verdict: 'AUDIT', reasons: [{ code }] }, commit: null });
      expect([world.queue?.role, world.queue?.waitUntil]).toEqual([
        'AUDITOR',
        new Date(world.now.getTime() + 1_800_000),
      ]);
      expect(world.repository.refs.get('refs/heads/autonomous/run-1')).toBe('base');
    },
  );

  test('W9: where an audit is due and none is left, the phase FAILS', () => {
    for (const sends of [
      { patch: good('x'), status: 'NEEDS_REVIEW' as const },
      { patch: good('x'), ...majors },
    ]) {
      const world = begun({ audits: 0, sizes: [1, 1] });
      build(world, sends);
      expect(statesOf(world)).toBe('DONE_FAILED_REQUIRES_HUMAN_REVIEW: FAILED SKIPPED');
    }
    const forbiddenToApply = begun({ audits: 0, autoApply: false });
    build(forbiddenToApply);
    expect(endOf(forbiddenToApply)).toBe('DONE_FAILED_REQUIRES_HUMAN_REVIEW: W9 auto_apply_off');
  });

  test('V2: a phase that may be a no-op is tested on the tip of the branch', () => {
    const world = begun({ repository: true, allowNoop: true });
    build(world, {});
    expect(statesOf(world)).toBe('CI_RUNNING: CI_RUNNING');
    expect(claimed(world, 'CI').commit).toBe('base');
    world.report(ciReport({ a: 'PASSED' }));
    world.settle();
    expect([world.run.state, world.snapshots[0]?.commit]).toEqual(['DONE_SUCCESS', 'base']);
  });
});

describe('W9: Builder attempts and progress', () => {
  test('W9: with its attempts spent the phase waits for an Auditor, and FAILS if none is left', () => {
    const world = begun({ attempts: 2 });
    build(world, { status: 'FAILED' });
    build(world, { patch: broken('b') });
    expect([statesOf(world), world.queue?.role, used(world)]).toEqual(['GATE: GATE', 'AUDITOR', [2, 0]]);
    const alone = begun({ attempts: 2, audits: 0 });
    build(alone, { status: 'FAILED' });
    build(alone, { patch: broken('b') });
    expect(endOf(alone)).toBe('DONE_FAILED_REQUIRES_HUMAN_REVIEW: W9 patch_empty');
  });

  test('W9: the same failure fingerprint twice in a row is no progress, whatever attempts are left', () => {
    const world = begun({ attempts: 5, repository: true });
    build(world, { patch: broken('b') });
    build(world, { patch: broken('another') });
    expect([statesOf(world), world.queue?.role]).toEqual(['GATE: GATE', 'AUDITOR']);
    const alone = begun({ attempts: 5, audits: 0 });
    build(alone, { status: 'FAILED' });
    build(alone, { status: 'FAILED' });
    expect(endOf(alone)).toBe('DONE_FAILED_REQUIRES_HUMAN_REVIEW: W9 builder_failed, no_progress');
  });

  test('W9: another failure in between is progress', () => {
    const world = begun({ attempts: 5, repository: true });
    build(world, { status: 'FAILED' });
    build(world, { patch: broken('b') });
    build(world, { status: 'FAILED' });
    expect(statesOf(world)).toBe('PHASE_EXECUTION: QUEUED');
  });

  test('W9: a patch that CI found red is not tested again, byte for byte', () => {
    const world = begun({ tries: 1 });
    build(world);
    tested(world, RED);
    build(world);
    expect(statesOf(world)).toBe('GATE: GATE');
    expect(world.attempt(3).gate).toMatchObject({ verdict: 'AUDIT', reasons: [{ code: 'same_patch' }] });
    expect([world.headPhase.work.candidate?.standing, world.run.ciRunsUsed]).toEqual(['RED', 1]);
    const alone = begun({ tries: 1, audits: 0 });
    build(alone);
    tested(alone, RED);
    build(alone);
    expect(endOf(alone)).toBe('DONE_FAILED_REQUIRES_HUMAN_REVIEW: W9 same_patch, no_progress');
  });

  test('W9: the same failing tests of another patch are no progress either', () => {
    const world = begun({ tries: 1, attempts: 5 });
    build(world, { patch: good('x') });
    tested(world, RED);
    build(world, { patch: good('y') });
    tested(world, RED);
    expect([statesOf(world), world.queue?.role]).toEqual(['GATE: GATE', 'AUDITOR']);
  });

  test.each([
    ['an expiry', (world: ReturnType<typeof begun>) => (claimed(world, 'BUILDER'), world.heartbeat(), world.runOut())],
    ['a release', (world: ReturnType<typeof begun>) => (claimed(world, 'BUILDER'), world.giveBack())],
    [
      'a failure of the environment',
      (world: ReturnType<typeof begun>) => build(world, { status: 'ENVIRONMENT_FAILURE' }),
    ],
  ])('W9: %s has no fingerprint and breaks no row', (_, comesBetween) => {
    const world = begun({ attempts: 6 });
    build(world, { status: 'FAILED' });
    comesBetween(world);
    expect(statesOf(world)).toBe('PHASE_EXECUTION: QUEUED');
    build(world, { status: 'FAILED' });
    expect(statesOf(world)).toBe('GATE: GATE');
  });

  test('W9, P5: a phase that may not auto-apply and has no audit left FAILS at its next failed attempt', () => {
    const world = begun({ autoApply: false, audits: 1, attempts: 5, repository: true });
    build(world, { patch: good('x') });
    audit(world, { patch: broken('b') });
    expect(endOf(world)).toBe('DONE_FAILED_REQUIRES_HUMAN_REVIEW: W9 patch_does_not_apply, auto_apply_off');
    const other = begun({ autoApply: false, audits: 0, attempts: 5 });
    build(other, { status: 'FAILED' });
    expect(endOf(other)).toBe('DONE_FAILED_REQUIRES_HUMAN_REVIEW: W9 builder_failed');
  });
});

describe('G2: refusals by policy', () => {
  test.each([true, false])(
    'G2: the first goes back, the second FAILS the phase, attempts or not (repository: %s)',
    (repository) => {
      const world = begun({ attempts: 6, repository });
      build(world, { patch: forbidden('p') });
      expect([statesOf(world), world.headPhase.work.policyRefusals]).toEqual(['PHASE_EXECUTION: QUEUED', 1]);
      build(world, { status: 'FAILED' });
      build(world, { patch: forbidden('q') });
      expect(endOf(world)).toBe(
        `DONE_FAILED_POLICY_VIOLATION: G2 ${repository ? 'path_outside_allowed' : 'patch_too_large'}`,
      );
    },
  );

  test('G2: empty patches, and patches that do not apply, are no refusals by policy', () => {
    const world = begun({ attempts: 6, repository: true });
    build(world, { patch: broken('b') });
    build(world, { patch: BLANK });
    expect([statesOf(world), world.headPhase.work.policyRefusals]).toEqual(['PHASE_EXECUTION: QUEUED', 0]);
  });

  test('S6: the last attempt decides: refused by policy with nothing left, the run ends DONE_FAILED_POLICY_VIOLATION', () => {
    const world = begun({ attempts: 1, audits: 0 });
    build(world, { patch: forbidden('p') });
    expect(endOf(world)).toBe('DONE_FAILED_POLICY_VIOLATION: G2 patch_too_large');
  });
});

describe('W4: a result after expiry', () => {
  test('W4: one write takes the phase from the queue to GATE and on; the attempt counts once', () => {
    const world = begun();
    claimed(world, 'BUILDER');
    world.heartbeat();
    world.runOut();
    expect([used(world), world.canBeLate(1)]).toEqual([[1, 0], true]);
    expect(wordsOf(world.submit({ patch: good('x') }, 1))).toEqual([
      'phase/p0 QUEUED → EXECUTING',
      'phase/p0 EXECUTING → GATE',
      'phase/p0 GATE → CI_RUNNING',
      'run PHASE_EXECUTION → GATE',
      'run GATE → CI_RUNNING',
    ]);
    expect([used(world), world.headPhase.round, world.attempt(1).state]).toEqual([[1, 0], 1, 'SUBMITTED']);
  });

  test('W4, W2: an attempt that was given back counts again', () => {
    const world = begun();
    claimed(world, 'BUILDER');
    world.runOut();
    expect([used(world), world.attempt(1).givenBack]).toEqual([[0, 0], true]);
    world.submit({ status: 'FAILED' }, 1);
    expect([used(world), world.headPhase.round, world.attempt(1).givenBack]).toEqual([[1, 0], 1, false]);
  });

  test('W4: not once another worker has claimed, or another attempt is newer', () => {
    const world = begun();
    claimed(world, 'BUILDER');
    world.runOut();
    claimed(world, 'BUILDER');
    expect(world.canBeLate(1)).toBe(false);
    world.giveBack();
    expect(world.canBeLate(1)).toBe(false);
  });

  test('W4, B1: what was charged when the lease ran out is not charged again', () => {
    const world = begun({ rules: { tokens: { flatPerAttempt: 70 } } });
    claimed(world, 'BUILDER');
    world.runOut();
    expect([world.run.tokensUsed, world.attempt(1).tokensEstimated]).toEqual([70, true]);
    world.submit({ patch: good('x'), tokensUsed: 100 }, 1);
    expect([world.run.tokensUsed, world.attempt(1).tokensEstimated]).toEqual([100, false]);
  });

  test('W4, B6: a late failure of the environment puts it back into the queue', () => {
    const world = begun();
    claimed(world, 'BUILDER');
    world.heartbeat();
    world.runOut();
    expect(wordsOf(world.submit({ status: 'ENVIRONMENT_FAILURE' }, 1))).toEqual([
      'phase/p0 QUEUED → EXECUTING',
      'phase/p0 EXECUTING → QUEUED',
    ]);
    expect([used(world), world.headPhase.notBefore]).toEqual([[0, 0], new Date(world.now.getTime() + 10_000)]);
  });
});

describe('B1, B3, Q8: what a result contains besides its patch', () => {
  test('B3: tokens over a budget end the run; the move is not made, and the result is kept', () => {
    const world = begun({ incidentTokenCap: 100 });
    expect(wordsOf(build(world, { patch: good('x'), tokensUsed: 101 }))).toEqual([
      'phase/p0 EXECUTING → FAILED',
      'tier/t0 IN_PROGRESS → FAILED',
      'run PHASE_EXECUTION → DONE_FAILED_BUDGET_EXHAUSTED',
    ]);
    expect(world.attempt(1, 'p0')).toMatchObject({ state: 'SUBMITTED', tokensUsed: 101, gate: null });
  });

  test('B3: so do too many minor issues', () => {
    const world = begun();
    build(world, { patch: good('x'), suggestedIssues: ['a', 'b', 'c', 'd'].map((key) => aReport(key)) });
    expect(endOf(world)).toBe('DONE_FAILED_BUDGET_EXHAUSTED: B3 max_minor_issues_total_exceeded');
  });

  test('B1: tokens are in the event of the phase', () => {
    const world = begun();
    const [first] = eventsOf(build(world, { patch: good('x'), tokensUsed: 40 }));
    expect(first!.data).toMatchObject({
      tokens: 40,
      attempt: 1,
      status: 'SUCCEEDED',
      gate: { verdict: 'PASS', reasons: [] },
    });
  });

  test('Q8: issues belong to the round of their attempt, and what the last round did not report is closed by its green', () => {
    const world = begun({ tries: 1 });
    build(world, { patch: good('x'), suggestedIssues: [aReport('old')] });
    tested(world, RED);
    build(world, { patch: good('y'), suggestedIssues: [aReport('new')] });
    expect(world.issues.map(({ issueKey, reportedAttempt }) => [issueKey, reportedAttempt])).toEqual([
      ['old', 1],
      ['new', 2],
    ]);
    tested(world);
    expect(world.issues.map(({ issueKey, open }) => [issueKey, open])).toEqual([
      ['old', false],
      ['new', true],
    ]);
    expect([world.run.minorIssuesCount, world.run.openMinorIssues]).toEqual([2, 1]);
  });

  test('G1: a major issue that the phase had before is not new', () => {
    const world = begun({ repository: true });
    build(world, { patch: broken('b'), ...majors });
    build(world, { patch: good('x'), ...majors });
    expect(statesOf(world)).toBe('CI_RUNNING: CI_RUNNING');
  });
});

test('S3: a result of a run that has ended is refused', () => {
  const world = begun();
  claimed(world, 'BUILDER');
  world.stop();
  expect(refusalOf(world.submit({ patch: good('x') }, 1))).toMatchObject({
    code: 'RUN_TERMINAL',
    currentState: 'DONE_FAILED_CANCELLED',
  });
});

function aProbe(exitCode: number) {
  return { name: 'unit', kind: 'test', exitCode, durationSeconds: 1, outputTail: null };
}
