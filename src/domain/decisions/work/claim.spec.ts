import { after, byOperator, START } from '../../../../test/support/domain/builders.js';
import { good, GREEN } from '../../../../test/support/domain/work-builders.js';
import {
  begun,
  build,
  claimed,
  endOf,
  statesOf,
  test as tested,
  used,
  wordsOf,
} from '../../../../test/support/domain/work-stories.js';
import type { WorkerRole } from '../../model/vocabulary.js';
import { decideClaim } from './claim.js';
import type { WorkFacts } from './facts.js';

describe('W1: what is assigned', () => {
  test('W1, S4: phases in plan order, one at a time, each to the role whose turn it is', () => {
    const world = begun({ sizes: [1, 1] });
    expect([world.claim('AUDITOR'), world.claim('CI')]).toEqual([null, null]);
    expect(claimed(world, 'BUILDER')).toMatchObject({
      phaseId: 'p0',
      number: 1,
      role: 'BUILDER',
      workerId: 'builder-1',
      state: 'LEASED',
    });
    expect(world.claim('BUILDER')).toBeNull();
    world.submit({ patch: good('x') });
    expect([world.claim('BUILDER'), world.claim('AUDITOR')]).toEqual([null, null]);
    expect(claimed(world, 'CI')).toMatchObject({ phaseId: 'p0', number: 2, role: 'CI' });
    world.report(GREEN);
    expect(claimed(world, 'BUILDER')).toMatchObject({ phaseId: 'p1', number: 1 });
  });

  test('S5: the first assignment passes PHASE_QUEUEING and opens the tier; a later one of another phase does not', () => {
    const world = begun({ sizes: [2] });
    claimed(world, 'BUILDER');
    const moved = world.events.slice(1).map((event) => `${event.subject} ${event.toState}`);
    expect(moved).toEqual(['phase/p0 EXECUTING', 'tier/t0 IN_PROGRESS', 'run PHASE_QUEUEING', 'run PHASE_EXECUTION']);
    world.submit({ patch: good('x') });
    tested(world);
    const before = world.events.length;
    claimed(world, 'BUILDER');
    expect(world.events.slice(before).map((event) => `${event.subject} ${event.toState}`)).toEqual([
      'phase/p1 EXECUTING',
      'run PHASE_EXECUTION',
    ]);
  });

  test('W1: nothing of a draft, of a run that has ended, or while refs are about to move', () => {
    expect(begun({ draft: true }).queue).toBeNull();
    const ended = begun();
    ended.stop();
    expect(ended.queue).toBeNull();
    const moving = begun({ repository: true });
    claimed(moving, 'BUILDER');
    moving.submit({ patch: good('x') });
    expect([moving.run.refIntent?.purpose, moving.queue]).toEqual(['APPLY', null]);
  });

  test('W1, S4, B6: nothing where another phase comes first, it is another role’s turn, or the pause is not over: look again', () => {
    const world = begun({ sizes: [2] });
    const [first, second] = world.phases;
    const facts = { run: world.run, phase: first, head: first } as unknown as WorkFacts;
    const claim = (changed: Partial<WorkFacts>, role: WorkerRole = 'BUILDER') =>
      decideClaim(
        { ...facts, ...changed },
        { role, workerId: 'w' },
        { token: 't', tokenHash: 'h' },
        byOperator('claimWork', START),
      );
    expect(claim({ phase: second! })).toBeNull();
    expect(claim({}, 'CI')).toBeNull();
    expect(claim({ phase: { ...first!, notBefore: after(1) } })).toBeNull();
  });

  test('W9: a Builder attempt and an audit are counted when they are assigned, a CI lease counts nothing', () => {
    const world = begun({ autoApply: false });
    claimed(world, 'BUILDER');
    expect(used(world)).toEqual([1, 0]);
    world.submit({ patch: good('x') });
    claimed(world, 'AUDITOR');
    expect(used(world)).toEqual([1, 1]);
    world.audit();
    claimed(world, 'CI');
    expect(used(world)).toEqual([1, 1]);
    expect(world.headPhase.round).toBe(1);
  });
});

describe('W2: the lease', () => {
  test('W2: it has an expiry and a hard deadline, as the policies say', () => {
    const world = begun({ rules: { leases: { expirySeconds: 90, hardDeadlineMinutes: 20 } } });
    claimed(world, 'BUILDER');
    expect(world.lease).toMatchObject({
      expiresAt: after(1.5),
      hardDeadlineAt: after(20),
      expirySeconds: 90,
      beaten: false,
      tokensTold: null,
    });
  });

  test('B5: neither is later than the deadline of the run', () => {
    const world = begun({ minutes: 30 });
    claimed(world.wait(60), 'BUILDER');
    expect(world.lease).toMatchObject({ expiresAt: after(3), hardDeadlineAt: after(30) });
    const late = begun({ minutes: 30 });
    claimed(late.wait(29 * 60), 'BUILDER');
    expect(late.lease).toMatchObject({ expiresAt: after(30), hardDeadlineAt: after(30) });
  });

  test('W2: the phase names its holder, and the attempt what it starts from', () => {
    const world = begun({ repository: true });
    claimed(world, 'BUILDER', 'somebody');
    expect(world.headPhase.work.holder).toEqual({ role: 'BUILDER', workerId: 'somebody', attempt: 1 });
    expect(world.attempt(1)).toMatchObject({
      baseCommit: 'base',
      commit: null,
      round: 1,
      tokenHash: 'hash of token-1',
    });
    world.submit({ patch: good('x') });
    world.settle();
    expect(claimed(world, 'CI')).toMatchObject({ commit: 'x by p0/1 on base' });
  });
});

describe('B2: the allowance', () => {
  test('B2: the least of what phase and run have left', () => {
    const byPhase = begun({ incidentTokenCap: 700 });
    claimed(byPhase, 'BUILDER');
    expect(byPhase.lease?.tokenAllowance).toBe(700);
    const byRun = begun({ incidentTokenCap: 700, tokenCap: 650, attempts: 3 });
    build(byRun, { status: 'FAILED', tokensUsed: 150 });
    claimed(byRun, 'BUILDER');
    expect(byRun.lease?.tokenAllowance).toBe(500);
  });

  test('B2: in safety_critical also what the tier has left', () => {
    for (const [profile, allowance] of [
      ['NORMAL', 1_000],
      ['SAFETY_CRITICAL', 900],
    ] as const) {
      const world = begun({
        sizes: [2],
        profile,
        incidentTokenCap: 1_000,
        rules: { defaults: { tier: { tokenCap: 1_000 } } },
      });
      build(world, { patch: good('x'), tokensUsed: 100 });
      tested(world);
      claimed(world, 'BUILDER');
      expect([profile, world.lease?.tokenAllowance]).toEqual([profile, allowance]);
    }
  });

  test.each([
    ['of the phase', { incidentTokenCap: 100 }, 'incident_token_cap_spent'],
    ['of the run', { tokenCap: 100 }, 'token_cap_spent'],
  ])('B2: with nothing left %s, the claim ends the run', (_, caps, code) => {
    const world = begun({ sizes: [1, 1], ...caps });
    build(world, { status: 'FAILED', tokensUsed: 100 });
    expect(world.claim('BUILDER')).toBeNull();
    expect(endOf(world)).toBe(`DONE_FAILED_BUDGET_EXHAUSTED: B2 ${code}`);
    expect(statesOf(world)).toBe('DONE_FAILED_BUDGET_EXHAUSTED: SKIPPED SKIPPED');
    expect([world.lease, world.attempts.length]).toEqual([null, 1]);
  });

  test('B2: so does the claim of an Auditor, and the phase at work FAILS', () => {
    const world = begun({ autoApply: false, incidentTokenCap: 100 });
    build(world, { patch: good('x'), tokensUsed: 100 });
    expect(world.claim('AUDITOR')).toBeNull();
    expect(statesOf(world)).toBe('DONE_FAILED_BUDGET_EXHAUSTED: FAILED');
    expect(endOf(world)).toMatch(/B2 incident_token_cap_spent$/);
  });

  test('B2: in safety_critical the tokens of the tier end it too; in normal they do not', () => {
    for (const [profile, ends] of [
      ['NORMAL', false],
      ['SAFETY_CRITICAL', true],
    ] as const) {
      const world = begun({ profile, incidentTokenCap: 1_000, rules: { defaults: { tier: { tokenCap: 100 } } } });
      build(world, { status: 'FAILED', tokensUsed: 100 });
      world.claim('BUILDER');
      expect([profile, world.run.completedAt !== null]).toEqual([profile, ends]);
    }
  });

  test('B2: a CI lease has no allowance, and it ends nothing that none is left', () => {
    const world = begun({ incidentTokenCap: 100 });
    build(world, { patch: good('x'), tokensUsed: 100 });
    claimed(world, 'CI');
    expect(world.lease?.tokenAllowance).toBe(0);
    expect(wordsOf(world.report(GREEN))).toContain('phase/p0 CI_RUNNING → COMPLETE');
    expect(world.run.state).toBe('DONE_SUCCESS');
  });
});
