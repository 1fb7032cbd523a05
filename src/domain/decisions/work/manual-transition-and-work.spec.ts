import { good, RED } from '../../../../test/support/domain/work-builders.js';
import {
  audit,
  begun,
  build,
  claimed,
  endOf,
  refusalOf,
  statesOf,
  test as tested,
  used,
  wordsOf,
} from '../../../../test/support/domain/work-stories.js';
import { ROLE_TITLES } from '../../model/vocabulary.js';

describe('W11: a manual transition and a live lease', () => {
  test.each([
    ['BUILDER', 'QUEUED'],
    ['BUILDER', 'GATE'],
    ['BUILDER', 'EXECUTING'],
    ['AUDITOR', 'QUEUED'],
    ['AUDITOR', 'CI_RUNNING'],
    ['CI', 'COMPLETE'],
    ['CI', 'QUEUED'],
    ['CI', 'GATE'],
  ] as const)('W11: while a %s holds the phase it is not moved to %s, and the answer names the holder', (role, to) => {
    const world = heldBy(role);
    const before = world.events.length;
    const refusal = refusalOf(world.pull(to));
    expect(refusal).toMatchObject({ code: 'TRANSITION_REFUSED', allowedStates: ['FAILED'] });
    expect(refusal.message).toContain(
      `${ROLE_TITLES[role]} "${world.lease!.workerId}" holds a lease on it (attempt ${world.lease!.attempt}); a move to FAILED would end the lease`,
    );
    expect(world.events.length).toBe(before);
  });

  test('W11: nor may it charge tokens to it', () => {
    const world = heldBy('BUILDER');
    expect(refusalOf(world.pull('EXECUTING', 10)).message).toContain('holds a lease');
    expect(world.run.tokensUsed).toBe(0);
  });

  test.each(['BUILDER', 'AUDITOR', 'CI'] as const)('W11, S6: FAILED ends the lease of a %s and the run', (role) => {
    const world = heldBy(role);
    const { attempt } = world.lease!;
    world.pull('FAILED');
    expect([endOf(world), world.lease]).toEqual(['DONE_FAILED_REQUIRES_HUMAN_REVIEW: S6 phase_failed', null]);
    expect(world.attempt(attempt, 'p0')).toMatchObject({ state: 'STOPPED', endedAt: world.now });
  });

  test('W11, W4: an attempt that was stopped can bring nothing late', () => {
    const world = heldBy('BUILDER');
    world.pull('FAILED');
    expect(refusalOf(world.submit({ patch: good('x') }, 1))).toMatchObject({ code: 'RUN_TERMINAL' });
  });
});

describe('W11: what a manual transition uses up', () => {
  test('W11: EXECUTING counts a Builder attempt without a lease, and the phase is offered to no worker', () => {
    const world = begun();
    world.pull('EXECUTING');
    expect([used(world), world.lease, world.queue, world.headPhase.work.attempts]).toEqual([[1, 0], null, null, 0]);
  });

  test('W11: GATE → CI_RUNNING while an audit is due uses up an audit: the operator is then the Auditor', () => {
    const world = begun({ audits: 1 });
    build(world, { patch: good('x'), status: 'NEEDS_REVIEW' });
    expect(wordsOf(world.pull('CI_RUNNING'))).toEqual(['phase/p0 GATE → CI_RUNNING', 'run GATE → CI_RUNNING']);
    expect([used(world), world.headPhase.work.auditDue, world.queue]).toMatchObject([
      [1, 1],
      false,
      { role: 'CI', waitUntil: null },
    ]);
    tested(world);
    expect(world.run.state).toBe('DONE_SUCCESS');
  });

  test('W11: of a phase that it moved to GATE itself it uses up none', () => {
    const world = begun();
    for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING'] as const) world.pull(state);
    expect(used(world)).toEqual([1, 0]);
  });

  test('V2: the same patch under CI twice in a round has its tries numbered on', () => {
    const world = begun({ tries: 3 });
    build(world);
    tested(world, RED);
    world.pull('GATE');
    world.requestAudit();
    claimed(world, 'AUDITOR');
    world.audit({ patch: good('z') });
    tested(world, RED);
    expect(world.tries.map(({ attempt, number }) => `${attempt}/${number}`)).toEqual(['1/1', '3/1']);
    world.pull('QUEUED');
    expect(world.queue?.role).toBe('BUILDER');
  });

  test('V2: also where an Auditor approves again what a manual transition took back', () => {
    const world = begun({ tries: 3, audits: 3 });
    build(world, { patch: good('x'), status: 'NEEDS_REVIEW' });
    world.pull('CI_RUNNING');
    tested(world, RED);
    world.pull('GATE');
    world.requestAudit();
    claimed(world, 'AUDITOR');
    world.audit();
    tested(world, RED);
    expect(world.tries.map(({ attempt, round, number }) => `${attempt}/${round}/${number}`)).toEqual([
      '1/1/1',
      '1/1/2',
    ]);
    expect(used(world)).toEqual([1, 3]);
  });
});

describe('W11, G4: in a project with a repository', () => {
  test('W11: it cannot move a phase to CI_RUNNING or COMPLETE', () => {
    const world = begun({ repository: true });
    build(world, { patch: good('x'), status: 'NEEDS_REVIEW' });
    expect(refusalOf(world.pull('CI_RUNNING')).message).toContain('only a patch that passed the gate goes to CI');
    const inCi = begun({ repository: true });
    build(inCi);
    expect(refusalOf(inCi.pull('COMPLETE')).message).toContain('only green CI completes it');
  });

  test.each(['QUEUED', 'GATE'] as const)('G4: what it takes out of CI to %s goes off the branch again', (to) => {
    const world = begun({ repository: true });
    build(world);
    expect(world.repository.refs.get('refs/heads/autonomous/run-1')).toBe('x by p0/1 on base');
    world.pull(to);
    expect(world.run.refIntent?.purpose).toBe('ROLLBACK');
    world.settle();
    expect(world.repository.refs.get('refs/heads/autonomous/run-1')).toBe('base');
    expect([statesOf(world), world.headPhase.work.candidate]).toMatchObject([
      to === 'GATE' ? 'GATE: GATE' : 'PHASE_EXECUTION: QUEUED',
      { standing: 'JUDGED', commit: null },
    ]);
    if (to === 'GATE') {
      world.requestAudit();
      audit(world);
    } else build(world, { patch: good('y') });
    tested(world);
    expect(world.run.state).toBe('DONE_SUCCESS');
  });
});

function heldBy(role: 'BUILDER' | 'AUDITOR' | 'CI') {
  const world = begun();
  if (role === 'AUDITOR') build(world, { patch: good('x'), status: 'NEEDS_REVIEW' });
  if (role === 'CI') build(world);
  claimed(world, role);
  return world;
}
